using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.ConditionalAuction;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// A live conditional auction, in ticks and lots of the grain of <see cref="DemandLine"/>, whose operator's roster has the
/// traders in the groups that their bids are written in.
/// </summary>
internal sealed class LiveConditionalAuction
{
    public LiveConditionalAuction(TaxSlope tax, double? maxDeficit, IEnumerable<int[]> groups)
    {
        var rule = new ConditionalAuctionDefinition(
            tax, Collar: null, MaxQuantity: null, maxDeficit is { } most ? Reals.ToCash(most) : null);
        var definition = LiveMarket.Definition(KernelBench.Grid("0.000001", "0.000001"), rule);
        Market = new(definition, groups.Select(numbers => numbers.Select(number => $"g{number}").ToArray()));
        Assert.Equal(EventKind.AccountDefined, Market.Events[^1].Kind);
    }

    public LiveMarket Market { get; }

    /// <summary>Clears one bid a trader; the allocations stand in the traders' order.</summary>
    public LiveClearing Clear(IReadOnlyList<SampleBid> bids)
    {
        for (var trader = 0; trader < bids.Count; trader++)
        {
            Assert.Equal(Reason.None, Market.Submit(trader, id: 1, BidOf(bids[trader])));
        }
        var clearing = Market.Clear();
        Assert.Equal(clearing.IsCleared ? 1 : 0, Market.Events.Count(e => e.Kind == EventKind.Settled));
        if (clearing.Cleared.Failure != ClearingFailure.None)
        {
            Assert.All(bids.Select((_, trader) => Market.Cancel(trader, id: 1)), reason => Assert.Equal(Reason.None, reason));
        }
        return clearing;
    }

    private ConditionalBid BidOf(SampleBid bid)
    {
        var conditions = bid.Conditions.Select(condition => new Condition(TargetOf(condition), SampleAuction.Decimal(condition.Slope))).ToArray();
        Assert.Equal(Reason.None, ConditionalBid.TryCreate(
            SampleAuction.Decimal(bid.Intercept), SampleAuction.Decimal(bid.Slope), conditions, Lots(bid.Min), Lots(bid.Max), out var conditional));
        return conditional;
    }

    /// <summary>By name, as a participant says it: the roster has numbers of its own.</summary>
    private ConditionTarget TargetOf(SampleCondition condition)
    {
        if (condition.IsAccount)
        {
            return ConditionTarget.Account(LiveMarket.AccountOf(condition.Number));
        }
        Assert.True(Market.Kernel.Catalog.TryFindGroup(condition.Target, out var group), condition.Target);
        return ConditionTarget.Group(group);
    }

    private static Quantity? Lots(long? lots) => lots is { } number ? new Quantity(number) : null;
}
