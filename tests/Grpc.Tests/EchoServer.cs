using System.Collections.Concurrent;
using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests;

/// <summary>A server on a free loopback port, a channel to it, and the errors it logged.</summary>
public sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorLog _errors = new();

    private EchoServer(
        Action<GrpcServiceOptions>? configureGrpc,
        Action<KestrelServerOptions>? configureKestrel,
        Action<WebApplication>? useWeb,
        Action<IGrpcServerBuilder>? configureServices,
        Action<IEndpointConventionBuilder>? configureEndpoints)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_errors);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            if (useWeb is not null)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            }

            configureKestrel?.Invoke(kestrel);
        });
        var grpc = builder.Services.AddGrpc(configureGrpc ?? (_ => { }));
        configureServices?.Invoke(grpc);
        builder.Services.AddSingleton(Script);
        _app = builder.Build();
        useWeb?.Invoke(_app);
        var echo = _app.MapGrpcService<EchoService>();
        configureEndpoints?.Invoke(echo);
        _app.MapPost("/plain/page", () => "not gRPC");
    }

    public Script Script { get; } = new();

    public IReadOnlyCollection<string> Errors => _errors.Messages;

    public Uri Address => new(Addresses.First());

    /// <summary>Where HTTP/1.1 is spoken, if the web is used.</summary>
    public Uri WebAddress => new(Addresses.Last());

    private ICollection<string> Addresses => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    public GrpcChannel Channel { get; private set; } = null!;

    public Echo.EchoClient Client { get; private set; } = null!;

    public static async Task<EchoServer> StartAsync(
        Action<GrpcServiceOptions>? configureGrpc = null,
        Action<KestrelServerOptions>? configureKestrel = null,
        GrpcChannelOptions? channelOptions = null,
        Action<WebApplication>? useWeb = null,
        Action<IGrpcServerBuilder>? configureServices = null,
        Action<IEndpointConventionBuilder>? configureEndpoints = null)
    {
        var server = new EchoServer(configureGrpc, configureKestrel, useWeb, configureServices, configureEndpoints);
        await server._app.StartAsync();
        server.Channel = GrpcChannel.ForAddress(server.Address, channelOptions ?? new GrpcChannelOptions());
        server.Client = new Echo.EchoClient(server.Channel);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Messages.Enqueue($"{formatter(state, exception)} {exception?.Message}");
            }
        }

        public void Dispose()
        {
        }
    }
}
