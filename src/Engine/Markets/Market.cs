using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>A market and its state: there are two shapes, as there are of rules. One thread.</summary>
public abstract class Market
{
    private MarketStatistics _statistics;

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

    /// <summary>What the public knows of the market's trades.</summary>
    public ref readonly MarketStatistics Statistics => ref _statistics;

    /// <summary>
    /// The price of the last trade or clearing that the public was told of; null before the first. Other markets know no other,
    /// for what they make of it is public.
    /// </summary>
    public Price? PublicPrice { get; internal set; }

    /// <summary>When the next order expires; <see cref="Timestamp.Never"/> when none does.</summary>
    internal abstract Timestamp NextExpiry { get; }

    /// <summary>Whether the instruction or instant under way told the public of trades.</summary>
    internal bool HasTraded { get; set; }

    /// <summary>Whether what the public knows as the indicative price is no longer so.</summary>
    internal bool IsIndicativeStale { get; set; }

    /// <summary>Whether a timer will tell the next indicative price.</summary>
    internal bool IsIndicativeDue { get; set; }

    /// <summary>Whether bids may name a price.</summary>
    internal bool Takes(Price price) => Definition.Collar?.Holds(price) ?? true;

    /// <summary>Counts a trade that the public is told of.</summary>
    internal void CountTrade(Price price, Quantity quantity) => _statistics.Add(price, quantity);

    internal virtual void WriteState(StateWriter writer)
    {
        writer.Write((long)Phase);
        writer.Write(PublicSequence);
        writer.Write(LastPrice is { } price ? price.Ticks : long.MinValue);
        writer.Write(PublicPrice is { } told ? told.Ticks : long.MinValue);
        _statistics.WriteState(writer);
        writer.Write(IsIndicativeStale ? 1 : 0);
        writer.Write(IsIndicativeDue ? 1 : 0);
    }

    internal virtual void ReadState(StateReader reader)
    {
        Phase = reader.ReadEnum<MarketPhase>();
        PublicSequence = reader.ReadInt64();
        LastPrice = reader.ReadOptionalPrice();
        PublicPrice = reader.ReadOptionalPrice();
        _statistics = MarketStatistics.ReadState(reader);
        IsIndicativeStale = reader.ReadBool();
        IsIndicativeDue = reader.ReadBool();
    }
}
