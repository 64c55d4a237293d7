using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// A market's price and quantity grid: converts decimals to ticks and lots exactly, and ticks and lots to cash and
/// units. Immutable.
/// </summary>
public sealed class Grid
{
    // tick · 10¹⁸ × lot · 10⁶ is their product · 10²⁴; an atom is 10⁻¹².
    private const long ProductScalePerAtom = 1_000_000_000_000;

    // Of tick times lot: 10³ in atoms.
    private const long MaxAtomsPerTickLot = 1_000_000_000_000_000;

    private readonly Int128 _tickMantissa;
    private readonly int _tickPlaces;
    private readonly Int128 _lotMantissa;
    private readonly int _lotPlaces;

    private Grid(FixedDecimal tickSize, FixedDecimal lotSize, Int128 atomsPerTickLot, long partsPerLot)
    {
        TickSize = tickSize;
        LotSize = lotSize;
        AtomsPerTickLot = atomsPerTickLot;
        PartsPerLot = partsPerLot;
        (_tickMantissa, _tickPlaces) = Reduce(tickSize);
        (_lotMantissa, _lotPlaces) = Reduce(lotSize);
    }

    /// <summary>The price of one tick.</summary>
    public FixedDecimal TickSize { get; }

    /// <summary>The quantity of one lot.</summary>
    public FixedDecimal LotSize { get; }

    /// <summary>What one lot at one tick costs, in atoms.</summary>
    public Int128 AtomsPerTickLot { get; }

    /// <summary>The units in one lot, in parts.</summary>
    public long PartsPerLot { get; }

    /// <summary>
    /// Makes a grid. <see cref="Reason.OutOfRange"/>: a size is not above zero or over 10⁶, or their product over 10³.
    /// <see cref="Reason.OffGrid"/>: the lot is not a multiple of 10⁻⁶, or tick times lot not a multiple of 10⁻¹².
    /// </summary>
    public static Reason TryCreate(FixedDecimal tickSize, FixedDecimal lotSize, out Grid? grid)
    {
        grid = null;
        var most = new FixedDecimal((Int128)FixedDecimal.One * 1_000_000);
        if (tickSize.Scaled <= 0 || lotSize.Scaled <= 0 || tickSize > most || lotSize > most)
        {
            return Reason.OutOfRange;
        }
        if (!Units.TryFrom(lotSize, out var parts))
        {
            return Reason.OffGrid;
        }
        var (atoms, rest) = Int128.DivRem(checked(tickSize.Scaled * parts.Parts), ProductScalePerAtom);
        if (rest != 0)
        {
            return Reason.OffGrid;
        }
        if (atoms > MaxAtomsPerTickLot)
        {
            return Reason.OutOfRange;
        }
        grid = new(tickSize, lotSize, atoms, (long)parts.Parts);
        return Reason.None;
    }

    /// <summary>Reads a price: OFF_GRID or OUT_OF_RANGE when it is none.</summary>
    public Reason TryPrice(FixedDecimal value, out Price price)
    {
        price = default;
        if (!value.TryDivideExactly(TickSize, out var ticks))
        {
            return Reason.OffGrid;
        }
        if (!Price.IsInRange(ticks))
        {
            return Reason.OutOfRange;
        }
        price = new((long)ticks);
        return Reason.None;
    }

    /// <summary>The greatest price not above a value; null when that is out of range.</summary>
    public Price? Floor(FixedDecimal value)
    {
        var ticks = Rounding.DivideToFloor(value.Scaled, TickSize.Scaled, out _);
        return Price.IsInRange(ticks) ? new((long)ticks) : null;
    }

    /// <summary>A price as a decimal.</summary>
    public FixedDecimal ValueOf(Price price) => new(checked(price.Ticks * TickSize.Scaled));

    /// <summary>Reads the size of an order: OFF_GRID or OUT_OF_RANGE when it is none.</summary>
    public Reason TryOrderSize(FixedDecimal value, out Quantity quantity)
    {
        quantity = default;
        if (!value.TryDivideExactly(LotSize, out var lots))
        {
            return Reason.OffGrid;
        }
        if (!Quantity.IsOrderSize(lots))
        {
            return Reason.OutOfRange;
        }
        quantity = new((long)lots);
        return Reason.None;
    }

    /// <summary>What lots cost at a price.</summary>
    public Cash Cost(Price price, Quantity quantity) =>
        new(checked((Int128)price.Ticks * quantity.Lots * AtomsPerTickLot));

    /// <summary>The units in lots.</summary>
    public Units UnitsOf(Quantity quantity) => new(checked((Int128)quantity.Lots * PartsPerLot));

    /// <summary>The price as a decimal without trailing zeros.</summary>
    public string Format(Price price) => FixedDecimal.Format(price.Ticks * _tickMantissa, _tickPlaces);

    /// <summary>The quantity as a decimal without trailing zeros.</summary>
    public string Format(Quantity quantity) => FixedDecimal.Format(quantity.Lots * _lotMantissa, _lotPlaces);

    /// <summary>The decimal as an integer with as few places as it needs: printing then divides small numbers.</summary>
    private static (Int128 Mantissa, int Places) Reduce(FixedDecimal value)
    {
        var (mantissa, places) = (value.Scaled, FixedDecimal.Places);
        while (places > 0 && mantissa % 10 == 0)
        {
            (mantissa, places) = (mantissa / 10, places - 1);
        }
        return (mantissa, places);
    }
}
