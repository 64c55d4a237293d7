using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Exchange.Engine.Tests.Kernel.Sessions;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>Indicative prices against the clearings that a replica then has instead.</summary>
public class IndicativeValueTests
{
    private const long Every = 1_000;

    private static readonly Disclosure Indicative = KernelBench.PrintsOnly with { IsIndicative = true, IndicativeEveryNs = Every };

    [Fact]
    public void Session_RandomBids_TellsWhatAClearingThenWouldGiveAndSeldomEnough()
    {
        var priced = 0;
        foreach (var shape in BidShape.All)
        {
            for (var seed = 1UL; seed <= 2; seed++)
            {
                var run = new Run(seed, KernelBench.SessionDefinition("auction", KernelBench.AuctionRule(reference: 3)));
                for (var step = 0; step < 120; step++)
                {
                    run.Step(() => run.BidOrClear(shape));
                    priced += run.Check($"{shape.Name}, seed {seed}, step {step}");
                }
            }
        }
        Assert.True(priced > 200, $"only {priced} indicative prices: the streams did too little");
    }

    [Fact]
    public void ConditionalAuction_RandomBids_TellsWhatAClearingThenWouldGiveAndSeldomEnough()
    {
        string[] accounts = ["A", "B", "C", "D", "E", "F"];
        var shape = new ConditionalShape(["g1", "g2"], accounts);
        var priced = 0;
        for (var seed = 1UL; seed <= 6; seed++)
        {
            var rule = KernelBench.ConditionalRule("0.5", seed % 2 == 0 ? "1" : null) with { MaxQuantity = new Quantity(9) };
            var run = new Run(seed, KernelBench.SessionDefinition("auction", rule), accounts);
            for (var step = 0; step < 150; step++)
            {
                run.Step(() => run.BidOrClear(shape));
                priced += run.Check($"seed {seed}, step {step}");
            }
        }
        Assert.True(priced > 60, $"only {priced} indicative prices: the streams did too little");
    }

    [Fact]
    public void Book_RandomOrders_TellsWhatTheOpeningThenWouldGiveAndSeldomEnough()
    {
        var priced = 0;
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var run = new Run(seed, KernelBench.Definition("book"));
            for (var step = 0; step < 150; step++)
            {
                run.Step(run.OrderOrPhase);
                priced += run.Check($"seed {seed}, step {step}");
            }
        }
        Assert.True(priced > 200, $"only {priced} indicative prices: the streams did too little");
    }

    /// <summary>A market with indicative prices through random commands.</summary>
    private sealed class Run
    {
        private readonly KernelBench _bench = new();
        private readonly SeededGenerator _random;
        private readonly string[] _accounts;
        private readonly byte[] _record = new byte[Commands.MaxLength];
        private long _now;
        private long? _told;

        public Run(ulong seed, MarketDefinition market, params string[] accounts)
        {
            _random = new(seed);
            _accounts = accounts is [] ? ["A", "B"] : accounts;
            _bench.Define(market with { Disclosure = Indicative });
            for (var i = 0; i < _accounts.Length; i++)
            {
                _bench.DefineMember(_accounts[i], [$"g{1 + (i % 2)}"]);
            }
        }

        public void Step(Action send)
        {
            _now += _random.NextBelow(3) == 0 ? _random.NextBelow(3_000) : _random.NextBelow(200);
            _bench.At(_now);
            send();
        }

        public void BidOrClear(BidShape shape)
        {
            var (account, id) = (_random.NextBelow(2) == 0 ? "A" : "B", 1 + (ulong)_random.NextBelow(8));
            _ = _random.NextBelow(12) switch
            {
                0 => _bench.Clear(),
                1 => _bench.CancelAll(account),
                < 4 => _bench.Cancel(account, id),
                _ => _bench.Submit(account, shape.Next(_random, 0, id, default)),
            };
        }

        public void BidOrClear(ConditionalShape shape)
        {
            var account = _accounts[_random.NextBelow(_accounts.Length)];
            _ = _random.NextBelow(12) switch
            {
                0 => _bench.Clear(),
                < 3 => _bench.Cancel(account, 1),
                < 6 => _bench.ReplaceConditional(account, 1, shape.Next(_random)),
                _ => _bench.Submit(account, new ListedBid(0, 1, _random.NextBelow(4) != 0, default) { Conditional = shape.Next(_random) }),
            };
        }

        public void OrderOrPhase()
        {
            var (account, id) = (_random.NextBelow(2) == 0 ? "A" : "B", 1 + (ulong)_random.NextBelow(12));
            var (side, size) = ((Side)_random.NextBelow(2), new Quantity(1 + _random.NextBelow(9)));
            _ = _random.NextBelow(16) switch
            {
                0 => _bench.Phase(_random.NextBelow(2) == 0 ? MarketPhase.Open : MarketPhase.Halted),
                < 3 => _bench.Phase(MarketPhase.PreOpen),
                < 6 => _bench.Cancel(account, id),
                6 => _bench.Submit(account, id, Order.Market(side, size)),
                _ => _bench.Submit(account, id, Order.Limit(side, size, new(95 + _random.NextBelow(10)), TimeInForce.GoodTillCancelled)),
            };
        }

        /// <summary>Checks what the last command told; how many prices that were.</summary>
        public int Check(string when)
        {
            var indicatives = _bench.Events.Where(e => e.Kind == EventKind.Indicative).ToList();
            foreach (var told in indicatives)
            {
                Assert.True(!(told.Time.Nanoseconds < _told + Every), $"{when}: told at {_told} and again at {told.Time.Nanoseconds}");
                _told = told.Time.Nanoseconds;
                var cleared = ClearThen(told.Time);
                Assert.True(
                    (told.Price, told.Quantity, told.Surplus, told.IsUnpriced)
                        == (cleared.Price, cleared.Quantity, cleared.Surplus, cleared.Failure != ClearingFailure.None),
                    $"{when}: told {told.Quantity}@{told.Price} surplus {told.Surplus}, cleared {cleared.Quantity}@{cleared.Price} surplus {cleared.Surplus}");
            }
            return indicatives.Count(told => !told.IsUnpriced);
        }

        /// <summary>What becomes of a replica in which, at a moment before the last command, the market clears.</summary>
        private Event ClearThen(Timestamp then)
        {
            var replica = new ExchangeKernel();
            foreach (var command in _bench.Journal.SkipLast(1))
            {
                replica.Apply(command);
            }
            var header = new CommandHeader { Time = then };
            if (replica.Markets[0] is SessionMarket)
            {
                return Last(replica.Apply(_record.AsSpan(0, Commands.Clear(_record, header))));
            }
            var opened = Last(replica.Apply(_record.AsSpan(0, Commands.SetPhase(_record, header, MarketPhase.Open))));
            return opened.Kind == EventKind.Cleared ? opened : new Event { Failure = ClearingFailure.NoReference };
        }

        private static Event Last(ReadOnlySpan<Event> events)
        {
            foreach (ref readonly var e in events)
            {
                if (e.Kind == EventKind.Cleared)
                {
                    return e;
                }
            }
            return default;
        }
    }
}
