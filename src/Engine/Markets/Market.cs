using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>A market and its state. One thread.</summary>
public sealed class Market
{
    internal Market(int index, int instrument, MarketDefinition definition)
    {
        Index = index;
        Instrument = instrument;
        Definition = definition;
        Rule = RuleKinds.CreateContinuous(definition.Rule);
        PublicDepth = new(Rule, definition.Disclosure);
    }

    /// <summary>The market's number: its place in definition order.</summary>
    public int Index { get; }

    /// <summary>The instrument's number.</summary>
    public int Instrument { get; }

    /// <summary>What the market is.</summary>
    public MarketDefinition Definition { get; }

    /// <summary>The rule with its live orders.</summary>
    public ContinuousRule Rule { get; }

    /// <summary>The current phase.</summary>
    public MarketPhase Phase { get; internal set; } = MarketPhase.Open;

    /// <summary>How many public updates there have been.</summary>
    public long PublicSequence { get; internal set; }

    internal PublicDepth PublicDepth { get; }

    internal void WriteState(StateWriter writer)
    {
        writer.Write((long)Phase);
        writer.Write(PublicSequence);
        Rule.WriteState(writer);
    }
}
