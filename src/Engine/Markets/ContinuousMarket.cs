using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>
/// A market in which orders trade as they arrive. While it is before its opening, orders are collected, to trade in an
/// opening auction: a call auction with rationing by time, of all orders there are.
/// </summary>
public sealed class ContinuousMarket : Market
{
    internal ContinuousMarket(int index, int instrument, MarketDefinition definition)
        : base(index, instrument, definition)
    {
        Rule = ((ContinuousRuleDefinition)definition.Rule).Create(definition.SelfTrade);
        PublicDepth = new(Rule, definition.Disclosure);
    }

    /// <summary>The rule with its live orders.</summary>
    public ContinuousRule Rule { get; }

    /// <summary>The orders collected for an opening or closing auction.</summary>
    internal CollectedBids Collected { get; } = new();

    /// <summary>The rule of opening and closing auctions.</summary>
    internal SessionRule AuctionRule { get; } = new CallAuctionRule(Rationing.Time, RationingScope.Marginal, []);

    internal PublicDepth PublicDepth { get; }

    internal override Timestamp NextExpiry => Timestamp.Earlier(Rule.NextExpiry, Collected.NextExpiry);

    internal override void WriteState(StateWriter writer)
    {
        base.WriteState(writer);
        Rule.WriteState(writer);
        Collected.WriteState(writer);
        PublicDepth.Orders?.WriteState(writer);
    }

    internal override void ReadState(StateReader reader)
    {
        base.ReadState(reader);
        Rule.ReadState(reader);
        Collected.ReadState(reader);
        PublicDepth.Orders?.ReadState(reader, Rule);
        // What the public saw last is what it would see now.
        PublicDepth.Changes([]);
    }
}
