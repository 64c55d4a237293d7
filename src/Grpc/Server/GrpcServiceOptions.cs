using System.IO.Compression;
using Grpc.Internal;

namespace Grpc.AspNetCore.Server;

/// <summary>How the services of this server treat their calls.</summary>
public class GrpcServiceOptions
{
    /// <summary>What <see cref="MaxReceiveMessageSize"/> is unless said otherwise: 4 MiB, as gRPC peers expect.</summary>
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>The longest request message in bytes; null: no limit. A longer one ends its call with ResourceExhausted.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>The longest response message in bytes; null (the default): no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Whether clients are told the type and message of an exception a handler let through. Default: no.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>
    /// What responses are compressed with for clients that accept it: <c>gzip</c>; null (the default): they are not. Messages below
    /// a kibibyte, those that do not become shorter and those written with <c>NoCompress</c> go as they are.
    /// </summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard to try. Default: <see cref="CompressionLevel.Fastest"/>.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>How responses are compressed for those who accept it; null: they are not.</summary>
    /// <exception cref="InvalidOperationException">The algorithm is not known here.</exception>
    internal CompressionLevel? ResponseCompression => ResponseCompressionAlgorithm switch
    {
        null or ProtocolHeaders.IdentityEncoding => null,
        Gzip.Name => ResponseCompressionLevel ?? CompressionLevel.Fastest,
        var other => throw new InvalidOperationException($"Responses can be compressed with {Gzip.Name}, not with '{other}'."),
    };

    /// <summary>Takes over what other options say.</summary>
    internal void CopyFrom(GrpcServiceOptions other)
    {
        MaxReceiveMessageSize = other.MaxReceiveMessageSize;
        MaxSendMessageSize = other.MaxSendMessageSize;
        EnableDetailedErrors = other.EnableDetailedErrors;
        ResponseCompressionAlgorithm = other.ResponseCompressionAlgorithm;
        ResponseCompressionLevel = other.ResponseCompressionLevel;
    }
}

/// <summary>How one service treats its calls; what is not said is as for all.</summary>
/// <typeparam name="TService">The service.</typeparam>
public sealed class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class;
