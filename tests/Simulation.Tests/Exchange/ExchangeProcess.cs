using Exchange.Engine.Hosting;
using Exchange.Engine.Numerics;
using Exchange.Gateway;
using Exchange.Gateway.Access;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Services;
using Exchange.Gateway.Telemetry;
using Exchange.Simulation.Tests.Network;
using Exchange.Simulation.Tests.World;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Simulation.Tests.Exchange;

/// <summary>
/// One life of the exchange: the host and the services of the gateway, put together as the gateway does it, without threads and without
/// Kestrel.
/// </summary>
internal sealed class ExchangeProcess
{
    private readonly ExchangeClock _clock;
    private readonly EventRouter _router;
    private readonly CommandSender _sender;
    private AccessControl _access = null!;
    private readonly Directory _directory = new();
    private readonly GatewayTelemetry _telemetry = new(new() { Logging = static _ => { } });

    /// <exception cref="IOException">The disk failed.</exception>
    public ExchangeProcess(VirtualWorld world, ExchangeFiles files, RunTerms terms, long skewNs, Action<ExchangeProcess> recovered)
    {
        Process = new(world);
        _clock = new(world, skewNs);
        _router = new(_directory, () => EventLog.Open(files.EventLog, terms.HeldEvents));
        try
        {
            Host = ExchangeHost.Open(
                new()
                {
                    Storage = files.Disk,
                    SegmentBytes = terms.SegmentBytes,
                    SnapshotEvery = terms.SnapshotEvery,
                    PrunesJournal = terms.PrunesJournal,
                    InputSlots = terms.InputSlots,
                    OutputSlots = terms.OutputSlots,
                    WaitStrategy = () => new CooperativeWait(HelpOut),
                    Clock = _clock,
                    Failed = exception => Failure ??= exception,
                    IsStepped = true,
                },
                _router);
            recovered(this);
            _directory.Load(Host.Catalog, Host.Markets, Host.Blocked);
            _router.CutLog(Host);
            _sender = new(Host.Input, _router);
            Services = ListServices(terms);
            Process.Do(Host.Start);
        }
        catch
        {
            LetGo();
            throw;
        }
    }

    public SimulatedProcess Process { get; }

    public ExchangeHost Host { get; }

    public ServiceTable Services { get; }

    /// <summary>Why the host cannot go on; null as long as it can.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Until when the disk keeps the journal waiting.</summary>
    public long JournalStalledUntilNs { get; set; }

    /// <summary>When in the world the kernel has something to do by itself.</summary>
    public long NextDueNs => _clock.WorldNsOf(Host.NextDue);

    public override string ToString() => Failure?.Message ?? (Host.Input.IsPaused ? "waiting for room on the disk" : "up");

    /// <summary>Defines what there is, in an exchange that is empty.</summary>
    public Task SeedAsync(V1.Configuration configuration) => Process.Start(
        () => new Seeding(_sender, _directory, warned: null).SeedAsync(configuration, dataDirectory: null, CancellationToken.None));

    /// <summary>Lets a call in, as the gateway does before it is read.</summary>
    public void Admit(ServedCall call) =>
        new AdmittedCall(_access.Authenticate(call.RequestHeaders.GetValue("authorization"), from: null), stream: null, Timeout.InfiniteTimeSpan, Process.Time)
            .Attach(call.UserState!);

    /// <summary>Runs one of the stages; whether it had anything to do.</summary>
    public bool Step(int stage, long nowNs)
    {
        var wasAny = false;
        Process.Do(() => wasAny = stage switch
        {
            0 => Host.StepKernel(),
            1 => nowNs >= JournalStalledUntilNs && Host.StepJournal(),
            _ => Host.StepRelease(),
        });
        return wasAny;
    }

    /// <summary>The process is gone, in the middle of whatever it was.</summary>
    public void Kill()
    {
        Process.Kill();
        LetGo();
    }

    /// <summary>Stops as an exchange should.</summary>
    public void Stop()
    {
        Process.Do(Host.Dispose);
        LetGo();
        Process.Kill();
    }

    private void LetGo()
    {
        _router.Dispose();
        // What observes the router.
        _telemetry.Meter.Dispose();
    }

    private bool HelpOut() => Host.StepJournal() | Host.StepRelease();

    private ServiceTable ListServices(RunTerms terms)
    {
        var time = Process.Time;
        var metrics = new GatewayMetrics(_telemetry.Meter, _router, _directory);
        var access = _access = new AccessControl(_directory, _router, _clock, time, new AccessTelemetry(metrics, _directory, _telemetry));
        var instructions = new InstructionSender(
            _directory, Host.Input, new MessageBudget(_clock, terms.Rate, perDay: null), _clock, metrics);
        var services = new ServiceTable();
        V1.Trading.BindService(
            services,
            new TradingService(
                access, _sender, _directory, _router, instructions, new Stopping(), time, new InstructionTracing(_telemetry)));
        V1.Accounts.BindService(services, new AccountsService(access, _directory, _sender, _telemetry));
        V1.Markets.BindService(services, new MarketsService(access, _directory, _sender));
        return services;
    }
}
