namespace Exchange.Engine.Numerics;

/// <summary>
/// Between the exact grids and the doubles in which real-valued clearing computes. Only + − × ÷ and rounding, so the
/// same bits on every machine.
/// </summary>
public static class Reals
{
    /// <summary>The greatest magnitude of cash that comes out of a real-valued computation: 10¹⁹ of the currency.</summary>
    public static readonly Cash MaxCash = new(Int128.Parse("10000000000000000000000000000000"));

    /// <summary>The atoms in one of the currency.</summary>
    public const double AtomsPerCurrency = 1e12;

    private const double PartsPerUnit = 1e6;

    /// <summary>The nearest double, of a decimal whose digits make up an integer of at most 2⁵³.</summary>
    public static double From(FixedDecimal value)
    {
        // Without trailing zeros integer and power of ten are doubles, so that the division alone rounds.
        var (digits, one) = (value.Scaled, FixedDecimal.One);
        while (one > 1 && digits % 10 == 0)
        {
            (digits, one) = (digits / 10, one / 10);
        }
        return (double)digits / one;
    }

    /// <summary>The nearest double, of at most 2⁵³ parts: the same as that of the decimal.</summary>
    public static double From(Units amount) => (double)amount.Parts / PartsPerUnit;

    /// <summary>
    /// Cash to the nearest atom, ties to even. Beyond <see cref="MaxCash"/> it stops there: no market's money, but a
    /// definite amount that many accounts can owe at once without an overflow.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number.</exception>
    public static Cash ToCash(double amount) => ToAtoms(amount * AtomsPerCurrency);

    /// <summary>The same, of an amount in atoms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number.</exception>
    public static Cash ToAtoms(double amount)
    {
        if (double.IsNaN(amount))
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "Cash is a number.");
        }
        var atoms = Math.Round(amount, MidpointRounding.ToEven);
        var most = (double)MaxCash.Atoms;
        return atoms >= most ? MaxCash : atoms <= -most ? -MaxCash : new((Int128)atoms);
    }
}
