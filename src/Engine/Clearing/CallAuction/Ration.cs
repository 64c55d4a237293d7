namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>
/// Divides lots among bids that want more. Each gets from nothing to what it wants, and together they get it all.
/// Wants and shares stand in the order of arrival; wants are not negative, and their sum is at least the lots.
/// </summary>
internal static class Ration
{
    /// <summary>To those who came first.</summary>
    public static void ByTime(long lots, ReadOnlySpan<long> wants, Span<long> shares)
    {
        for (var bid = 0; bid < wants.Length; bid++)
        {
            shares[bid] = Math.Min(wants[bid], lots);
            lots -= shares[bid];
        }
    }

    /// <summary>In a drawn order, in which everyone stands who wants something.</summary>
    public static void ByDraw(long lots, ReadOnlySpan<long> wants, Span<long> shares, ReadOnlySpan<Ticket> order)
    {
        shares.Clear();
        foreach (ref readonly var ticket in order)
        {
            shares[ticket.Bid] = Math.Min(wants[ticket.Bid], lots);
            lots -= shares[ticket.Bid];
        }
    }

    /// <summary>
    /// In proportion to the wants, rounded down; then a lot each to the largest remainders, ties by arrival.
    /// </summary>
    /// <param name="lots">What there is.</param>
    /// <param name="wants">What each wants.</param>
    /// <param name="shares">Takes what each gets.</param>
    /// <param name="remainders">Room for as many numbers.</param>
    public static void ProRata(long lots, ReadOnlySpan<long> wants, Span<long> shares, Span<long> remainders)
    {
        var total = 0L;
        foreach (var want in wants)
        {
            total += want;
        }
        if (total == 0)
        {
            shares.Clear();
            return;
        }
        var left = lots;
        for (var bid = 0; bid < wants.Length; bid++)
        {
            (shares[bid], remainders[bid]) = DivideProduct(wants[bid], lots, total);
            left -= shares[bid];
        }
        GiveLeftover(left, total, shares, remainders);
    }

    /// <summary>A lot to each of the largest remainders. There are more remainders above zero than lots.</summary>
    private static void GiveLeftover(long lots, long total, Span<long> shares, ReadOnlySpan<long> remainders)
    {
        if (lots == 0)
        {
            return;
        }
        // The least remainder that gets a lot, by bisection: remainders at least so large are enough for all the lots.
        var (enough, tooFew) = (0L, total);
        while (tooFew - enough > 1)
        {
            var middle = enough + ((tooFew - enough) / 2);
            (enough, tooFew) = CountAtLeast(middle, remainders) >= lots ? (middle, tooFew) : (enough, middle);
        }
        var ties = lots - CountAtLeast(tooFew, remainders);
        for (var bid = 0; bid < shares.Length; bid++)
        {
            if (remainders[bid] > enough || (remainders[bid] == enough && ties-- > 0))
            {
                shares[bid]++;
            }
        }
    }

    private static int CountAtLeast(long least, ReadOnlySpan<long> remainders)
    {
        var count = 0;
        foreach (var remainder in remainders)
        {
            count += remainder >= least ? 1 : 0;
        }
        return count;
    }

    /// <summary>Divides a product of 128 bits; no part is negative, and the factor is at most the divisor.</summary>
    private static (long Quotient, long Remainder) DivideProduct(long want, long lots, long total)
    {
        var high = Math.BigMul((ulong)want, (ulong)lots, out var low);
        if (high == 0)
        {
            var (quotient, remainder) = Math.DivRem(low, (ulong)total);
            return ((long)quotient, (long)remainder);
        }
        var (wide, rest) = UInt128.DivRem(new UInt128(high, low), (ulong)total);
        return ((long)wide, (long)rest);
    }
}
