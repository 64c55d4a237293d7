using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>Whose trades a condition is on: those of a group of the operator's roster, or of a single account.</summary>
public readonly record struct ConditionTarget
{
    private ConditionTarget(bool isAccount, int number) => (IsAccount, Number) = (isAccount, number);

    /// <summary>Whether it is a single account.</summary>
    public bool IsAccount { get; }

    /// <summary>The number of the group or of the account.</summary>
    public int Number { get; }

    /// <summary>A group of the operator's roster.</summary>
    public static ConditionTarget Group(int number) => new(isAccount: false, number);

    /// <summary>A single account.</summary>
    public static ConditionTarget Account(int number) => new(isAccount: true, number);
}

/// <summary>One condition of a conditional bid.</summary>
/// <param name="Target">Whose trades.</param>
/// <param name="Slope">What the bid's price rises by for a unit that they buy, the bidder's own trade left aside.</param>
public readonly record struct Condition(ConditionTarget Target, FixedDecimal Slope)
{
    internal double RealSlope { get; } = Reals.From(Slope);
}
