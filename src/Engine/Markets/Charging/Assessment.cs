using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>The composition of charges: what the bids of one clearing instant owe for all of them together.</summary>
public static class Assessment
{
    /// <summary>
    /// Assesses the charges. No bid owes or receives more than <see cref="Reals.MaxCash"/>, so that sums stay far from an
    /// overflow.
    /// </summary>
    /// <param name="charges">The charges that the bids' markets levy.</param>
    /// <param name="bids">All bids that cleared at the instant, those that got nothing too.</param>
    /// <param name="owed">What each bid's account owes, in the bids' order; negative is received.</param>
    /// <returns>What the operator receives: the sum of it, to the atom.</returns>
    public static Cash Assess(ReadOnlySpan<Charge> charges, ReadOnlySpan<ClearedBid> bids, Span<Cash> owed)
    {
        owed = owed[..bids.Length];
        owed.Clear();
        foreach (var charge in charges)
        {
            charge.Assess(bids, owed);
        }
        var operatorCash = Cash.Zero;
        foreach (ref var cash in owed)
        {
            cash = cash > Reals.MaxCash ? Reals.MaxCash : cash < -Reals.MaxCash ? -Reals.MaxCash : cash;
            operatorCash += cash;
        }
        return operatorCash;
    }
}
