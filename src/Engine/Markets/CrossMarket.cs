using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>
/// A market of pegged orders that rest unseen and trade at the midpoint of another's best prices: continuously, which is
/// whenever an order comes or changes or the other's best prices or phase do, or at the instants of its trigger.
/// </summary>
public sealed class CrossMarket : SessionMarket
{
    internal CrossMarket(int index, int instrument, MarketDefinition definition, Timestamp defined, int quoted)
        : base(index, instrument, definition, defined) => Quoted = quoted;

    /// <summary>The number of the market whose quote gives the price.</summary>
    public int Quoted { get; }

    /// <summary>Whether it crosses continuously.</summary>
    public bool IsContinuous => Definition.Trigger is ContinuousTrigger;

    /// <summary>The quote that it last followed; null: there was none to trade at.</summary>
    internal Quote? Followed { get; set; }

    internal override void WriteState(StateWriter writer)
    {
        base.WriteState(writer);
        writer.Write(Followed?.Bid.Ticks ?? long.MinValue);
        writer.Write(Followed?.Ask.Ticks ?? long.MinValue);
    }

    internal override void ReadState(StateReader reader)
    {
        base.ReadState(reader);
        var (bid, ask) = (reader.ReadOptionalPrice(), reader.ReadOptionalPrice());
        Followed = bid is { } best && ask is { } offer ? new Quote(best, offer) : null;
    }
}
