namespace Exchange.Engine.Numerics;

/// <summary>
/// An amount of an instrument in its smallest unit, 10⁻⁶ of one. The default is zero.
/// </summary>
public readonly record struct Units
{
    /// <summary>One of the parts is ten to the minus this.</summary>
    public const int DecimalPlaces = 6;

    private const long StepOfDecimal = FixedDecimal.One / 1_000_000;

    /// <summary>Creates an amount of <paramref name="parts"/> parts.</summary>
    public Units(Int128 parts) => Parts = parts;

    /// <summary>Nothing.</summary>
    public static Units Zero => default;

    /// <summary>The number of parts; negative is owed.</summary>
    public Int128 Parts { get; }

    /// <summary>Reads a decimal; false when it is finer than one of the parts.</summary>
    public static bool TryFrom(FixedDecimal value, out Units amount)
    {
        var (quotient, remainder) = Int128.DivRem(value.Scaled, StepOfDecimal);
        amount = new(quotient);
        return remainder == 0;
    }

    /// <summary>As a decimal without trailing zeros.</summary>
    public override string ToString() => FixedDecimal.Format(Parts, DecimalPlaces);

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">Beyond 128 bits.</exception>
    public static Units operator +(Units left, Units right) => new(checked(left.Parts + right.Parts));

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">Beyond 128 bits.</exception>
    public static Units operator -(Units left, Units right) => new(checked(left.Parts - right.Parts));

    /// <summary>The opposite amount.</summary>
    public static Units operator -(Units amount) => new(-amount.Parts);

    /// <summary>Order.</summary>
    public static bool operator <(Units left, Units right) => left.Parts < right.Parts;

    /// <summary>Order.</summary>
    public static bool operator >(Units left, Units right) => left.Parts > right.Parts;

    /// <summary>Order.</summary>
    public static bool operator <=(Units left, Units right) => left.Parts <= right.Parts;

    /// <summary>Order.</summary>
    public static bool operator >=(Units left, Units right) => left.Parts >= right.Parts;
}
