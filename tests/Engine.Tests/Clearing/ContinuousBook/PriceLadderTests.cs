using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ContinuousBook;

/// <summary>The ladder against a sorted dictionary, on price sets made to hit every height of its trie.</summary>
public class PriceLadderTests
{
    public static TheoryData<string, Side, ulong> Walks()
    {
        var walks = new TheoryData<string, Side, ulong>();
        foreach (var name in PriceSets.Keys)
        {
            walks.Add(name, Side.Buy, 1);
            walks.Add(name, Side.Sell, 2);
        }
        return walks;
    }

    private static Dictionary<string, Func<SeededGenerator, int>> PriceSets { get; } = new()
    {
        ["one leaf"] = random => (int)random.NextBelow(20),
        ["a few leaves"] = random => (int)random.NextBelow(1000) - 500,
        ["the whole range"] = random => (int)(random.NextBelow(2_000_000_001) - 1_000_000_000),
        ["the ends"] = random => (random.NextBelow(2) == 0 ? 1 : -1) * (Price.MaxTicks - (int)random.NextBelow(3)),
        ["multiples of 64"] = random => 64 * ((int)random.NextBelow(41) - 20),
        ["around powers of 64, from one end"] = random => PowerOf64(random) - Price.MaxTicks,
        ["around powers of 64, from the other"] = random => Price.MaxTicks - PowerOf64(random),
        ["every magnitude"] = random =>
            (random.NextBelow(2) == 0 ? 1 : -1) * (int)Math.Min(random.NextBelow(1L << (int)(1 + random.NextBelow(30))), Price.MaxTicks),
    };

    [Theory]
    [MemberData(nameof(Walks))]
    public void Ladder_RandomWalk_IsASortedDictionary(string prices, Side side, ulong seed)
    {
        var random = new SeededGenerator(seed);
        var ladder = new PriceLadder(side);
        var model = new SortedDictionary<int, long>(
            Comparer<int>.Create((one, other) => side == Side.Buy ? other.CompareTo(one) : one.CompareTo(other)));
        for (var step = 0; step < 6_000; step++)
        {
            // Waves: the ladder fills, empties to the last level and fills again.
            var grows = random.NextBelow(100) < (step / 500 % 2 == 0 ? 75 : 25);
            var ticks = PriceSets[prices](random);
            if (!grows && model.Count > 0)
            {
                ticks = model.Keys.ElementAt((int)random.NextBelow(Math.Min(model.Count, 50)));
                ladder.Remove(ticks);
                model.Remove(ticks);
            }
            else
            {
                var lots = random.NextBelow(1000);
                ladder[ladder.FindOrAdd(ticks)].Lots += lots;
                model[ticks] = model.GetValueOrDefault(ticks) + lots;
            }
            AssertSame(model, ladder, ticks, PriceSets[prices](random), $"{prices}, {side}, seed {seed}, step {step}");
            if (step % 250 == 0)
            {
                Assert.Equal(model.Select(level => (level.Key, level.Value)), Levels(ladder));
            }
        }
    }

    [Fact]
    public void Ladder_Empty_HasNothing()
    {
        var ladder = new PriceLadder(Side.Sell);
        Assert.False(ladder.TryGetBest(out _));
        Assert.False(ladder.TryGetNext(-Price.MaxTicks, out _));
        Assert.Equal(-1, ladder.Best);
        Assert.Equal(-1, ladder.Find(0));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Ladder_BothEndsOfTheRange_AreNeighbours(Side side)
    {
        var ladder = new PriceLadder(side);
        ladder.FindOrAdd(-Price.MaxTicks);
        ladder.FindOrAdd(Price.MaxTicks);
        var best = side == Side.Buy ? Price.MaxTicks : -Price.MaxTicks;
        Assert.Equal(best, ladder.BestTicks);
        Assert.True(ladder.TryGetNext(best, out var next));
        Assert.Equal(-best, next);
        Assert.False(ladder.TryGetNext(next, out _));
        ladder.Remove(best);
        Assert.Equal(-best, ladder.BestTicks);
        ladder.Remove(-best);
        Assert.Equal(-1, ladder.Best);
    }

    private static void AssertSame(SortedDictionary<int, long> model, PriceLadder ladder, int touched, int any, string when)
    {
        Assert.True(ladder.TryGetBest(out var best) == (model.Count > 0), when);
        Assert.True(model.Count == 0 || (best == model.First().Key && ladder.BestTicks == best), when);
        Assert.True(model.Count == 0 || ladder.Best == ladder.Find(best), when);
        foreach (var ticks in new[] { touched, any })
        {
            var level = ladder.Find(ticks);
            Assert.True((level >= 0) == model.ContainsKey(ticks), when);
            Assert.True(level < 0 || ladder[level].Lots == model[ticks], when);
            var worse = model.Comparer.Compare;
            var expected = model.Keys.Where(key => worse(key, ticks) > 0).Take(1).ToArray();
            Assert.True(ladder.TryGetNext(ticks, out var next) == (expected.Length == 1), when);
            Assert.True(expected.Length == 0 || expected[0] == next, when);
        }
    }

    private static IEnumerable<(int Ticks, long Lots)> Levels(PriceLadder ladder)
    {
        for (var more = ladder.TryGetBest(out var ticks); more; more = ladder.TryGetNext(ticks, out ticks))
        {
            yield return (ticks, ladder[ladder.Find(ticks)].Lots);
        }
    }

    private static int PowerOf64(SeededGenerator random)
    {
        var power = 1L << (6 * (int)random.NextBelow(6));
        return (int)Math.Min(Math.Max(0, power * (1 + random.NextBelow(3)) - 1 + random.NextBelow(3)), 2L * Price.MaxTicks);
    }
}
