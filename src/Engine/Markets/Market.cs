using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>A market and its state: there are two shapes, as there are of rules. One thread.</summary>
public abstract class Market
{
    private protected Market(int index, int instrument, MarketDefinition definition)
    {
        Index = index;
        Instrument = instrument;
        Definition = definition;
    }

    /// <summary>The market's number: its place in definition order.</summary>
    public int Index { get; }

    /// <summary>The instrument's number.</summary>
    public int Instrument { get; }

    /// <summary>What the market is.</summary>
    public MarketDefinition Definition { get; }

    /// <summary>The current phase.</summary>
    public MarketPhase Phase { get; internal set; } = MarketPhase.Open;

    /// <summary>How many public updates there have been.</summary>
    public long PublicSequence { get; internal set; }

    /// <summary>The price of the last trade or clearing; null before the first.</summary>
    public Price? LastPrice { get; internal set; }

    /// <summary>Whether the instruction or instant under way led to trades.</summary>
    internal bool HasTraded { get; set; }

    /// <summary>Whether what the public knows as the indicative price is no longer so.</summary>
    internal bool IsIndicativeStale { get; set; }

    /// <summary>Whether a timer will tell the next indicative price.</summary>
    internal bool IsIndicativeDue { get; set; }

    /// <summary>Whether bids may name a price.</summary>
    internal bool Takes(Price price) => Definition.Collar?.Holds(price) ?? true;

    internal virtual void WriteState(StateWriter writer)
    {
        writer.Write((long)Phase);
        writer.Write(PublicSequence);
        writer.Write(LastPrice is { } price ? price.Ticks : long.MinValue);
        writer.Write(IsIndicativeStale ? 1 : 0);
        writer.Write(IsIndicativeDue ? 1 : 0);
    }
}
