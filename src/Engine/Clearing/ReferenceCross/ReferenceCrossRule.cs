using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;

namespace Exchange.Engine.Clearing.ReferenceCross;

/// <summary>
/// A cross at a price that another market gives, the midpoint of its best prices (<see cref="Quote"/>): pegged orders whose
/// limits accept it trade there, the lighter side in full, the heavier rationed by time or pro rata. The practice of midpoint
/// dark pools; the midpoint market of the welfare paper's comparison of lit and dark. Keeps its scratch; one thread.
/// </summary>
/// <remarks>
/// <para>
/// The reference is <see cref="ClearingMoment.Reference"/>, rounded down to a tick; without one there is no cross. Limits are
/// compared with the rounded price.
/// </para>
/// <para>
/// An order with a minimum trades as much, or all that is open of it if that is less, or nothing in this cross. The lots are
/// divided as if there were no minimums. By time, the one order that would get a part, and too little of it, is left out, and
/// what was for it goes on to those after it. Pro rata, of those that would get something and too little the newer half is
/// left out, at least one, and the lots are divided again. Leaving out may make the heavy side the light one; then the other
/// side is divided anew. After 64 such rounds every order with a minimum is left out, so that no cross takes long.
/// </para>
/// </remarks>
public sealed class ReferenceCrossRule : SessionRule
{
    private readonly CrossSide _buyers;
    private readonly CrossSide _sellers;
    private readonly int _maxRounds;

    /// <summary>Creates the rule.</summary>
    /// <param name="rationing">TIME or PRO_RATA.</param>
    /// <exception cref="ArgumentException">Another rationing.</exception>
    public ReferenceCrossRule(Rationing rationing) : this(rationing, maxRounds: 64)
    {
    }

    internal ReferenceCrossRule(Rationing rationing, int maxRounds)
    {
        if (rationing == Rationing.Random)
        {
            throw new ArgumentException("A reference cross rations by time or pro rata.", nameof(rationing));
        }
        (_buyers, _sellers, _maxRounds) = (new(rationing), new(rationing), maxRounds);
    }

    private protected override void Compute(CollectedBids bids, in ClearingMoment moment, ClearingResult result)
    {
        var lots = result.Begin(bids.Count);
        if (moment.Reference is not { } price)
        {
            result.Fail(ClearingFailure.NoReference);
            return;
        }
        Read(bids, price);
        var surplus = _buyers.Lots - _sellers.Lots;
        Divide();
        var volume = Math.Min(_buyers.Lots, _sellers.Lots);
        if (volume == 0)
        {
            result.Fail(ClearingFailure.NoCross);
            return;
        }
        _buyers.CopyTo(lots, 1);
        _sellers.CopyTo(lots, -1);
        result.Succeed(DecidedBy.None, price, new(volume), new(surplus));
    }

    private void Read(CollectedBids bids, Numerics.Price price)
    {
        _buyers.Clear();
        _sellers.Clear();
        var all = bids.GetEnumerator();
        for (var arrival = 0; all.MoveNext(); arrival++)
        {
            ref readonly var bid = ref all.Current;
            if (bid.Side.Accepts(bid.Price, price))
            {
                (bid.Side == Side.Buy ? _buyers : _sellers).Add(arrival, bid.Open.Lots, bids.MinimumOf(all));
            }
        }
    }

    private void Divide()
    {
        for (var round = 1; _buyers.Lots != 0 && _sellers.Lots != 0; round++)
        {
            var (heavy, light) = _buyers.Lots > _sellers.Lots ? (_buyers, _sellers) : (_sellers, _buyers);
            light.Fill();
            if (heavy.Lots == light.Lots)
            {
                heavy.Fill();
                return;
            }
            if (heavy.TryRation(light.Lots))
            {
                return;
            }
            if (round == _maxRounds)
            {
                heavy.LeaveOutMinimums();
                light.LeaveOutMinimums();
            }
        }
    }
}
