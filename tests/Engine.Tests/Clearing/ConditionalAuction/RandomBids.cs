using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>Bids at random, from a seed; numbers have few digits so that a failure can be written down.</summary>
internal static class RandomBids
{
    private const int Groups = 5;

    /// <summary>2 to 60 affine bids on up to five groups and a few single accounts, weakly or strongly conditional.</summary>
    public static SampleBid[] Affine(SeededGenerator random)
    {
        var count = 2 + (int)random.NextBelow(random.NextBelow(4) == 0 ? 59 : 12);
        var strength = random.NextUnit() * (random.NextBelow(4) == 0 ? 3 : 0.5);
        return [.. Enumerable.Range(0, count).Select(_ => Affine(random, count, strength))];
    }

    /// <summary>
    /// All bids are of one group and follow it so far that only <paramref name="distance"/> of the sum's own weight in its
    /// equation is left: singular at zero.
    /// </summary>
    public static SampleBid[] NearSingular(SeededGenerator random, double distance)
    {
        // With equal slopes (a − p + cS)/h, h = 1 + c, members k of N: A = [−N, cN; −k, ck − h]/h, det = N(h − 0)/h² − …
        // vanishes when the members' demand for their own sum, c·k·(1 − k/N), is h.
        var (members, others) = (3 + (int)random.NextBelow(6), 3 + (int)random.NextBelow(6));
        var share = members * (1 - ((double)members / (members + others)));
        var (slope, own) = (share - 1, 1 - distance);
        return
        [
            .. Enumerable.Range(0, members).Select(_ => new SampleBid(
                random.Uniform(-5, 5), slope * 1.0, new SampleCondition("g1", own)) { Groups = [1] }),
            .. Enumerable.Range(0, others).Select(_ => new SampleBid(random.Uniform(-5, 5), slope + 1)),
        ];
    }

