using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Markets;

/// <summary>
/// A member of the public, who has nothing but the public events, has at every moment exactly the part of the book that
/// the market discloses.
/// </summary>
public class PublicDepthTests
{
    public static TheoryData<DepthDisclosure, int, ulong> Disclosures => new()
    {
        { DepthDisclosure.Full, 0, 1 },
        { DepthDisclosure.Levels, 1, 2 },
        { DepthDisclosure.Levels, 4, 3 },
        { DepthDisclosure.Levels, 100, 4 },
        { DepthDisclosure.Top, 0, 5 },
        { DepthDisclosure.None, 0, 6 },
    };

    [Theory]
    [MemberData(nameof(Disclosures))]
    public void Public_RandomFlow_SeesExactlyWhatIsDisclosed(DepthDisclosure depth, int levels, ulong seed)
    {
        var run = new FlowRun(seed, new(depth, levels, 0), Charges.None);
        var viewer = new Viewer();
        for (var step = 0; step < 2_000; step++)
        {
            run.Step();
            viewer.Watch(run.Bench.Events);
            var when = $"{depth} {levels}, seed {seed}, step {step}";
            var market = run.Bench.Book;
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                var disclosed = Book(market.Rule, side).Take(market.Definition.Disclosure.VisibleLevels);
                Assert.True(viewer.Levels(side).SequenceEqual(disclosed), $"{when}: {side}");
            }
            if (step % 100 == 0)
            {
                run.Bench.Numbered(0, 0).Show(CommandKind.ShowDepth, "A1");
                Assert.True(viewer.IsPictureOf(run.Bench.Events), $"{when}: the answer to a query is another book");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Disclosures))]
    public void Public_MarketClosesAndOpens_StillSeesWhatIsDisclosed(DepthDisclosure depth, int levels, ulong seed)
    {
        var run = new FlowRun(seed, new(depth, levels, 0), Charges.None);
        var viewer = new Viewer();
        for (var step = 0; step < 600; step++)
        {
            _ = step % 200 == 150 ? run.Bench.Numbered(0, 0).Phase(MarketPhase.Closed) : run.Step();
            viewer.Watch(run.Bench.Events);
            if (step % 200 == 150)
            {
                Assert.Empty(viewer.Levels(Side.Buy).Concat(viewer.Levels(Side.Sell)));
            }
            if (step % 200 == 170)
            {
                run.Bench.Numbered(0, 0).Phase(MarketPhase.Open);
                viewer.Watch(run.Bench.Events);
            }
        }
        run.Bench.Numbered(0, 0).Show(CommandKind.ShowDepth, "A1");
        Assert.True(viewer.IsPictureOf(run.Bench.Events));
    }

    [Theory]
    [MemberData(nameof(Disclosures))]
    public void Public_AnyPhases_StillSeesWhatIsDisclosed(DepthDisclosure depth, int levels, ulong seed)
    {
        var run = new FlowRun(seed, new(depth, levels, 0), Charges.None);
        var (viewer, random) = (new Viewer(), new SeededGenerator(seed));
        for (var step = 0; step < 1_500; step++)
        {
            var phase = random.NextBelow(3) == 0 ? MarketPhase.Open : (MarketPhase)(1 + random.NextBelow(4));
            _ = random.NextBelow(15) == 0 ? run.Bench.Numbered(0, 0).Phase(phase) : run.Step();
            viewer.Watch(run.Bench.Events);
            var market = run.Bench.Book;
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                var disclosed = Book(market.Rule, side).Take(market.Definition.Disclosure.VisibleLevels);
                Assert.True(viewer.Levels(side).SequenceEqual(disclosed), $"{depth} {levels}, seed {seed}, step {step}: {side}");
                Assert.True(market.Phase != MarketPhase.PreOpen || !viewer.Levels(side).Any());
            }
        }
        run.Bench.Numbered(0, 0).Show(CommandKind.ShowDepth, "A1");
        Assert.True(viewer.IsPictureOf(run.Bench.Events));
    }

    [Fact]
    public void Dark_AnyCommand_SaysNothingInPublicButPrints()
    {
        var run = new FlowRun(9, new(DepthDisclosure.None, 0, 7), Charges.None);
        for (var step = 0; step < 1_000; step++)
        {
            run.Step();
            Assert.All(run.Bench.Events.Where(e => e.Account == Event.Public), e => Assert.Equal(EventKind.Print, e.Kind));
        }
    }

    [Fact]
    public void Levels_ChangeBelowTheVisible_IsNotPublic()
    {
        var bench = KernelBench.With(new(DepthDisclosure.Levels, 2, 0), Charges.None, "A", "B");
        bench.Buy("A", 1, 1, 100);
        Assert.Equal(["A 2 accepted", "level Buy 1@99"], bench.Buy("A", 2, 1, 99));
        Assert.Equal(["A 3 accepted"], bench.Buy("A", 3, 1, 98));
        Assert.Equal(["A 3 replaced 5@97"], bench.Replace("A", 3, 5, 97));
        Assert.Equal(["A 4 accepted", "level Buy 0@99", "level Buy 7@101"], bench.Buy("A", 4, 7, 101));
        Assert.Equal(["A 4 cancelled 7@101 USER", "level Buy 0@101", "level Buy 1@99"], bench.Cancel("A", 4));
    }

    [Fact]
    public void Top_TradeAgainstTheBest_ShowsWhatIsLeftOfIt()
    {
        var bench = KernelBench.With(new(DepthDisclosure.Top, 0, 0), Charges.None, "A", "B");
        bench.Sell("A", 1, 5, 100);
        bench.Sell("A", 2, 5, 101);
        Assert.Equal("level Sell 3@100", bench.Buy("B", 1, 2, 100)[^1]);
        Assert.Equal(["level Sell 0@100", "level Sell 5@101"], bench.Buy("B", 1, 3, 100)[^2..]);
    }

    private static IEnumerable<(Price Price, Quantity Quantity)> Book(ContinuousRule rule, Side side)
    {
        for (var more = rule.TryGetBest(side, out var price, out var quantity);
            more;
            more = rule.TryGetNext(side, price, out price, out quantity))
        {
            yield return (price, quantity);
        }
    }

    /// <summary>Rebuilds a book from public events and nothing else.</summary>
    private sealed class Viewer
    {
        private readonly Dictionary<(Side Side, Price Price), Quantity> _levels = [];
        private long _lastSequence;

        public void Watch(Event[] events)
        {
            foreach (var e in events.Where(e => e.Account == Event.Public))
            {
                _lastSequence = e.Sequence == 0 ? _lastSequence : e.Sequence;
                if (e.Kind != EventKind.LevelChanged)
                {
                    continue;
                }
                if (e.Quantity.Lots == 0)
                {
                    _levels.Remove((e.Side, e.Price));
                }
                else
                {
                    _levels[(e.Side, e.Price)] = e.Quantity;
                }
            }
        }

        public IEnumerable<(Price Price, Quantity Quantity)> Levels(Side side) => _levels
            .Where(level => level.Key.Side == side)
            .OrderBy(level => side == Side.Buy ? -level.Key.Price.Ticks : level.Key.Price.Ticks)
            .Select(level => (level.Key.Price, level.Value));

        /// <summary>Whether the answer to a depth query shows this book, at this point of the public stream.</summary>
        public bool IsPictureOf(Event[] answer)
        {
            var shown = answer.Where(e => e.Kind == EventKind.LevelShown)
                .ToDictionary(e => (e.Side, e.Price), e => e.Quantity);
            return shown.Count == _levels.Count
                && shown.All(level => _levels.TryGetValue(level.Key, out var quantity) && quantity == level.Value)
                && answer[^1].Sequence == _lastSequence;
        }
    }
}
