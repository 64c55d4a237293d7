using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>A fee per unit as cash per lot, exactly.</summary>
public static class FeePerLot
{
    // A decimal's 18 places and the units' 6, less the 12 of cash.
    private const long ProductScalePerAtom = 1_000_000_000_000;

    private static readonly Int128 MaxFeePerUnit = (Int128)FixedDecimal.One * 1_000_000;

    /// <summary>
    /// Reads it. <see cref="Reason.OutOfRange"/>: over 10⁶ a unit or a lot. <see cref="Reason.OffGrid"/>: a lot's fee is
    /// no multiple of 10⁻¹².
    /// </summary>
    public static Reason TryRead(FixedDecimal feePerUnit, Grid grid, out Cash feePerLot)
    {
        feePerLot = default;
        if (Int128.Abs(feePerUnit.Scaled) > MaxFeePerUnit)
        {
            return Reason.OutOfRange;
        }
        var (atoms, rest) = Int128.DivRem(feePerUnit.Scaled * grid.PartsPerLot, ProductScalePerAtom);
        if (rest != 0)
        {
            return Reason.OffGrid;
        }
        if (Int128.Abs(atoms) > Charges.MaxFeePerLot.Atoms)
        {
            return Reason.OutOfRange;
        }
        feePerLot = new(atoms);
        return Reason.None;
    }

    /// <summary>The fee times the lots bought or sold.</summary>
    public static Cash Times(Cash feePerLot, Quantity quantity) =>
        new(checked(feePerLot.Atoms * Int128.Abs(quantity.Lots)));
}
