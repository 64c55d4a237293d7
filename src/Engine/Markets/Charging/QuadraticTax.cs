using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>
/// The tax σ/2·q² on a quantity of q units. Exact, then to the nearest atom, ties to even: the tax on one lot is a
/// fraction of integers, and no double is involved.
/// </summary>
public sealed class QuadraticTax : BidCharge
{
    // σ·10¹⁸ times (a lot's parts, 10⁶ a unit)² is σ·lot²·10³⁰; half of that in atoms of 10⁻¹².
    private static readonly Int128 Denominator = 2 * (Int128)FixedDecimal.One;

    private static readonly Int128 MaxSigma = (Int128)FixedDecimal.One * 1_000_000;

    // The tax on one lot is (this + numerator over denominator) atoms.
    private readonly Int128 _atoms;
    private readonly Int128 _numerator;

    private QuadraticTax(FixedDecimal sigma, Int128 atoms, Int128 numerator) => (Sigma, _atoms, _numerator) = (sigma, atoms, numerator);

    /// <summary>σ as it was given.</summary>
    public FixedDecimal Sigma { get; }

    internal override ChargeKind Kind => ChargeKind.QuadraticTax;

    /// <inheritdoc/>
    public override bool TakesOneBidAnAccount => true;

    /// <summary>
    /// Makes it. <see cref="Reason.OutOfRange"/>: σ is negative or over 10⁶, or the tax on one lot over 10⁶.
    /// </summary>
    public static Reason TryCreate(FixedDecimal sigma, Grid grid, out Charge? charge)
    {
        charge = null;
        if (sigma.Scaled < 0 || sigma.Scaled > MaxSigma)
        {
            return Reason.OutOfRange;
        }
        // In two steps, because σ·lot² itself can be beyond 128 bits.
        var (whole, rest) = Int128.DivRem(sigma.Scaled * grid.PartsPerLot, Denominator);
        var (carried, numerator) = Int128.DivRem(rest * grid.PartsPerLot, Denominator);
        var atoms = (whole * grid.PartsPerLot) + carried;
        if (atoms > Charges.MaxFeePerLot.Atoms)
        {
            return Reason.OutOfRange;
        }
        charge = new QuadraticTax(sigma, atoms, numerator);
        return Reason.None;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">Over 4·10⁹ lots, of which the products would leave 128 bits.</exception>
    public override Cash Of(Quantity quantity)
    {
        var lots = Int128.Abs(quantity.Lots);
        if (lots > Quantity.MaxOrderLots)
        {
            throw new ArgumentOutOfRangeException(nameof(quantity), quantity, "A bid has at most 4·10⁹ lots.");
        }
        var square = lots * lots;
        var carried = Rounding.DivideToFloor(square * _numerator, Denominator, out var rest);
        return new(Rounding.ToEven((square * _atoms) + carried, rest, Denominator));
    }

    internal override void Write(ref RecordWriter writer) => writer.Write(Sigma);
}
