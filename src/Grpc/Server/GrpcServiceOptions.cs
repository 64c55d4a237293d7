namespace Grpc.AspNetCore.Server;

/// <summary>How the services of this server treat their calls.</summary>
public sealed class GrpcServiceOptions
{
    /// <summary>What <see cref="MaxReceiveMessageSize"/> is unless said otherwise: 4 MiB, as gRPC peers expect.</summary>
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>The longest request message in bytes; null: no limit. A longer one ends its call with ResourceExhausted.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>The longest response message in bytes; null (the default): no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Whether clients are told the type and message of an exception a handler let through. Default: no.</summary>
    public bool? EnableDetailedErrors { get; set; }
}
