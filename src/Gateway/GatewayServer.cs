using System.Net;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Gateway.Access;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Services;
using Exchange.Gateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway;

/// <summary>
/// An exchange behind gRPC: the engine's host, and the services through which the world reaches it. No market logic.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    /// <summary>Of one client connection. HTTP/2's usual hundred is one bot each for a small class.</summary>
    private const int MaxStreamsPerConnection = 10_000;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    // A peer that vanished without a word is found out by pings that it does not answer.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);

    private readonly WebApplication _application;
    private readonly ExchangeHost _exchange;
    private readonly EventRouter _router;
    private readonly Stopping _stopping;
    private readonly GatewayTelemetry _telemetry;
    private bool _isDisposed;

    private GatewayServer(
        WebApplication application,
        ExchangeHost exchange,
        EventRouter router,
        Stopping stopping,
        GatewayTelemetry telemetry,
        string operatorToken)
    {
        _telemetry = telemetry;
        _application = application;
        _exchange = exchange;
        _router = router;
        _stopping = stopping;
        OperatorToken = operatorToken;
    }

    /// <summary>Where the gateway listens, with the port it got.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>A token of the operator's. With a data directory it also stands in the file operator.token there.</summary>
    public string OperatorToken { get; }

    /// <summary>What the gateway is made of.</summary>
    internal IServiceProvider Services => _application.Services;

    /// <summary>What recovery found; null without a data directory.</summary>
    public JournalSummary? Recovery => _exchange.Recovery;

    /// <summary>Whether nothing but questions is taken, because the disk is full.</summary>
    public bool IsPaused => _exchange.Input.IsPaused;

    /// <summary>Recovers the exchange and serves it.</summary>
    /// <exception cref="JournalException">The journal is damaged, or another process holds it.</exception>
    /// <exception cref="IOException">The address is in use, or the data directory cannot be used.</exception>
    /// <exception cref="InvalidDataException">
    /// The configuration is refused, or the address to listen at: it is none, or would carry tokens in cleartext.
    /// </exception>
    public static async Task<GatewayServer> StartAsync(GatewayOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var telemetry = new GatewayTelemetry(options);
        try
        {
            return await StartAsync(options, telemetry, cancellation);
        }
        catch
        {
            await telemetry.DisposeAsync();
            throw;
        }
    }

    private static async Task<GatewayServer> StartAsync(
        GatewayOptions options, GatewayTelemetry telemetry, CancellationToken cancellation)
    {
        var listen = EndPointOf(options);
        var directory = new Directory();
        var storage = options.DataDirectory is null ? null : DataDirectory.OpenJournal(options.DataDirectory);
        var router = new EventRouter(directory, () => options.DataDirectory is null
            ? EventLog.InMemory(options.HeldEvents)
            : EventLog.Open(DataDirectory.EventLogOf(options.DataDirectory), options.HeldEvents));
        var exchange = ExchangeHost.Open(
            new()
            {
                Storage = storage,
                Durability = options.Durability,
                SnapshotEvery = options.SnapshotEvery,
                PrunesJournal = options.PrunesJournal,
                SegmentBytes = options.SegmentBytes,
                Clock = options.Clock,
                Warned = telemetry.Warned,
                Failed = telemetry.Failed,
                Meter = telemetry.EngineMeter,
                SnapshotWritten = telemetry.SnapshotWritten,
            },
            router);
        var stopping = new Stopping();
        WebApplication? application = null;
        try
        {
            directory.Load(exchange.Catalog, exchange.Markets, exchange.Blocked);
            router.CutLog(exchange);
            exchange.Start();
            telemetry.Recovered(exchange);
            var sender = new CommandSender(exchange.Input, router);
            var seeding = new Seeding(sender, directory, telemetry.Warned);
            var operatorToken = await seeding.EnsureOperatorAsync(options.DataDirectory, cancellation);
            await seeding.SeedAsync(options.Configuration, options.DataDirectory, cancellation);

            application = Build(options, listen, telemetry, exchange, directory, router, sender, stopping);
            var server = new GatewayServer(application, exchange, router, stopping, telemetry, operatorToken);
            await application.StartAsync(cancellation);
            server.Url = new(application.Services.GetRequiredService<IServer>().Features
                .Get<IServerAddressesFeature>()!.Addresses.Single());
            LogMessages.Listening(telemetry.Log, server.Url.GetLeftPart(UriPartial.Authority));
            return server;
        }
        catch
        {
            if (application is not null)
            {
                await application.DisposeAsync();
            }
            stopping.Dispose();
            exchange.Dispose();
            router.Dispose();
            throw;
        }
    }

    /// <summary>Ends all calls, carries out what is in, and closes the journal: nothing acknowledged is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        LogMessages.Stopping(_telemetry.Log);
        _stopping.Stop();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _exchange.Dispose();
        _router.Dispose();
        _stopping.Dispose();
        LogMessages.Stopped(_telemetry.Log);
        await _telemetry.DisposeAsync();
    }

    /// <summary>The hash of the exchange's state; only after <see cref="DisposeAsync"/>.</summary>
    public string StateHash() => _exchange.StateHash();

    private static WebApplication Build(
        GatewayOptions options,
        IPEndPoint listen,
        GatewayTelemetry telemetry,
        ExchangeHost exchange,
        Directory directory,
        EventRouter router,
        CommandSender sender,
        Stopping stopping)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, listen, options.Tls));
        builder.Services.AddTelemetry(telemetry);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddGrpc();
        builder.Services
            .AddSingleton(exchange.Input)
            .AddSingleton(directory)
            .AddSingleton(router)
            .AddSingleton(sender)
            .AddSingleton(stopping)
            .AddSingleton(options.Clock)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new MessageBudget(options.Clock, options.Rate, options.InstructionsPerDay))
            .AddSingleton<AccessControl>()
            .AddSingleton<InstructionSender>()
            .AddSingleton<MarketsService>()
            .AddSingleton<AccountsService>()
            .AddSingleton<TradingService>()
            .AddSingleton<MarketDataService>()
            .AddSingleton<ClearingService>();

        var application = builder.Build();
        application.Use(application.Services.GetRequiredService<CallTelemetry>().HandleAsync);
        // Made now: it is looked at from now on.
        application.Services.GetRequiredService<GatewayMetrics>();
        application.MapGrpcService<MarketsService>();
        application.MapGrpcService<AccountsService>();
        application.MapGrpcService<TradingService>();
        application.MapGrpcService<MarketDataService>();
        application.MapGrpcService<ClearingService>();
        return application;
    }

    private static IPEndPoint EndPointOf(GatewayOptions options)
    {
        var listen = options.Listen;
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

    private static void ConfigureKestrel(KestrelServerOptions kestrel, IPEndPoint listen, GatewayTls? tls)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = PingDelay;
        kestrel.Listen(listen, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            if (tls is not null)
            {
                endpoint.UseHttps(tls.Configure);
            }
        });
    }
}
