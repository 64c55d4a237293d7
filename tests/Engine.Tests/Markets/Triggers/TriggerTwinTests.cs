using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Markets.Triggers;

/// <summary>Markets of all triggers and their twin through the same random commands: every event at the same moment.</summary>
public class TriggerTwinTests
{
    private const int Steps = 400;

    private static readonly ulong Seeds =
        ulong.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_LOCKSTEP_TRIGGERS"), out var seeds) ? seeds : 40;

    [Fact]
    public void Kernel_RandomCommands_DoesWhatItsTwinDoes()
    {
        var seen = new HashSet<string>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var run = new Run(seed);
            for (var step = 0; step < Steps; step++)
            {
                var (expected, actual) = run.Step();
                seen.UnionWith(actual.Select(line => string.Concat(line.Where(letter => !char.IsDigit(letter)))));
                Assert.True(
                    expected.SequenceEqual(actual),
                    $"seed {seed}, step {step}:\nexpected {string.Join(" | ", expected)}\nactual   {string.Join(" | ", actual)}");
                Assert.True(run.AgreesOnWhatIsNext(), $"seed {seed}, step {step}: another next due time");
            }
            Assert.True(run.ReplaysToTheSameState(), $"seed {seed}: the journal is another state");
        }
        Assert.Superset(
            new HashSet<string>
            {
                " : defined", " :  accepted", " :  rejected WRONG_PHASE", " :  rejected UNKNOWN_ORDER",
                " :  allotted ", " :  allotted -", " : cleared ,  over", " : cleared , - over", " : cleared NO_CROSS", " : cleared NO_REFERENCE",
                " : indicative ,  over", " :  cancelled USER", " :  cancelled CLEARED", " :  cancelled PHASE",
                " : phase PreOpen", " : phase Open", " : phase Halted", " : phase Closed",
            },
            seen);
    }

    private sealed class Run
    {
        private const int MaxMarkets = 7;
        private const int Resumed = 0;

        private readonly SeededGenerator _random;
        private readonly KernelBench _bench = new();
        private readonly TriggerTwin _twin = new();
        private long _now;
        private ulong _lastId;

        public Run(ulong seed)
        {
            _random = new(seed);
            _bench.DefineAccount("A");
            Define();
            _twin.TakeLines();
        }

        public bool AgreesOnWhatIsNext() => _bench.Kernel.NextDue.Nanoseconds == _twin.NextDueNs;

        public bool ReplaysToTheSameState()
        {
            var replica = new ExchangeKernel();
            _bench.Journal.ForEach(command => replica.Apply(command));
            return replica.StateHash() == _bench.Kernel.StateHash();
        }

        /// <summary>Sends the next command to both; what each says.</summary>
        public (List<string> Expected, List<string> Actual) Step()
        {
            var choice = _random.NextBelow(40);
            // Sometimes many instants at once, sometimes a stamp from before.
            _now += _random.NextBelow(choice == Resumed ? 3 : 30) switch
            {
                0 => _random.NextBelow(40_000),
                1 => -100,
                < 10 => 0,
                _ => _random.NextBelow(900),
            };
            _bench.At(_now);
            _twin.PassTime(_now, skipsMissed: choice == Resumed);
            _now = Math.Max(_now, _bench.Kernel.Now.Nanoseconds);
            Send((int)choice);
            return (_twin.TakeLines(), [.. _bench.Events.Select(Line)]);
        }

        private void Send(int choice)
        {
            var market = (int)_random.NextBelow(_bench.Kernel.Markets.Count);
            _bench.In(_bench.Kernel.Catalog.Market(market).Id);
            switch (choice)
            {
                case Resumed:
                    _bench.Resume();
                    break;
                case 1 when _bench.Kernel.Markets.Count < MaxMarkets:
                    Define();
                    break;
                case < 4:
                    _bench.Advance();
                    break;
                case < 7:
                    SetPhase(market);
                    break;
                case < 10:
                    _bench.Clear();
                    _twin.TryClear(market);
                    break;
                case < 14:
                    Cancel(market);
                    break;
                default:
                    Submit(market);
                    break;
            }
        }

        private void Define()
        {
            var trigger = NextTrigger();
            var disclosure = new Disclosure(DepthDisclosure.None, 0, _random.NextBelow(2) * _random.NextBelow(4_000))
            {
                IsIndicative = _random.NextBelow(2) == 0,
                IndicativeEveryNs = Disclosure.MinIndicativeEveryNs + _random.NextBelow(2_000),
            };
            var market = KernelBench.SessionDefinition($"M{_bench.Kernel.Markets.Count}", KernelBench.AuctionRule());
            _bench.Define(market with { Trigger = trigger, Disclosure = disclosure });
            _twin.Define(trigger, disclosure);
        }

        private Trigger NextTrigger()
        {
            // Intervals of few lengths, so that instants of several markets meet, also with what is to be told.
            var every = 1_000 * (1 + _random.NextBelow(4));
            return _random.NextBelow(7) switch
            {
                0 => Trigger.Operator,
                1 => new SetTimeTrigger(new(Math.Max(_now - 1_000, 0) + _random.NextBelow(10_000))),
                6 => new PoissonTrigger(every, RandomTriggers.NextSeed(_random)),
                2 or 3 => new RandomEndTrigger(every, 1 + _random.NextBelow(every), RandomTriggers.NextSeed(_random)),
                _ => new IntervalTrigger(every),
            };
        }

        private void SetPhase(int market)
        {
            // Open half of the time.
            var phase = _random.NextBelow(2) == 0 ? MarketPhase.Open : (MarketPhase)(1 + _random.NextBelow(4));
            _bench.Phase(phase);
            _twin.SetPhase(market, phase);
        }

        private void Cancel(int market)
        {
            var id = Math.Max(_lastId, 20) - (ulong)_random.NextBelow(20);
            _bench.Cancel("A", id);
            _twin.Cancel(market, id);
        }

        private void Submit(int market)
        {
            var (side, isStanding) = ((Side)_random.NextBelow(2), _random.NextBelow(2) == 0);
            var order = Order.Limit(side, new(1), new(100), TimeInForce.GoodTillCancelled);
            _bench.Submit("A", new ListedBid(0, ++_lastId, isStanding, default) { Order = order });
            _twin.Submit(market, _lastId, side, isStanding);
        }

        private static string Line(Event e)
        {
            var surplus = $"{e.Quantity.Lots}, {e.Surplus.Lots} over";
            var what = e.Kind switch
            {
                EventKind.MarketDefined => "defined",
                EventKind.Accepted => $"{e.Id} accepted",
                EventKind.Rejected => $"{e.Id} rejected {e.Reason.Name()}",
                EventKind.Cancelled => $"{e.Id} cancelled {e.CancelReason.Name()}",
                EventKind.Allocated => $"{e.Id} allotted {e.Allotted.Lots}",
                EventKind.PhaseChanged => $"phase {e.Phase}",
                EventKind.Cleared when e.Failure != ClearingFailure.None => $"cleared {e.Failure.Name()}",
                EventKind.Cleared => $"cleared {surplus}",
                EventKind.Indicative => $"indicative {surplus}",
                _ => e.Kind.ToString(),
            };
            return $"{e.Time.Nanoseconds} {e.Market}: {what}";
        }
    }
}
