using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client.Internal;

namespace Grpc.Net.Client;

/// <summary>
/// A way to one server over HTTP/2: cleartext (prior knowledge) for <c>http</c>, TLS for <c>https</c>. It connects with the
/// first call. Safe for concurrent use; one channel serves any number of clients and calls.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<IMethod, Uri> _methodUris = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Uri _address;
    private bool _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        _address = address;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        MaxSendMessageSize = options.MaxSendMessageSize;
        Http = new HttpMessageInvoker(
            options.HttpHandler ?? CreateHandler(),
            disposeHandler: options.HttpHandler is null || options.DisposeHttpClient);
        Shutdown = _shutdown.Token;
    }

    internal HttpMessageInvoker Http { get; }

    internal int? MaxReceiveMessageSize { get; }

    internal int? MaxSendMessageSize { get; }

    /// <summary>Is cancelled when the channel is disposed; every call ends then.</summary>
    internal CancellationToken Shutdown { get; }

    /// <summary>A channel to a server.</summary>
    /// <param name="address">For example <c>http://127.0.0.1:5080</c>.</param>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to a server, with options.</summary>
    /// <param name="address">For example <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="channelOptions">The options.</param>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    /// <summary>A channel to a server.</summary>
    /// <param name="address">An absolute URI, <c>http</c> or <c>https</c>.</param>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to a server, with options.</summary>
    /// <param name="address">An absolute URI, <c>http</c> or <c>https</c>.</param>
    /// <param name="channelOptions">The options.</param>
    /// <exception cref="ArgumentException">The address is neither.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? new GrpcChannel(address, channelOptions)
            : throw new ArgumentException($"'{address}' is not an http or https address.", nameof(address));
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Closes the connections and cancels every call that has not ended.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _shutdown.Cancel();
            Http.Dispose();
            _shutdown.Dispose();
        }
    }

    internal Uri UriOf(IMethod method) => _methodUris.GetOrAdd(method, static (m, address) => new Uri(address, m.FullName), _address);

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    };
}
