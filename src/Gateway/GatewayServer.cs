using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Gateway.Access;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Services;
using Exchange.Gateway.Services.Reflection;
using Exchange.Gateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway;

/// <summary>
/// An exchange behind gRPC: the engine's host, and the services through which the world reaches it. No market logic.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    private readonly WebApplication _application;
    private readonly ExchangeHost _exchange;
    private readonly EventRouter _router;
    private readonly Serving _serving;
    private readonly Stopping _stopping;
    private readonly GatewayTelemetry _telemetry;
    private bool _isDisposed;

    private GatewayServer(
        WebApplication application,
        ExchangeHost exchange,
        EventRouter router,
        Serving serving,
        Stopping stopping,
        GatewayTelemetry telemetry,
        string operatorToken)
    {
        _telemetry = telemetry;
        _application = application;
        _exchange = exchange;
        _router = router;
        _serving = serving;
        _stopping = stopping;
        OperatorToken = operatorToken;
    }

    /// <summary>Where the gateway listens, with the port it got.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Where browsers are served, by gRPC-Web; null where they are not.</summary>
    public Uri? WebUrl { get; private set; }

    /// <summary>A token of the operator's. With a data directory it also stands in the file operator.token there.</summary>
    public string OperatorToken { get; }

    /// <summary>What the gateway is made of.</summary>
    internal IServiceProvider Services => _application.Services;

    internal EventRouter Router => _router;

    internal int OpenCalls => Services.GetRequiredService<Admission>().OpenCalls;

    /// <summary>What recovery found; null without a data directory.</summary>
    public JournalSummary? Recovery => _exchange.Recovery;

    /// <summary>Whether nothing but questions is taken, because the disk is full.</summary>
    public bool IsPaused => _exchange.Input.IsPaused;

    /// <summary>Recovers the exchange and serves it.</summary>
    /// <exception cref="JournalException">The journal is damaged, or another process holds it.</exception>
    /// <exception cref="IOException">An address is in use, or the data directory cannot be used.</exception>
    /// <exception cref="InvalidDataException">
    /// The configuration is refused, or an address to listen at: it is none, or would carry tokens in cleartext.
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
        var listening = new Listening(options);
        var serving = new Serving();
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
                // Whom nobody is told of ends the process.
                Failed = telemetry.Failed is { } failed ? serving.EndThen(failed) : null,
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

            application = Build(options, listening, telemetry, exchange, directory, router, sender, serving, stopping);
            var server = new GatewayServer(application, exchange, router, serving, stopping, telemetry, operatorToken);
            await application.StartAsync(cancellation);
            (server.Url, server.WebUrl) = listening.UrlsOf(application.Services.GetRequiredService<IServer>());
            LogMessages.Listening(telemetry.Log, server.Url.GetLeftPart(UriPartial.Authority));
            return server;
        }
        catch (Exception exception)
        {
            if (application is not null)
            {
                await application.DisposeAsync();
            }
            stopping.Dispose();
            exchange.Dispose();
            router.Dispose();
            if (exception is IOException failure && listening.IsWebInUse(failure, out var advice))
            {
                throw new IOException(advice, exception);
            }
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
        _serving.End();
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
        Listening listening,
        GatewayTelemetry telemetry,
        ExchangeHost exchange,
        Directory directory,
        EventRouter router,
        CommandSender sender,
        Serving serving,
        Stopping stopping)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(listening.Configure);
        builder.Services.AddTelemetry(telemetry);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddCors();
        builder.Services.AddGrpc().AddServiceOptions<MarketDataService>(MarketDataService.Configure);
        builder.Services
            .AddSingleton(exchange.Input)
            .AddSingleton(directory)
            .AddSingleton(router)
            .AddSingleton(sender)
            .AddSingleton(serving)
            .AddSingleton(stopping)
            .AddSingleton(options.Clock)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new MessageBudget(options.Clock, options.Rate, options.InstructionsPerDay))
            .AddSingleton(options.Limits)
            .AddSingleton<AccessControl>()
            .AddSingleton<Admission>()
            .AddSingleton<InstructionSender>()
            .AddSingleton<MarketsService>()
            .AddSingleton<AccountsService>()
            .AddSingleton<TradingService>()
            .AddSingleton<MarketDataService>()
            .AddSingleton<ClearingService>()
            .AddSingleton<HealthService>()
            .AddSingleton<ReflectionService>()
            .AddSingleton<ReflectionAlphaService>();

        var application = builder.Build();
        application.Use(application.Services.GetRequiredService<CallTelemetry>().HandleAsync);
        // Made now: it is looked at from now on.
        application.Services.GetRequiredService<GatewayMetrics>();
        if (options.Web is { } web)
        {
            application.UseCors(web.Configure);
            application.UseGrpcWeb(new() { DefaultEnabled = true });
        }
        application.Use(application.Services.GetRequiredService<Admission>().AdmitAsync);
        application.MapGrpcService<MarketsService>().WithMetadata(new NeedsToken());
        application.MapGrpcService<AccountsService>().WithMetadata(new NeedsToken());
        application.MapGrpcService<TradingService>().WithMetadata(new NeedsToken());
        application.MapGrpcService<MarketDataService>().WithMetadata(new NeedsToken());
        application.MapGrpcService<ClearingService>().WithMetadata(new NeedsToken());
        // Load balancers and tools have none.
        application.MapGrpcService<HealthService>();
        application.MapGrpcService<ReflectionService>();
        application.MapGrpcService<ReflectionAlphaService>();
        return application;
    }
}
