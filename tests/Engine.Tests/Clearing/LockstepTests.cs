using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <summary>
/// The order book and its slow twin side by side on random flows: every report, the whole depth and the state hash. Now and
/// then each goes on from what the other wrote.
/// EXCHANGE_LOCKSTEP_COMMANDS asks for more commands than the ordinary 100,000.
/// </summary>
public class LockstepTests
{
    private static readonly int TotalCommands =
        int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_LOCKSTEP_COMMANDS"), out var commands) ? commands : 100_000;

    public static TheoryData<string> Shapes => new(FlowShape.All.Select(shape => shape.Name));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void OrderBook_RandomFlow_DoesWhatItsTwinDoes(string name)
    {
        const int CommandsPerSeed = 2_000;
        var shape = FlowShape.All.Single(shape => shape.Name == name);
        var seeds = Math.Ceiling((double)TotalCommands / FlowShape.All.Count / CommandsPerSeed);
        for (var seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            var steps = shape.Steps(seed, CommandsPerSeed);
            if (FirstDifference(shape, steps, Hears) is not null)
            {
                Assert.Fail(Explain(shape, seed, steps, Hears, out _));
            }
        }
    }

    [Fact]
    public void FirstDifference_TwinWithAnotherFlow_IsFound()
    {
        // The comparison itself can fail: a book that is one order ahead is told from its twin at once.
        var book = new OrderBook();
        book.Submit(1, 1, Order.Limit(Side.Buy, new(1), new(1), TimeInForce.GoodTillCancelled), new());
        Assert.NotNull(Difference(book, new SortedListBook()));
        Assert.NotEqual(Hash(book), Hash(new SortedListBook()));
    }

    [Theory]
    [InlineData("cancels and replaces")]
    [InlineData("decrement")]
    [InlineData("stops")]
    public void Explain_BrokenBook_NamesTheSeedAndTheShortestScript(string name)
    {
        var shape = FlowShape.All.Single(shape => shape.Name == name);
        var steps = shape.Steps(1, 2_000);

        var text = Explain(shape, 1, steps, Mishears, out var left);

        Assert.Equal([FlowKind.Submit, FlowKind.Replace], left.Select(step => step.Kind));
        for (var i = 0; i < left.Count; i++)
        {
            Assert.Null(FirstDifference(shape, [.. left[..i], .. left[(i + 1)..]], Mishears));
        }
        Assert.StartsWith($"Shape \"{name}\", seed 1. After\n  {left[0]}\n  {left[1]}\nthe book reported [", text, StringComparison.Ordinal);
    }

    private static FlowStep Hears(FlowStep step) => step;

    /// <summary>A bug: no order gives up its time priority of its own accord.</summary>
    private static FlowStep Mishears(FlowStep step) =>
        step with { Replacement = step.Replacement with { LosesPriority = false } };

    /// <summary>The first step at which the book, of what it hears, does not do what its twin does.</summary>
    private static (int Step, string What)? FirstDifference(
        FlowShape shape, IReadOnlyList<FlowStep> steps, Func<FlowStep, FlowStep> hears)
    {
        var (book, twin) = (new OrderBook(shape.SelfTrade), new SortedListBook(shape.SelfTrade));
        var (reports, expected) = (new ReportBuffer(), new ReportBuffer());
        for (var i = 0; i < steps.Count; i++)
        {
            var reason = hears(steps[i]).Apply(book, reports);
            var twinReason = steps[i].Apply(twin, expected);
            if (reason != twinReason)
            {
                return (i, $"said {reason}, its twin {twinReason}");
            }
            var (lines, twinLines) = (ReportText.FullLines(reports), ReportText.FullLines(expected));
            if (!lines.SequenceEqual(twinLines))
            {
                return (i, $"reported [{string.Join("; ", lines)}], its twin [{string.Join("; ", twinLines)}]");
            }
            if (Difference(book, twin) is { } what)
            {
                return (i, what);
            }
            if (i % 100 == 99)
            {
                var (state, twinState) = (StateBytes.Of(book.WriteState), StateBytes.Of(twin.WriteState));
                (book, twin) = (new OrderBook(shape.SelfTrade), new SortedListBook(shape.SelfTrade));
                book.ReadState(StateBytes.Reader(twinState));
                twin.ReadState(StateBytes.Reader(state));
            }
        }
        return null;
    }

    private static string? Difference(ContinuousRule book, ContinuousRule twin)
    {
        if (book.OrderCount != twin.OrderCount)
        {
            return $"has {book.OrderCount} orders, its twin {twin.OrderCount}";
        }
        if (book.NextExpiry != twin.NextExpiry)
        {
            return $"expires next at {book.NextExpiry}, its twin at {twin.NextExpiry}";
        }
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            var (one, other) = (Depth(book, side), Depth(twin, side));
            if (!one.SequenceEqual(other))
            {
                return $"shows {side} [{string.Join(' ', one)}], its twin [{string.Join(' ', other)}]";
            }
        }
        if (OrderDifference(book, twin) is { } order)
        {
            return order;
        }
        return Hash(book) != Hash(twin) ? "has another state hash than its twin" : null;
    }

    /// <summary>What a few ids of the flows are, and what their accounts can trade with.</summary>
    private static string? OrderDifference(ContinuousRule book, ContinuousRule twin)
    {
        for (var account = 1; account <= 2; account++)
        {
            for (var id = 0UL; id <= 4; id += 2)
            {
                var (found, expected) = (book.TryGet(account, id, out var order), twin.TryGet(account, id, out var other));
                if (found != expected || order != other)
                {
                    return $"has {account}/{id} as {order}, its twin as {other}";
                }
            }
            var (best, twinBest) = (BestFor(book, account), BestFor(twin, account));
            if (best != twinBest)
            {
                return $"lets {account} trade with {best}, its twin with {twinBest}";
            }
        }
        return null;
    }

    private static (long, long) BestFor(ContinuousRule rule, int account)
    {
        rule.TryGetBest(Side.Buy, out var bid, out _);
        rule.TryGetBest(Side.Sell, out var ask, out _);
        return (rule.QuantityFor(account, Side.Buy, bid).Lots, rule.QuantityFor(account, Side.Sell, ask).Lots);
    }

    private static List<(int Ticks, long Lots)> Depth(ContinuousRule rule, Side side)
    {
        var depth = new List<(int, long)>();
        for (var more = rule.TryGetBest(side, out var price, out var quantity);
            more;
            more = rule.TryGetNext(side, price, out price, out quantity))
        {
            depth.Add((price.Ticks, quantity.Lots));
        }
        return depth;
    }

    private static string Hash(ContinuousRule rule)
    {
        using var writer = new StateWriter();
        rule.WriteState(writer);
        return writer.Finish();
    }

    /// <summary>The shortest script there is of a failure, and what goes wrong in it.</summary>
    private static string Explain(
        FlowShape shape, ulong seed, FlowStep[] steps, Func<FlowStep, FlowStep> hears, out List<FlowStep> left)
    {
        left = Shrinking.Shrink(steps, some => FirstDifference(shape, some, hears)?.Step);
        var what = FirstDifference(shape, left, hears)?.What;
        return $"Shape \"{shape.Name}\", seed {seed}. After\n  {string.Join("\n  ", left)}\nthe book {what}.";
    }
}
