using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;

namespace Exchange.Engine.Markets;

/// <summary>The clearing rules there are. The numbers are in journals.</summary>
public enum RuleKind : byte
{
    /// <summary>Price-time priority: <see cref="OrderBook"/>.</summary>
    ContinuousBook = 1,
}

/// <summary>Where rules are registered: one line a rule.</summary>
public static class RuleKinds
{
    /// <summary>Whether a number read from outside names a rule.</summary>
    public static bool Exists(RuleKind kind) => kind is RuleKind.ContinuousBook;

    /// <summary>A new, empty rule.</summary>
    internal static ContinuousRule CreateContinuous(RuleKind kind) => kind switch
    {
        RuleKind.ContinuousBook => new OrderBook(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such continuous rule."),
    };
}
