namespace Exchange.Engine.Numerics;

/// <summary>
/// A quantity in integer lots of its market. One order has 1 to 4·10⁹ lots; sums of orders may be larger.
/// The default is zero lots.
/// </summary>
public readonly record struct Quantity
{
    /// <summary>The most lots one order can have.</summary>
    public const long MaxOrderLots = 4_000_000_000;

    /// <summary>Creates a quantity of <paramref name="lots"/> lots; negative where the context is signed.</summary>
    public Quantity(long lots) => Lots = lots;

    /// <summary>The number of lots.</summary>
    public long Lots { get; }

    /// <summary>Whether a number of lots can be the size of an order.</summary>
    public static bool IsOrderSize(Int128 lots) => lots >= 1 && lots <= MaxOrderLots;

    /// <summary>The lots, for diagnostics.</summary>
    public override string ToString() => $"{Lots} lots";

    /// <summary>Order by lots.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Lots < right.Lots;

    /// <summary>Order by lots.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Lots > right.Lots;

    /// <summary>Order by lots.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Lots <= right.Lots;

    /// <summary>Order by lots.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Lots >= right.Lots;
}
