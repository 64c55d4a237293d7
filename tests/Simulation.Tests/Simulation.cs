using Exchange.Engine.Journal;
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
internal sealed class Simulation : IDisposable
{
    // Of virtual time, for everything to come to rest once nothing is lost any more.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMinutes(5);

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
    private int _stepsToCrash;
    private long _busySince;
    private bool _failsSyncs;

    /// <param name="seed">What everything follows from.</param>
    /// <param name="crashes">How often the exchange crashes before the end of the day.</param>
    /// <param name="reconnections">How often clients have to reconnect before that.</param>
    public Simulation(int seed, int crashes, int reconnections = 0)
    {
        _world = new(seed);
        _network = new(_world, exception => _unexpected ??= exception);
        _terms = RunTerms.Draw(_world.Random);
        (_crashesWanted, _reconnectionsWanted) = (crashes, reconnections);
        _files.Disk.SyncFails = () => _failsSyncs && _world.Random.Next(2) == 0;
    }

    public int Crashes { get; private set; }

    public long Steps { get; private set; }

    public Auditor Auditor => _auditor;

    public SimulatedNetwork Network => _network;

    public SimulatedDisk Disk => _files.Disk;

    /// <summary>How often the disk was full.</summary>
    public int FullDisks { get; private set; }

    public ulong TraceHash => _world.Trace.Hash;

    public int Reconnections => _traders.Sum(trader => trader.Reconnections);

    public long NowNs => _world.NowNs;

    public RunTerms Terms => _terms;

    public override string ToString() =>
        $"{Crashes} crashes, {Reconnections} reconnections, {FullDisks} full disks, {_auditor.Twin.Sequence} commands, "
        + $"{_auditor.Twin.Repeats} repeats, {Steps} steps, {_world.NowNs / 1_000_000_000} s, {_terms}";

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
        while (Crashes < _crashesWanted || Reconnections < _reconnectionsWanted)
        {
            Step();
        }
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
        if (_exchange is { } exchange && (exchange.Failure is not null || --_stepsToCrash == 0))
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

    /// <summary>A host may fail with its disk, but must wait for room on it.</summary>
    private void CheckFailure(Exception? failure)
    {
        var isFull = failure?.ToString().Contains("no space left", StringComparison.Ordinal) == true;
        if (failure is not null && (isFull ? _terms.SurvivesFullDisk : !_failsSyncs && _files.Disk.OperationsUntilCrash > 0))
        {
            throw new AuditException($"the exchange ended: {failure}");
        }
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

    /// <summary>Now and then the network and the disk do what they should not.</summary>
    private void Misbehave()
    {
        if (_network.IsCalm)
        {
            return;
        }
        _world.After(_world.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500)), () =>
        {
            switch (_world.Random.Next(12))
            {
                case < 4:
                    _network.BreakOne();
                    break;
                case 4 when _exchange is { } exchange:
                    exchange.JournalStalledUntilNs = _world.NowNs + _world.Random.NextInt64(200_000_000);
                    _world.At(exchange.JournalStalledUntilNs, static () => { });
                    break;
                case 5 when _crashesWanted > 0 && _world.Random.Next(20) == 0:
                    _failsSyncs = true;
                    break;
                case 6:
                    FillDisk();
                    break;
                case 7 when _world.Random.Next(4) == 0:
                    _traders[_world.Random.Next(_traders.Count)].Crash();
                    break;
                case 8 when _terms.LosesHeldEvents:
                    _files.WriteBackEvents();
                    break;
                default:
                    LookAtSnapshots();
                    break;
            }
            Misbehave();
        });
    }

    /// <summary>Somebody else's files take what room there is, for a while.</summary>
    private void FillDisk()
    {
        if (_files.Disk.CapacityBytes == long.MaxValue && (_terms.SurvivesFullDisk || _crashesWanted > 0))
        {
            FullDisks++;
            _files.Disk.CapacityBytes = _files.Disk.UsedBytes + _world.Random.Next(_terms.SegmentBytes * 2);
            _world.After(_world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)), () => _files.Disk.CapacityBytes = long.MaxValue);
        }
    }

    private void LookAtSnapshots()
    {
        if (_exchange is { Failure: null } exchange)
        {
            // What is pruned must have been seen.
            _auditor.Twin.Follow(_files.Disk, exchange.Host.DurableSequence);
            exchange.Process.Do(() => exchange.Host.StepSnapshots());
        }
    }

    private void PlanCrash()
    {
        _stepsToCrash = 1 + (int)Math.Exp(_world.Random.NextDouble() * Math.Log(8000));
        _files.Disk.OperationsUntilCrash = _world.Random.Next(3) == 0 ? _world.Random.Next(1, 60) : int.MaxValue;
        if (_files.Disk.OperationsUntilCrash < int.MaxValue)
        {
            _stepsToCrash = int.MaxValue;
        }
    }

    /// <summary>The exchange is gone: its process alone, or the whole machine with what its disk had not synced.</summary>
    private void Crash()
    {
        Crashes++;
        _failsSyncs = false;
        _world.Trace.Add(Crashes);
        var gone = _exchange!;
        _exchange = null;
        gone.Kill();
        _network.LoseServer(gone);
        LosePower();
        _world.After(_world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(3)), Restart);
    }

    private void LosePower()
    {
        if (_world.Random.Next(3) == 0)
        {
            _files.Disk.Kill();
            return;
        }
        double[] kept = [0, 0.5, 0.9, 1];
        _files.Disk.Crash(_world.Random, sectorBytes: 512, kept[_world.Random.Next(kept.Length)]);
        // The file of held events is a cache of what the journal says, as far as that goes back.
        if (!_terms.PrunesJournal && _world.Random.Next(4) == 0)
        {
            _files.LoseEvents();
        }
        else if (_terms.LosesHeldEvents)
        {
            _files.LoseEventPages(_world.Random, kept[_world.Random.Next(kept.Length)]);
        }
    }

    private void Restart()
    {
        if (Crashes > 0 && Crashes < _crashesWanted)
        {
            PlanCrash();
        }
        else
        {
            _files.Disk.OperationsUntilCrash = int.MaxValue;
            _stepsToCrash = int.MaxValue;
        }
        try
        {
            var skewNs = _world.Random.NextInt64(-1_000_000_000, 1_000_000_000);
            _exchange = new(_world, _files, _terms, skewNs, recovered => _auditor.CheckRecovery(_files.Disk, recovered));
            _network.Listener = _exchange;
        }
        catch (IOException e) when (e is not JournalException
            && (_failsSyncs || _files.Disk.OperationsUntilCrash <= 0 || _files.Disk.CapacityBytes < long.MaxValue))
        {
            // It did not come up: power went off again, or the disk still fails or is full.
            Crashes++;
            _failsSyncs = false;
            LosePower();
            _world.After(_world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), Restart);
        }
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
            if (readers[i].IsForgotten && !_terms.PrunesJournal && !_terms.LosesHeldEvents)
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
