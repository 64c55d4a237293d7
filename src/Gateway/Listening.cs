using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Exchange.Gateway.Access;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Exchange.Gateway;

/// <summary>
/// Where a gateway listens: at one address for gRPC, and at the next for browsers, which do not speak HTTP/2 in cleartext. With TLS
/// one serves both.
/// </summary>
internal sealed class Listening
{
    private readonly ConnectionLimits _limits;
    private readonly GatewayTls? _tls;
    private readonly IPEndPoint _grpc;
    private readonly IPEndPoint? _web;
    private readonly bool _isShared;

    /// <exception cref="InvalidDataException">An address is none, or would carry tokens in cleartext.</exception>
    public Listening(GatewayOptions options)
    {
        _limits = options.Limits;
        _tls = options.Tls;
        _grpc = EndPointOf(options.Listen, options);
        if (options.Web is { } web)
        {
            web.CheckOrigins();
            _isShared = web.Listen is null && _tls is not null;
            _web = web.Listen is { } listen ? EndPointOf(listen, options) : _isShared ? null : Next(_grpc);
        }
    }

    private string Scheme => _tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = _limits.Connections;
        kestrel.Limits.Http2.MaxStreamsPerConnection = _limits.CallsPerConnection;
        // A stream of messages has no end, and each message has its limit.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.RequestHeadersTimeout = _limits.OpeningTimeout;
        // Who is slow loses the call (Admission, EventQueue) or is told less (MarketFeed): not the connection, on which others
        // may depend.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        // A peer that vanished without a word is found out by pings that it does not answer: HTTP/2's, or for browsers TCP's.
        kestrel.Limits.Http2.KeepAlivePingDelay = _limits.PingDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = _limits.PingTimeout;
        kestrel.Limits.KeepAliveTimeout = _limits.IdleTimeout;
        kestrel.Listen(_grpc, endpoint => Configure(endpoint, _isShared ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http2));
        if (_web is not null)
        {
            kestrel.Listen(_web, endpoint => Configure(endpoint, _tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2));
        }
    }

    /// <summary>With the ports it got; for browsers null when they are not served.</summary>
    public (Uri Grpc, Uri? Web) UrlsOf(IServer server)
    {
        // In the order of listening.
        var urls = server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToArray();
        return (urls[0], _isShared ? urls[0] : urls.ElementAtOrDefault(1));
    }

    /// <summary>Whether a start failed since the address for browsers is in use, and what to do then.</summary>
    public bool IsWebInUse(IOException failure, out string advice)
    {
        var address = $"{Scheme}://{_web}";
        advice = $"cannot serve browsers at {address}: the address is in use; give another with --web {Scheme}://ADDRESS:PORT, or none with --web off";
        return _web is not null
            && failure.InnerException is AddressInUseException
            && failure.Message.Contains(address + ":", StringComparison.Ordinal);
    }

    private static IPEndPoint EndPointOf(Uri listen, GatewayOptions options)
    {
        var address = listen.Host is "localhost" ? IPAddress.Loopback : null;
        if (address is null && !IPAddress.TryParse(listen.Host.Trim('[', ']'), out address))
        {
            throw Wrong("give an IP address or localhost");
        }
        if (listen.Scheme != (options.Tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps))
        {
            throw Wrong(options.Tls is null ? "https needs a certificate" : "with a certificate it is https");
        }
        return options.Tls is not null || options.AllowsCleartext || IPAddress.IsLoopback(address)
            ? new(address, listen.Port)
            : throw Wrong("off this machine tokens would travel in cleartext: use https, or allow cleartext");

        InvalidDataException Wrong(string why) => new($"cannot listen at {listen.GetLeftPart(UriPartial.Authority)}: {why}");
    }

    private static IPEndPoint Next(IPEndPoint endpoint) => endpoint.Port switch
    {
        0 => endpoint,
        IPEndPoint.MaxPort => throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"there is no port after {endpoint.Port} to serve browsers at: give one with --web, or --web off")),
        var port => new(endpoint.Address, port + 1),
    };

    private void Configure(ListenOptions endpoint, HttpProtocols protocols)
    {
        endpoint.Protocols = protocols;
        if (protocols.HasFlag(HttpProtocols.Http1))
        {
            endpoint.Use(KeepAlive);
        }
        if (_tls is not null)
        {
            endpoint.UseHttps(_tls.Configure);
        }
    }

    private ConnectionDelegate KeepAlive(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsOf(_limits.PingDelay));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SecondsOf(_limits.PingTimeout / 3));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        }
        return next(connection);
    };

    private static int SecondsOf(TimeSpan duration) => Math.Max(1, (int)duration.TotalSeconds);
}
