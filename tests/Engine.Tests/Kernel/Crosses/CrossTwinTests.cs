using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.ReferenceCross;

namespace Exchange.Engine.Tests.Kernel.Crosses;

/// <summary>The kernel's cross and its slow twin in lockstep, over a lit book that moves underneath.</summary>
public class CrossTwinTests
{
    private const long EveryNs = 1_000_000;
    private const int Steps = 5_000;

    private static readonly string[] Names = ["A", "B", "C", "D"];

    [Theory]
    [InlineData(Rationing.Time, SelfTrade.Allowed, true)]
    [InlineData(Rationing.ProRata, SelfTrade.Allowed, true)]
    [InlineData(Rationing.Time, SelfTrade.Allowed, false)]
    [InlineData(Rationing.ProRata, SelfTrade.Decrement, false)]
    [InlineData(Rationing.Time, SelfTrade.CancelIncoming, true)]
    [InlineData(Rationing.ProRata, SelfTrade.CancelResting, true)]
    [InlineData(Rationing.Time, SelfTrade.CancelBoth, true)]
    [InlineData(Rationing.Time, SelfTrade.Decrement, true)]
    public void Apply_RandomStream_TellsWhatTheTwinDoes(Rationing rationing, SelfTrade selfTrade, bool isContinuous)
    {
        var trades = 0;
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var trigger = isContinuous ? Trigger.Continuous : new IntervalTrigger(EveryNs);
            var bench = KernelBench.WithCross(KernelBench.CrossDefinition(rationing, trigger, selfTrade), [.. Names, "Q"]);
            var (twin, random) = (new CrossTwin(rationing, selfTrade, isContinuous ? null : EveryNs), new SeededGenerator(seed));
            for (var step = 0; step < Steps; step++)
            {
                var before = QuoteOf(bench);
                var told = KernelBench.OfCross(Step(bench, twin, random));
                twin.Follow(QuoteOf(bench));
                Assert.Equal((seed, step, string.Join('\n', twin.Take())), (seed, step, string.Join('\n', told)));
                AssertHolds(bench, before, seed, step);
                trades += told.Count(line => line.StartsWith("print", StringComparison.Ordinal));
            }
            Assert.Equal(twin.Count, ((SessionMarket)bench.Kernel.Markets[1]).Bids.Count);
        }
        Assert.True(trades > 150, $"{trades} trades");
    }

    /// <summary>What holds whatever the twin says: every trade is at the midpoint of a quote that stood, within both limits.</summary>
    private static void AssertHolds(KernelBench bench, (int Bid, int Ask)? before, ulong seed, int step)
    {
        (int Bid, int Ask)?[] stood = [before, QuoteOf(bench)];
        foreach (var told in bench.Events.Where(told => told.Market == 1 && told.Kind == EventKind.Print))
        {
            var quote = ((int Bid, int Ask)?)(told.Quote.Bid.Ticks, told.Quote.Ask.Ticks);
            Assert.True(stood.Contains(quote) && told.Quote.Bid < told.Quote.Ask, $"seed {seed}, step {step}: {quote} did not stand");
            Assert.Equal((seed, step, told.Quote.Bid.Ticks + told.Quote.Ask.Ticks), (seed, step, told.Price.Ticks));
        }
    }

    private static (int Bid, int Ask)? QuoteOf(KernelBench bench) =>
        bench.Book.Phase == MarketPhase.Open
        && bench.Book.Rule.TryGetBest(Side.Buy, out var bid, out _)
        && bench.Book.Rule.TryGetBest(Side.Sell, out var ask, out _)
            ? (bid.Ticks, ask.Ticks)
            : null;

    private static string[] Step(KernelBench bench, CrossTwin twin, SeededGenerator random)
    {
        var now = bench.Kernel.Now.Nanoseconds + random.NextBelow(EveryNs / 10);
        twin.Advance(now);
        bench.At(now);
        var (account, id) = (Names[random.NextBelow(Names.Length)], (ulong)random.NextBelow(12));
        switch (random.NextBelow(100))
        {
            case < 20:
                return MoveBook(bench.In("lit"), random);
            case < 22:
                return bench.In("lit").Phase(random.NextBelow(3) == 0 ? MarketPhase.Halted : MarketPhase.Open);
            case < 24:
                var isOpen = random.NextBelow(3) != 0;
                if (isOpen != twin.IsOpen)
                {
                    twin.Open(isOpen);
                }
                return bench.In("mid").Phase(isOpen ? MarketPhase.Open : MarketPhase.Halted);
            case < 32:
                twin.Cancel(account, id);
                return bench.In("mid").Cancel(account, id);
            case < 34:
                twin.CancelAll(account);
                return bench.CancelAllEverywhere(account);
            case < 48:
                var (lots, limit, loses) = (random.NextBelow(12), LimitOf(random), random.NextBelow(6) == 0);
                twin.Replace(account, id, lots, limit, loses);
                return bench.In("mid").Replace(account, id, lots, limit, loses);
            default:
                return Submit(bench.In("mid"), twin, account, id, random, now);
        }
    }

    private static string[] Submit(
        KernelBench bench, CrossTwin twin, string account, ulong id, SeededGenerator random, long now)
    {
        var (side, lots, limit) = ((Side)random.NextBelow(2), 1 + random.NextBelow(30), LimitOf(random));
        var minimum = random.NextBelow(3) == 0 ? 1 + random.NextBelow(lots) : 0;
        long? expires = random.NextBelow(5) == 0 ? now + random.NextBelow(2 * EveryNs) : null;
        var isImmediate = expires is null && random.NextBelow(8) == 0;
        twin.Submit(
            new(account, id, side, limit, minimum, expires) { Open = lots, Brought = bench.Kernel.Sequence }, isImmediate, now);
        var lives = isImmediate ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled;
        bench.Peg(account, id, side, lots, limit, lives, minimum, expires);
        return Array.ConvertAll(bench.Events, told => EventText.Line(told, bench.Kernel.Catalog));
    }

    private static int? LimitOf(SeededGenerator random) => random.NextBelow(2) == 0 ? null : 190 + (int)random.NextBelow(20);

    private static string[] MoveBook(KernelBench bench, SeededGenerator random)
    {
        var id = (ulong)random.NextBelow(6);
        return random.NextBelow(3) switch
        {
            0 => bench.Cancel("Q", id),
            1 => bench.Buy("Q", id, 1 + random.NextBelow(5), 95 + (int)random.NextBelow(7)),
            _ => bench.Sell("Q", id, 1 + random.NextBelow(5), 98 + (int)random.NextBelow(7)),
        };
    }
}
