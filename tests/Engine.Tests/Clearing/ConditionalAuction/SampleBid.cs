using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>A condition on "g3", group 3, or on "#3", the account of the fourth bid.</summary>
internal readonly record struct SampleCondition(string Target, double Slope)
{
    public int Number => int.Parse(Target[1..]);

    public bool IsAccount => Target[0] == '#';

    public ConditionTarget ToTarget() =>
        IsAccount ? ConditionTarget.Account(Number) : ConditionTarget.Group(Number);
}

/// <summary>A bid as tests write and solve it: conditional, or a schedule when it has points.</summary>
internal sealed record SampleBid(double Intercept, double Slope, params SampleCondition[] Conditions)
{
    public long? Min { get; init; }

    public long? Max { get; init; }

    public int[] Groups { get; init; } = [];

    /// <summary>Ticks and lots.</summary>
    public (int Ticks, long Lots)[] Points { get; init; } = [];

    /// <summary>Lots that a standing schedule got at earlier clearings.</summary>
    public (long Bought, long Sold) Filled { get; init; }

    /// <summary>What the price rises by for a unit that another bid's owner buys.</summary>
    public double SlopeOn(int own, int other, SampleBid bid) => own == other ? 0 : Slope + Conditions
        .Where(condition => condition.IsAccount ? condition.Number == other : bid.Groups.Contains(condition.Number))
        .Sum(condition => condition.Slope);

    public override string ToString() => Points.Length > 0
        ? string.Join(' ', Points.Select(point => $"{point.Ticks}:{point.Lots}")) + $" less {Filled} in {string.Join(',', Groups)}"
        : $"{Intercept} + {Slope}·others{string.Concat(Conditions.Select(c => $" + {c.Slope}·{c.Target}"))} "
            + $"[{Min}, {Max}] in {string.Join(',', Groups)}";
}

/// <summary>A conditional auction with its bids; the fourth bid is that of account 3.</summary>
internal sealed class SampleAuction
{
    private readonly ConditionalAuctionRule _rule;

    public SampleAuction(
        double sigma, string tick = "0.01", string lot = "0.000001", double? maxDeficit = null, long? maxLots = null)
    {
        Assert.Equal(Reason.None, Grid.TryCreate(Decimal(tick), Decimal(lot), out var grid));
        Grid = grid!;
        Cash? most = null;
        if (maxDeficit is { } deficit)
        {
            Assert.True(Cash.TryFrom(Decimal(deficit), out var cash));
            most = cash;
        }
        Sigma = Decimal(sigma);
        _rule = new(new(new FixedTaxSlope(Sigma), null, maxLots is { } lots ? new Quantity(lots) : null, most), Grid);
    }

    public Grid Grid { get; }

    public FixedDecimal Sigma { get; }

    public ConditionalAuctionRule Rule => _rule;

    public Solution Solution => _rule.Solution;

    public ClearingResult Result { get; } = new();

    public double TickSize => Reals.From(Grid.TickSize);

    public double LotSize => Reals.From(Grid.LotSize);

    public static FixedDecimal Decimal(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }

    /// <summary>To fifteen places.</summary>
    public static FixedDecimal Decimal(double value) => new((Int128)Math.Round((decimal)value * 1_000_000_000_000_000m) * 1000);

    /// <summary>What the rule makes of a number.</summary>
    public static double Real(double value) => Reals.From(Decimal(value));

    /// <summary>Clears bids; the failure, or none.</summary>
    public ClearingFailure Clear(params IReadOnlyList<SampleBid> bids) => Clear(Collect(bids));

    public ClearingFailure Clear(CollectedBids bids, params bool[] leftOut)
    {
        _rule.Clear(bids, new ClearingMoment { Limits = new Poor(leftOut) }, Result);
        return Result.Failure;
    }

    /// <summary>Collects bids, each of which the rule must take.</summary>
    public CollectedBids Collect(IReadOnlyList<SampleBid> bids)
    {
        var collected = new CollectedBids();
        for (var account = 0; account < bids.Count; account++)
        {
            Assert.Equal(Reason.None, TryAdd(collected, account, bids[account]));
        }
        collected.Settle([.. bids.Select(bid => bid.Filled.Bought)], default, default, default);
        collected.Settle([.. bids.Select(bid => -bid.Filled.Sold)], default, default, default);
        return collected;
    }

    /// <summary>Adds a bid, if it is one and the rule takes it.</summary>
    public Reason TryAdd(CollectedBids collected, int account, SampleBid sample) =>
        With(account, sample, (in Bidder bidder, in Bid bid) =>
        {
            var refused = _rule.Check(collected, bidder, bid);
            return refused != Reason.None
                ? refused
                : collected.Add(bidder, (ulong)bidder.Account, bid, isStanding: true, default);
        });

    /// <summary>Whether it is a bid and a rule takes it.</summary>
    public static Reason Check(ConditionalAuctionRule rule, CollectedBids collected, int account, SampleBid sample) =>
        With(account, sample, (in Bidder bidder, in Bid bid) => rule.Check(collected, bidder, bid));

    private static Reason With(int account, SampleBid sample, BidUse use)
    {
        var bidder = new Bidder(account, default, sample.Groups);
        if (sample.Points.Length > 0)
        {
            var points = sample.Points.Select(point => new SchedulePoint(new(point.Ticks), new(point.Lots))).ToArray();
            var reason = DemandSchedule.TryCreate(points, isPerSecond: false, out var schedule);
            return reason != Reason.None ? reason : use(bidder, Bid.Of(schedule));
        }
        var conditions = sample.Conditions.Select(condition => new Condition(condition.ToTarget(), Decimal(condition.Slope))).ToArray();
        var refused = ConditionalBid.TryCreate(
            Decimal(sample.Intercept), Decimal(sample.Slope), conditions, Lots(sample.Min), Lots(sample.Max), out var conditional);
        return refused != Reason.None ? refused : use(bidder, Bid.Of(conditional));
    }

    private static Quantity? Lots(long? lots) => lots is { } number ? new Quantity(number) : null;

    private delegate Reason BidUse(in Bidder bidder, in Bid bid);

    /// <summary>Accounts that can bear nothing.</summary>
    private sealed class Poor(bool[] accounts) : IAccountLimits
    {
        public bool Mark(CollectedBids bids, ClearingResult result, Span<bool> marks)
        {
            var arrival = 0;
            foreach (ref readonly var bid in bids)
            {
                marks[arrival++] = bid.Account < accounts.Length && accounts[bid.Account];
            }
            return marks.Contains(true);
        }

        public Inventories InventoriesOf(CollectedBids bids) => default;
    }
}