    /// <summary>
    /// 2 to 20 bids that are conditional on nobody, on a grid of 0.01 and 0.001: schedules, also standing ones, limit orders and
    /// lines, some or all of a kind, so that prices are on lines and on steps, and now and then not unique.
    /// </summary>
    public static SampleBid[] Private(SeededGenerator random)
    {
        var count = 2 + (int)random.NextBelow(random.NextBelow(3) == 0 ? 19 : 4);
        var (steps, limits, lines) = (random.NextBelow(2) == 0, random.NextBelow(4), random.NextBelow(2) == 0);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextBelow(4) < limits ? Limit(random)
            : lines && random.NextBelow(2) == 0 ? Line(random)
            : PartlyFilled(random, Schedule(random, steps)))];
    }

    /// <summary>
    /// Bids of which some are conditional on up to two groups or an account, most of them weakly, the rest lines and
    /// schedules.
    /// </summary>
    public static SampleBid[] Bounded(SeededGenerator random, int count)
    {
        var (strength, steps) = (random.NextUnit() * (random.NextBelow(5) == 0 ? 4 : 1), random.NextBelow(2) == 0);
        SampleBid[] bids = [.. Enumerable.Range(0, count).Select(i => (i == 0 ? 0 : random.NextBelow(4)) switch
        {
            0 or 1 => Line(random) with { Conditions = Conditions(random, count, strength) },
            2 => Line(random),
            _ => Schedule(random, steps),
        })];
        bids = [.. bids.Select(bid => bid with { Groups = [.. Enumerable.Range(0, 2).Where(_ => random.NextBelow(2) == 0)] })];
        return bids.All(bid => bid.Points.Length > 0 || OwnSlope(bid) > 0.05) ? bids : Bounded(random, count);
    }

    /// <summary>Bids in whole numbers, so that ends, bends and steps meet at the price; weakly conditional, or private values.</summary>
    public static SampleBid[] Meeting(SeededGenerator random, int count, bool isConditional) =>
    [
        .. Enumerable.Range(0, count).Select(_ => random.NextBelow(3) == 0
            ? new SampleBid(0, 0) { Points = MeetingPoints(9_800 + (100 * (int)random.NextBelow(5)), 1_000 * (1 + random.NextBelow(3)), random) }
            : new SampleBid(98 + random.NextBelow(5), random.NextBelow(2) == 0 ? 1 : 2, isConditional ? [Weak(random, count)] : [])
            {
                Min = random.NextBelow(3) == 0 ? 0 : -1_000 * (1 + random.NextBelow(2)),
                Max = 1_000 * (1 + random.NextBelow(2)),
                Groups = random.NextBelow(2) == 0 ? [0] : [],
            }),
    ];

    private static (int Ticks, long Lots)[] MeetingPoints(int ticks, long lots, SeededGenerator random) => random.NextBelow(3) switch
    {
        0 => [(ticks, lots), (ticks, 0)],
        1 => [(ticks, 0), (ticks, -lots)],
        _ => [(ticks - 100, lots), (ticks, 0), (ticks + 100, 0), (ticks + 200, -lots)],
    };

    private static SampleCondition Weak(SeededGenerator random, int count) =>
        new(random.NextBelow(2) == 0 ? "g0" : $"#{random.NextBelow(count)}", 0.125 * random.NextBelow(3));

    private static double OwnSlope(SampleBid bid) =>
        bid.Slope + bid.Conditions.Where(c => !c.IsAccount && bid.Groups.Contains(c.Number)).Sum(c => c.Slope);

    private static SampleCondition[] Conditions(SeededGenerator random, int count, double strength) =>
    [
        .. Enumerable.Range(0, 1 + (int)random.NextBelow(2)).Select(_ => new SampleCondition(
            random.NextBelow(3) == 0 ? $"#{random.NextBelow(count)}" : $"g{random.NextBelow(2)}",
            random.Uniform(random.NextBelow(3) == 0 ? -strength : 0, strength))),
    ];

    /// <summary>A line between bounds, on one side or without.</summary>
    public static SampleBid Line(SeededGenerator random) => new(random.Uniform(90, 110), random.Uniform(0.1, 5))
    {
        Min = random.NextBelow(3) == 0 ? null : -random.NextBelow(4_000),
        Max = random.NextBelow(3) == 0 ? null : 1 + random.NextBelow(4_000),
    };

    /// <summary>Every third schedule stands from earlier clearings, at which it got some of what it wants, or all.</summary>
    private static SampleBid PartlyFilled(SeededGenerator random, SampleBid schedule)
    {
        var (most, least) = (schedule.Points[0].Lots, schedule.Points[^1].Lots);
        return random.NextBelow(3) == 0
            ? schedule with { Filled = (random.NextBelow(1 + most), random.NextBelow(1 - least)) }
            : schedule;
    }

    /// <summary>A limit order of one to four thousand lots at a whole price.</summary>
    private static SampleBid Limit(SeededGenerator random)
    {
        var (ticks, lots) = ((int)(9_500 + (100 * random.NextBelow(11))), 1_000 * (1 + random.NextBelow(4)));
        return new(0, 0) { Points = random.NextBelow(2) == 0 ? [(ticks, lots), (ticks, 0)] : [(ticks, 0), (ticks, -lots)] };
    }

    /// <summary>Two to six points at whole prices from 95 to 105, a few thousands of lots, so that ends meet now and then.</summary>
    public static SampleBid Schedule(SeededGenerator random, bool steps)
    {
        var count = 2 + (int)random.NextBelow(5);
        var ticks = Enumerable.Range(0, count).Select(_ => (int)(9_500 + (100 * random.NextBelow(11)))).Order().ToArray();
        var lots = Enumerable.Range(0, count).Select(_ => 1_000 * (random.NextBelow(9) - 4)).OrderDescending().ToArray();
        (lots[0], lots[^1]) = (Math.Max(lots[0], 0), Math.Min(lots[^1], 0));
        var bid = new SampleBid(0, 0) { Points = [.. ticks.Zip(lots)] };
        var isStepped = ticks.Distinct().Count() < count;
        var crosses = bid.Points.Zip(bid.Points.Skip(1)).Any(pair => pair.First.Ticks == pair.Second.Ticks)
            && bid.Points.GroupBy(point => point.Ticks).Any(price => price.Max(p => p.Lots) > 0 && price.Min(p => p.Lots) < 0);
        return lots[0] == lots[^1] || crosses || (isStepped && !steps) ? Schedule(random, steps) : bid;
    }

    private static SampleBid Affine(SeededGenerator random, int count, double strength)
    {
        var conditions = Enumerable.Range(0, (int)random.NextBelow(4)).Select(_ => new SampleCondition(
            random.NextBelow(3) == 0 ? $"#{random.NextBelow(count)}" : $"g{random.NextBelow(Groups)}",
            random.Uniform(-strength, strength)));
        var bid = new SampleBid(random.Uniform(-10, 10), random.Uniform(0.2, 4), [.. conditions])
        {
            Groups = [.. Enumerable.Range(0, Groups).Where(_ => random.NextBelow(3) == 0)],
        };
        return OwnSlope(bid) > 0.05 ? bid : Affine(random, count, strength);
    }
}
