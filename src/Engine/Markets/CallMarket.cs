using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>A session market that clears at the instants of its trigger, by whatever rule, and tells every bid what it got.</summary>
public sealed class CallMarket : SessionMarket
{
    internal CallMarket(int index, int instrument, MarketDefinition definition, Timestamp defined)
        : base(index, instrument, definition, defined)
    {
    }
}
