namespace Grpc.Net.Client;

/// <summary>Options of a channel; read when the channel is made.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>The longest response message in bytes; null: no limit. Default 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The longest request message in bytes; null (the default): no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>
    /// What carries the calls; it must speak HTTP/2. Null: a socket handler of the channel's own, which opens further
    /// connections when the server's limit of streams on one is reached.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether the channel disposes <see cref="HttpHandler"/> with itself. Default: no; its own one always.</summary>
    public bool DisposeHttpClient { get; set; }
}
