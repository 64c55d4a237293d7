using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing;

/// <summary>A market's clearing rule and what it is parameterised by. Immutable.</summary>
public abstract record RuleDefinition
{
    private protected RuleDefinition()
    {
    }

    /// <summary>Which rule.</summary>
    public abstract RuleKind Kind { get; }

    /// <summary>Writes the parameters, for the command that defines a market.</summary>
    internal virtual void Write(ref RecordWriter writer)
    {
    }
}

/// <summary>A rule that acts on every order as it arrives.</summary>
public abstract record ContinuousRuleDefinition : RuleDefinition
{
    private protected ContinuousRuleDefinition()
    {
    }

    /// <summary>A new, empty rule.</summary>
    /// <param name="selfTrade">What happens between orders of one account.</param>
    internal abstract ContinuousRule Create(SelfTrade selfTrade);
}

/// <summary>A rule that clears the bids collected.</summary>
public abstract record SessionRuleDefinition : RuleDefinition
{
    private protected SessionRuleDefinition()
    {
    }

    /// <summary>Whether there is one price, which is told: what everyone trades at, or what payments are compared with.</summary>
    public abstract bool HasPrice { get; }

    /// <summary>Whether the market may levy charges besides what the rule itself lets its participants pay.</summary>
    public virtual bool TakesCharges => true;

    /// <summary>Whether the market may clear with every message, as it then does unless another trigger is named.</summary>
    public virtual bool TakesContinuousTrigger => false;

    /// <summary>Whether the operator is told at every clearing what it received, as it may have paid.</summary>
    public virtual bool TellsOperator => false;

    /// <summary>Whether the rule looks at what accounts hold: <see cref="ClearingMoment.Inventories"/>.</summary>
    public virtual bool ObservesPositions => false;

    /// <summary>The 32 secret bytes of a rule that draws lots; empty: it does not.</summary>
    public virtual ReadOnlySpan<byte> Seed => [];

    /// <summary>The reference price where no other market gives one; null: none.</summary>
    public virtual Price? Reference => null;

    /// <summary>Whether the market takes bids of a kind.</summary>
    public abstract bool Takes(BidKind kind);

    /// <summary>A new rule.</summary>
    /// <param name="grid">The market's ticks and lots.</param>
    /// <param name="clearsWithoutVolume">Whether bids that do not meet clear nonetheless, since a charge is owed then too.</param>
    public abstract SessionRule Create(Grid grid, bool clearsWithoutVolume);
}
