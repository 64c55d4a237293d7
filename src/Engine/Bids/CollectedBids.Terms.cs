using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <content>What orders collected for a book's auction or a cross ask for beyond it: kept beside the pool, as few do.</content>
public sealed partial class CollectedBids
{
    private readonly DueQueue _expiries = new();
    private OrderTerms[] _terms = [];
    private long _added;

    /// <summary>When the next order expires; <see cref="Timestamp.Never"/> when none does.</summary>
    internal Timestamp NextExpiry => _expiries.NextDue;

    /// <summary>Adds an order of a book, or one that is pegged, with terms that stay with it.</summary>
    /// <inheritdoc cref="Add(in Bidder, ulong, in Bid, bool, Timestamp)"/>
    internal Reason Add(int account, ulong id, in Bid order, in OrderTerms terms, bool isStanding, Timestamp now)
    {
        var reason = Add(new Bidder(account, default), id, order, isStanding, now);
        if (reason == Reason.None && !terms.AreNone)
        {
            SetTerms(_places[(account, id)], terms);
        }
        return reason;
    }

    /// <summary>The terms of an order that is there.</summary>
    internal OrderTerms TermsOf(in CollectedBid order) => TermsAt(_places[(order.Account, order.Id)]);

    /// <summary>The next order that has expired by a moment; false when there is none.</summary>
    internal bool TryGetExpired(Timestamp now, out CollectedBid expired)
    {
        var found = _expiries.NextDue <= now;
        expired = found ? _pool[_expiries.First] : default;
        return found;
    }

    /// <summary>What the bid at hand must trade in a cross, or nothing of it; zero: any quantity.</summary>
    internal Quantity MinimumOf(in BidEnumerator bids) =>
        bids.Place < _terms.Length ? _terms[bids.Place].Minimum : default;

    private OrderTerms TermsAt(int place) => place < _terms.Length ? _terms[place] : default;

    private void SetTerms(int place, in OrderTerms terms)
    {
        if (place >= _terms.Length)
        {
            Array.Resize(ref _terms, Math.Max(place + 1, Math.Max(16, _terms.Length * 2)));
        }
        _terms[place] = terms;
        _expiries.Set(place, terms.Expires ?? Timestamp.Never, _added++);
    }

    private void ForgetTerms(int place)
    {
        if (place < _terms.Length)
        {
            _terms[place] = default;
            _expiries.Remove(place);
        }
    }
}
