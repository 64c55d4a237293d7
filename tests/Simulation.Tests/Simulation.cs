using Exchange.Engine.Tests.Journal;
using Exchange.Simulation.Tests.Audit;
using Exchange.Simulation.Tests.Exchange;
using Exchange.Simulation.Tests.Network;
using Exchange.Simulation.Tests.Workload;
using Exchange.Simulation.Tests.World;

namespace Exchange.Simulation.Tests;

/// <summary>
/// A day of an exchange of which everything follows from one seed: who does what and when, what the network loses, when the disk fails and
/// where the exchange crashes.
/// </summary>
internal sealed partial class Simulation : IDisposable
{
    // Of virtual time, for everything to come to rest once nothing is lost any more.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestDay = TimeSpan.FromMinutes(10);

    // Without time passing.
    private const int MostStepsAtOnce = 1_000_000;

    private readonly VirtualWorld _world;
    private readonly SimulatedNetwork _network;
    private readonly ExchangeFiles _files = new();
    private readonly RunTerms _terms;
    private readonly Auditor _auditor = new();
    private readonly List<IClient> _clients = [];
    private readonly List<SessionTrader> _traders = [];
    private readonly int _crashesWanted;
    private readonly int _reconnectionsWanted;
    private readonly List<SimulatedProcess> _ready = [];
    private ExchangeProcess? _exchange;
    private Exception? _unexpected;
    private long _busySince;

    /// <param name="seed">What everything follows from.</param>
    /// <param name="crashes">How often the exchange crashes before the end of the day.</param>
    /// <param name="reconnections">How often clients have to reconnect before that.</param>
    public Simulation(int seed, int crashes, int reconnections = 0)
    {
        _world = new(seed);
        _network = new(_world, exception => _unexpected ??= exception);
        _terms = RunTerms.Draw(_world.Random) with { HeldEvents = crashes > 0 ? 1 << 14 : 1 << 17 };
        (_crashesWanted, _reconnectionsWanted) = (crashes, reconnections);
        _files.Disk.SyncFails = () => _failsSyncs && _world.Random.Next(2) == 0;
    }

    public long Steps { get; private set; }

    public Auditor Auditor => _auditor;

    public SimulatedNetwork Network => _network;

    public SimulatedDisk Disk => _files.Disk;

    public ulong TraceHash => _world.Trace.Hash;

    public int Reconnections => _traders.Sum(trader => trader.Reconnections);

    public override string ToString() =>
        $"{Crashes} crashes, {Reconnections} reconnections, {FullDisks} full disks, {_auditor.Twin.Sequence} commands, "
        + $"{_auditor.Twin.Repeats} repeats, {Steps} steps, {_world.NowNs / 1_000_000_000} s, exchange {_exchange?.ToString() ?? "down"}, {_terms}";

