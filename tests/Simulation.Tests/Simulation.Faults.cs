using Exchange.Engine.Journal;
using Exchange.Simulation.Tests.Audit;

namespace Exchange.Simulation.Tests;

/// <summary>What goes wrong in a day.</summary>
internal sealed partial class Simulation
{
    private int _stepsToCrash;
    private bool _failsSyncs;

    /// <summary>How often the exchange ended before its time, or did not come up.</summary>
    public int Crashes { get; private set; }

    /// <summary>How often the disk was full.</summary>
    public int FullDisks { get; private set; }

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

    /// <summary>A host may fail with its disk, but must wait for room on it.</summary>
    private void CheckFailure(Exception? failure)
    {
        var isFull = failure?.ToString().Contains("no space left", StringComparison.Ordinal) == true;
        if (failure is not null && (isFull ? _terms.SurvivesFullDisk : !_failsSyncs && _files.Disk.OperationsUntilCrash > 0))
        {
            throw new AuditException($"the exchange ended: {failure}");
        }
    }
}
