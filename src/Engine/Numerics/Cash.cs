namespace Exchange.Engine.Numerics;

/// <summary>
/// An amount of cash in atoms, 10⁻¹² of the currency. The default is zero.
/// </summary>
public readonly record struct Cash
{
    /// <summary>One of the atoms is ten to the minus this.</summary>
    public const int DecimalPlaces = 12;

    private const long StepOfDecimal = FixedDecimal.One / 1_000_000_000_000;

    /// <summary>Creates an amount of <paramref name="atoms"/> atoms.</summary>
    public Cash(Int128 atoms) => Atoms = atoms;

    /// <summary>Nothing.</summary>
    public static Cash Zero => default;

    /// <summary>The number of atoms; negative is owed.</summary>
    public Int128 Atoms { get; }

    /// <summary>Reads a decimal; false when it is finer than one of the atoms.</summary>
    public static bool TryFrom(FixedDecimal value, out Cash amount)
    {
        var (quotient, remainder) = Int128.DivRem(value.Scaled, StepOfDecimal);
        amount = new(quotient);
        return remainder == 0;
    }

    /// <summary>As a decimal without trailing zeros.</summary>
    public override string ToString() => FixedDecimal.Format(Atoms, DecimalPlaces);

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">Beyond 128 bits.</exception>
    public static Cash operator +(Cash left, Cash right) => new(checked(left.Atoms + right.Atoms));

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">Beyond 128 bits.</exception>
    public static Cash operator -(Cash left, Cash right) => new(checked(left.Atoms - right.Atoms));

    /// <summary>The opposite amount.</summary>
    public static Cash operator -(Cash amount) => new(-amount.Atoms);

    /// <summary>Order.</summary>
    public static bool operator <(Cash left, Cash right) => left.Atoms < right.Atoms;

    /// <summary>Order.</summary>
    public static bool operator >(Cash left, Cash right) => left.Atoms > right.Atoms;

    /// <summary>Order.</summary>
    public static bool operator <=(Cash left, Cash right) => left.Atoms <= right.Atoms;

    /// <summary>Order.</summary>
    public static bool operator >=(Cash left, Cash right) => left.Atoms >= right.Atoms;
}