    /// <summary>Runs a day on a thread of its own, of which nothing else knows.</summary>
    /// <returns>The run, and what did not hold; null when all did.</returns>
    public static (Simulation Run, Exception? Failure) Attempt(int seed, int crashes, int reconnections = 0, Action<Simulation>? sabotage = null)
    {
        Simulation? run = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            run = new(seed, crashes, reconnections);
            try
            {
                sabotage?.Invoke(run);
                run.Run();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            run.Dispose();
        });
        thread.Start();
        thread.Join();
        return (run!, failure);
    }

    public void Run()
    {
        Restart();
        var seeding = _exchange!.SeedAsync(Listing.Configuration());
        RunUntil(() => seeding.IsCompleted, TimeSpan.FromMinutes(1), "the exchange is not set up");
        seeding.GetAwaiter().GetResult();
        StartClients();
        if (_crashesWanted > 0)
        {
            PlanCrash();
        }
        Misbehave();
        RunUntil(
            () => (Crashes >= _crashesWanted && Reconnections >= _reconnectionsWanted) || _clients.Any(client => client.Running.IsCompleted),
            LongestDay,
            "the day does not end");
        Settle();
    }

    public void Dispose() => _files.Dispose();

    private void StartClients()
    {
        for (var i = 0; i < Listing.Accounts; i++)
        {
            if (i % 3 < 2)
            {
                AddTrader(i, 1);
            }
            if (i % 3 > 0)
            {
                Add(new SingleCaller(_world, _network, i, 7, _auditor.NewClient(Listing.AccountOf(i), 7)));
            }
        }
        AddTrader(0, 2);
        Add(new OperatorCaller(_world, _network));
    }

    private void AddTrader(int account, ulong session)
    {
        var log = _auditor.NewClient(Listing.AccountOf(account), session);
        var trader = new SessionTrader(_world, _network, account, session, _terms, log);
        _traders.Add(trader);
        Add(trader);
    }

    private void Add(IClient client)
    {
        _clients.Add(client);
        client.Start();
    }

    /// <summary>One thing happens, of those that may.</summary>
    private void Step()
    {
        if (++Steps - _busySince > MostStepsAtOnce)
        {
            throw new AuditException("the clock stands still: something is done over and over");
        }
        if (_unexpected is { } exception)
        {
            throw new AuditException($"a call ended with {exception}");
        }
        // A stage may take the loss of power for an ordinary failure of the disk, and go on.
        if (_exchange is { } exchange
            && (exchange.Failure is not null || _files.Disk.OperationsUntilCrash <= 0 || --_stepsToCrash == 0))
        {
            CheckFailure(exchange.Failure);
            Crash();
            return;
        }
        if (_world.IsDue && _world.Random.Next(2) == 0)
        {
            _world.RunDue();
            return;
        }
        if (TryRunOne())
        {
            return;
        }
        if (_world.IsDue)
        {
            _world.RunDue();
            return;
        }
        _world.AdvanceTo(NextDueNs());
        _busySince = Steps;
    }

    private long NextDueNs()
    {
        var kernel = _exchange?.NextDueNs ?? long.MaxValue;
        return kernel > _world.NowNs ? Math.Min(kernel, _world.NextDueNs) : _world.NextDueNs;
    }

    private bool TryRunOne()
    {
        _ready.Clear();
        foreach (var client in _clients)
        {
            if (client.Process.IsReady)
            {
                _ready.Add(client.Process);
            }
        }
        if (_exchange is { Process.IsReady: true })
        {
            _ready.Add(_exchange.Process);
        }
        if (_ready.Count > 0 && _world.Random.Next(3) > 0)
        {
            _ready[_world.Random.Next(_ready.Count)].RunOne();
            return true;
        }
        return TryStage() || _ready.Count > 0;
    }

    private bool TryStage()
    {
        if (_exchange is null)
        {
            return false;
        }
        var first = _world.Random.Next(3);
        for (var i = 0; i < 3; i++)
        {
            if (_exchange.Step((first + i) % 3, _world.NowNs))
            {
                _world.Trace.Add(first + i);
                return true;
            }
        }
        return false;
    }

    /// <summary>Nothing goes wrong any more: everybody must get what is due to them.</summary>
    private void Settle()
    {
        _network.IsCalm = true;
        _failsSyncs = false;
        _stepsToCrash = int.MaxValue;
        foreach (var client in _clients)
        {
            client.IsStopping = true;
        }
        RunToEnd(_clients, "clients wait for their answers");
        // All that is to happen after a while has happened then, too.
        var rest = _world.NowNs + 2_000_000_000;
        _world.At(rest, static () => { });
        RunUntil(() => _world.NowNs >= rest, SettlingTime, "time does not pass");
        ReadHistory();
        _exchange!.Stop();
        _auditor.Twin.Follow(_files.Disk);
        _auditor.CheckState(_exchange);
        _auditor.CheckEnd();
        _auditor.CheckCancelled(Listing.AccountOf(Listing.AlwaysCancels));
    }

    /// <summary>Everybody asks for all there ever was.</summary>
    private void ReadHistory()
    {
        _auditor.Twin.Follow(_files.Disk, _exchange!.Host.DurableSequence);
        var readers = new List<HistoryReader>();
        for (var i = 0; i < Listing.Accounts; i++)
        {
            var told = _auditor.Twin.ToldTo(_auditor.Twin.NumberOf(Listing.AccountOf(i)));
            readers.Add(new(_world, _network, i, told.Count));
            Add(readers[i]);
        }
        RunToEnd(readers, "somebody waits for old events");
        _auditor.Twin.Follow(_files.Disk, _exchange!.Host.DurableSequence);
        for (var i = 0; i < readers.Count; i++)
        {
            if (readers[i].IsForgotten && !_terms.PrunesJournal && !_terms.LosesHeldEvents && _auditor.Twin.ToldCount <= _terms.HeldEvents)
            {
                throw new AuditException($"the events of {Listing.AccountOf(i)} are no longer held");
            }
            _auditor.CheckHistory(Listing.AccountOf(i), readers[i].Read);
        }
    }

    private void RunToEnd(IReadOnlyList<IClient> clients, string what)
    {
        RunUntil(() => clients.All(client => client.Running.IsCompleted), SettlingTime, what);
        foreach (var client in clients)
        {
            client.Running.GetAwaiter().GetResult();
        }
    }

    private void RunUntil(Func<bool> isDone, TimeSpan time, string what)
    {
        var until = _world.NowNs + (time.Ticks * 100);
        while (!isDone())
        {
            Step();
            if (_world.NowNs > until)
            {
                throw new AuditException($"after {time} {what}: {string.Join(", ", _auditor.Clients)}; {_clients.Count(client => !client.Running.IsCompleted)} of {_clients.Count}");
            }
        }
    }
}
