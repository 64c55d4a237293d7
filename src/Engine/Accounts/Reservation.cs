using Exchange.Engine.Numerics;

namespace Exchange.Engine.Accounts;

/// <summary>
/// The worst that can become of a live bid, which its account has set aside while it lives. None is below zero, save as the
/// difference of two.
/// </summary>
/// <param name="Cash">The most that it can cost.</param>
/// <param name="Sells">The most units that it can sell.</param>
/// <param name="Buys">The most units that it can buy: nothing is set aside for them, but a position may have a limit.</param>
public readonly record struct Reservation(Cash Cash, Units Sells, Units Buys)
{
    /// <summary>Nothing.</summary>
    public static Reservation None => default;

    /// <summary>The sum.</summary>
    public static Reservation operator +(in Reservation left, in Reservation right) =>
        new(left.Cash + right.Cash, left.Sells + right.Sells, left.Buys + right.Buys);

    /// <summary>The difference: what one needs beyond the other.</summary>
    public static Reservation operator -(in Reservation left, in Reservation right) =>
        new(left.Cash - right.Cash, left.Sells - right.Sells, left.Buys - right.Buys);
}
