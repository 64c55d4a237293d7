using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// What a flow of demand (lots per second) has come to in a stretch of time, and the part of a lot that is left for the
/// clearing after. The paper's flow demand (Antill and Duffie 2017 §3) on a grid of lots.
/// </summary>
/// <remarks>
/// <para>
/// The interpolated rate is not rounded: rate × time is taken to nanolots (10⁻⁹ lot, toward zero), the account's carry is
/// added, and the whole lots of the sum, toward zero, are what the bid wants at that price. The rest is the new carry if
/// the market clears there. Nothing is lost over time but less than a nanolot a clearing and what was rationed away.
/// </para>
/// <para>
/// All of this is monotone in the rate, so that a flow's quantity never rises with the price, like any bid's. The sign
/// is the rate's or zero: a carry makes nobody a seller at a price at which it buys. With one flow an account the carry
/// is below one lot in magnitude and the sign needs no care.
/// </para>
/// </remarks>
/// <param name="Lots">The quantity wanted: at most 4·10⁹ lots either way; what is beyond is not carried.</param>
/// <param name="CarryNanolots">What is carried to the next clearing.</param>
internal readonly record struct Accrual(long Lots, long CarryNanolots)
{
    private const long NanolotsPerLot = 1_000_000_000;
    private const long MaxCarryNanolots = Quantity.MaxOrderLots * NanolotsPerLot;

    /// <summary>Lets a rate run.</summary>
    /// <param name="rate">In lots per second; a nanosecond of it is as many nanolots.</param>
    /// <param name="elapsedNs">Not negative; the product with the numerator fits 128 bits whatever they are.</param>
    /// <param name="carryNanolots">What the account carries from the clearing before.</param>
    public static Accrual Of(Ratio rate, long elapsedNs, long carryNanolots)
    {
        var flow = (Int128)rate.Numerator * elapsedNs;
        if (rate.Denominator != 1)
        {
            flow /= rate.Denominator;
        }
        var sum = flow + carryNanolots;
        var lots = sum / NanolotsPerLot;
        lots = flow > 0 ? Int128.Max(lots, 0) : flow < 0 ? Int128.Min(lots, 0) : 0;
        var carry = sum - (lots * NanolotsPerLot);
        return new(
            (long)Int128.Clamp(lots, -Quantity.MaxOrderLots, Quantity.MaxOrderLots),
            (long)Int128.Clamp(carry, -MaxCarryNanolots, MaxCarryNanolots));
    }
}
