using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>A book and its slow twin through random orders and phases: openings, closings, halts, in any order.</summary>
public class PhasedBookTests
{
    private const int Steps = 700;

    private static readonly string[] Names = [.. Enumerable.Range(1, 8).Select(number => $"A{number}")];

    private static readonly ulong Seeds =
        ulong.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_LOCKSTEP_PHASES"), out var seeds) ? seeds : 4;

    [Fact]
    public void Book_RandomOrdersAndPhases_DoesWhatItsTwinDoes()
    {
        // Few accounts and prices, so that the twin need not look at many ticks.
        string[] names =
        [
            "tight prices", "cancels and replaces", "queues at one price", "takers", "largest quantities", "terms", "large terms",
            "stops", "cancel incoming", "cancel resting", "cancel both", "decrement",
        ];
        var seen = new HashSet<string>();
        foreach (var shape in FlowShape.All.Where(shape => names.Contains(shape.Name)))
        {
            for (var seed = 1UL; seed <= Seeds; seed++)
            {
                var run = new Run(shape, seed);
                for (var step = 0; step < Steps; step++)
                {
                    var when = $"{shape.Name}, seed {seed}, step {step}";
                    var (expected, actual) = run.Step(step);
                    seen.UnionWith(actual.SelectMany(line => new[] { line.Split(' ')[0], line.Split(' ')[^1] }));
                    Assert.True(
                        expected.SequenceEqual(actual),
                        $"{when}:\nexpected {string.Join(" | ", expected)}\nactual   {string.Join(" | ", actual)}");
                    Assert.True(run.Difference() is null, $"{when}: {run.Difference()}");
                }
                Assert.True(run.ReplaysToTheSameState(), $"{shape.Name}, seed {seed}: the journal is another state");
            }
        }
        string[] all = ["cleared", "print", "NO_CROSS", "CLEARED", "PHASE", "WRONG_PHASE", "DUPLICATE_ID", "UNKNOWN_ORDER", "EXPIRED", "triggered", "POST_ONLY", "MINIMUM", "SELF_TRADE"];
        Assert.Empty(all.Except(seen));
    }

    private sealed class Run
    {
        private static readonly Charges Fees = new(new(-2), new(5));

        private readonly SeededGenerator _random;
        private readonly FlowStep[] _steps;
        private readonly KernelBench _bench = new();
        private readonly PhasedBook _twin;

        public Run(FlowShape shape, ulong seed)
        {
            _random = new(seed);
            _steps = shape.Steps(seed, Steps);
            _twin = new(Names, Fees, shape.SelfTrade);
            _bench.Define(KernelBench.Definition("book", KernelBench.PrintsAndAuctions, Fees) with { SelfTrade = shape.SelfTrade });
            Array.ForEach(Names, name => _bench.DefineAccount(name));
        }

        /// <summary>Sends the next instruction, or another phase, to both; what each says.</summary>
        public (string[] Expected, string[] Actual) Step(int number)
        {
            _bench.At(number);
            var passed = _twin.PassTime(new(number));
            if (_random.NextBelow(8) == 0)
            {
                // Before the opening half of the time, closed seldom.
                var phase = _random.NextBelow(8) switch
                {
                    0 => MarketPhase.Closed,
                    1 => MarketPhase.Halted,
                    < 5 => MarketPhase.Open,
                    _ => MarketPhase.PreOpen,
                };
                return ([.. passed, .. _twin.SetPhase(phase)], _bench.Phase(phase));
            }
            var step = _steps[number];
            return ([.. passed, .. _twin.Apply(step)], Send(step, Names[Math.Max(step.Account, 1) - 1]));
        }

        public bool ReplaysToTheSameState()
        {
            var replica = new ExchangeKernel();
            _bench.Journal.ForEach(command => replica.Apply(command));
            return replica.StateHash() == _bench.Kernel.StateHash();
        }

        /// <summary>Where the two do not have the same; null: nowhere.</summary>
        public string? Difference()
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                if (!Levels(_bench.Book.Rule, side).SequenceEqual(Levels(_twin.Book, side)))
                {
                    return $"another book of {side} orders";
                }
            }
            for (var account = 1; account <= Names.Length; account++)
            {
                var ledger = _bench.Kernel.Ledger;
                var (atoms, lots) = _twin.Holdings[account];
                if (ledger.CashOf(account) != new Cash(atoms) || ledger.UnitsOf(account, 0) != _bench.Book.Definition.Grid.UnitsOf(new(lots)))
                {
                    return $"{Names[account - 1]} has {ledger.CashOf(account)} and {ledger.UnitsOf(account, 0)}, not {new Cash(atoms)} and {lots}";
                }
            }
            var bid = Levels(_bench.Book.Rule, Side.Buy).Select(level => (long?)level.Price.Ticks).FirstOrDefault();
            var ask = Levels(_bench.Book.Rule, Side.Sell).Select(level => (long?)level.Price.Ticks).FirstOrDefault();
            return bid >= ask ? $"a bid of {bid} crosses an offer of {ask}" : null;
        }

        private string[] Send(FlowStep step, string account) => step.Kind switch
        {
            FlowKind.Submit => _bench.Submit(account, step.Id, step.Order, step.Terms),
            FlowKind.Replace => _bench.Replace(
                account, step.Id, step.Replacement.Quantity.Lots, step.Replacement.Price?.Ticks, step.Replacement.LosesPriority),
            FlowKind.Cancel => _bench.Cancel(account, step.Id),
            FlowKind.Expire or FlowKind.NoteTrade => _bench.Advance(),
            _ => _bench.CancelAll(account),
        };

        private static IEnumerable<(Price Price, Quantity Quantity)> Levels(ContinuousRule rule, Side side)
        {
            for (var more = rule.TryGetBest(side, out var price, out var quantity);
                more;
                more = rule.TryGetNext(side, price, out price, out quantity))
            {
                yield return (price, quantity);
            }
        }
    }
}
