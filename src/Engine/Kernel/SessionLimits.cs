using System.Runtime.InteropServices;
using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Limits in session markets: a bid comes in only if its account can bear the worst of it that is known, which is set aside
/// while it lives; and whoever could not settle what a clearing gives is found, so that it can be left out.
/// </summary>
internal sealed class SessionLimits
{
    private readonly Reservations _reservations;
    private readonly Dictionary<int, Room> _rooms = [];
    private Room[] _changes = [];

    public SessionLimits(Reservations reservations) => _reservations = reservations;

    /// <summary>Whether an account's limits let it bring a bid; why not.</summary>
    public Reason Check(SessionMarket market, int account, in Bid bid, bool isStanding) => market.Definition.HasLimits
        ? Check(market, account, SessionWorstCase.Of(market, bid, isStanding), Reservation.None, bids: 1)
        : Reason.None;

    /// <summary>Whether an account's limits let it change an order; why not. A change that others will refuse passes.</summary>
    public Reason Check(SessionMarket market, int account, ulong id, in Replacement replacement)
    {
        if (!market.Definition.HasLimits || !market.Bids.TryGet(account, id, out var before) || !before.IsOrder)
        {
            return Reason.None;
        }
        var limit = replacement.Price ?? (before.IsPriced ? before.Price : before.Side.Worst());
        var lots = replacement.Quantity.Lots == 0 ? before.Open : replacement.Quantity;
        var after = SessionWorstCase.OfOrder(market, before.Side, limit, lots, before.IsStanding);
        return Check(market, account, after, SessionWorstCase.Of(market, before), bids: 0);
    }

    /// <summary>Whether an account's limits let it put a bid in the place of another; why not.</summary>
    public Reason Check(SessionMarket market, int account, ulong id, in Bid bid)
    {
        if (!market.Definition.HasLimits || !market.Bids.TryGet(account, id, out var before))
        {
            return Reason.None;
        }
        var after = SessionWorstCase.Of(market, bid, before.IsStanding);
        return Check(market, account, after, SessionWorstCase.Of(market, before), bids: 0);
    }

    /// <summary>What a bid needs; nothing in a market without limits.</summary>
    public static Reservation NeedOf(SessionMarket market, in CollectedBid bid) =>
        market.Definition.HasLimits ? SessionWorstCase.Of(market, bid) : Reservation.None;

    /// <summary>Sets aside what a bid needs in the place of what it needed before it was changed.</summary>
    public void Change(SessionMarket market, in CollectedBid bid, in Reservation before)
    {
        if (market.Definition.HasLimits)
        {
            _reservations.Add(bid.Account, market.Instrument, SessionWorstCase.Of(market, bid) - before, bids: 0);
        }
    }

    /// <summary>Sets aside what a bid needs.</summary>
    public void SetAside(SessionMarket market, in CollectedBid bid)
    {
        if (market.Definition.HasLimits)
        {
            _reservations.Add(bid.Account, market.Instrument, SessionWorstCase.Of(market, bid), bids: 1);
        }
    }

    /// <summary>Releases what a bid needs.</summary>
    public void Release(SessionMarket market, in CollectedBid bid)
    {
        if (market.Definition.HasLimits)
        {
            _reservations.Remove(bid.Account, market.Instrument, SessionWorstCase.Of(market, bid), bids: 1);
        }
    }

    /// <summary>Releases what the bids of a market need, for a clearing to settle them.</summary>
    public void ReleaseAll(SessionMarket market)
    {
        if (market.Definition.HasLimits)
        {
            foreach (ref readonly var bid in market.Bids)
            {
                Release(market, bid);
            }
        }
    }

    /// <summary>Sets aside what the bids that a clearing has left need.</summary>
    public void SetAsideAll(SessionMarket market)
    {
        if (market.Definition.HasLimits)
        {
            foreach (ref readonly var bid in market.Bids)
            {
                SetAside(market, bid);
            }
        }
    }

    /// <summary>
    /// Marks the bids whose accounts could not settle, all of theirs together, without what they owe beyond their limits and
    /// without what their other bids have set aside: those of their bids that need more than they had set aside themselves.
    /// </summary>
    /// <param name="market">The market.</param>
    /// <param name="lots">What each of the market's bids gets.</param>
    /// <param name="received">What its owner receives for it, charges taken off.</param>
    /// <param name="marks">Takes the marks.</param>
    /// <returns>False when nobody is marked.</returns>
    public bool Mark(SessionMarket market, ReadOnlySpan<long> lots, ReadOnlySpan<Cash> received, Span<bool> marks)
    {
        if (_changes.Length < lots.Length)
        {
            _changes = new Room[Math.Max(lots.Length, 2 * _changes.Length)];
        }
        _rooms.Clear();
        var arrival = 0;
        foreach (ref readonly var bid in market.Bids)
        {
            ref var room = ref CollectionsMarshal.GetValueRefOrAddDefault(_rooms, bid.Account, out var isKnown);
            if (!isKnown)
            {
                room = RoomOf(market, bid.Account);
            }
            _changes[arrival] = ChangeOf(market, bid, lots[arrival], received[arrival]);
            room += _changes[arrival++];
        }
        var isAnybody = false;
        arrival = 0;
        foreach (ref readonly var bid in market.Bids)
        {
            if (_rooms[bid.Account].IsLackedBy(_changes[arrival]))
            {
                marks[arrival] = isAnybody = true;
            }
            arrival++;
        }
        return isAnybody;
    }

    private Reason Check(SessionMarket market, int account, in Reservation after, in Reservation before, int bids)
    {
        var size = after.Sells > after.Buys ? after.Sells : after.Buys;
        var was = before.Sells > before.Buys ? before.Sells : before.Buys;
        if ((bids > 0 || size > was) && _reservations.CheckSize(account, size, bids) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        return _reservations.Check(account, market.Instrument, after - before);
    }

    private Room RoomOf(SessionMarket market, int account) => new(
        _reservations.FreeCash(account).Atoms,
        _reservations.FreeUnits(account, market.Instrument).Parts,
        _reservations.RoomToBuy(account, market.Instrument)?.Parts ?? Ledger.MaxDeposit,
        _reservations.RoomToSell(account, market.Instrument)?.Parts ?? Ledger.MaxDeposit);

    /// <summary>What a clearing changes of its owner's room: what it had set aside is free, what is left of it needs some again.</summary>
    private static Room ChangeOf(SessionMarket market, in CollectedBid bid, long lots, Cash received)
    {
        var left = bid;
        left.Trade(lots);
        var released = SessionWorstCase.Of(market, bid);
        if (bid.IsStanding && !left.IsSpent)
        {
            released -= SessionWorstCase.Of(market, left);
        }
        var units = market.Definition.Grid.UnitsOf(new(lots));
        var toSell = (units + released.Sells).Parts;
        return new((received + released.Cash).Atoms, toSell, (released.Buys - units).Parts, toSell);
    }

    /// <summary>How much cash and how many units are free, and how many units may still be bought and sold.</summary>
    private readonly record struct Room(Int128 Cash, Int128 Units, Int128 ToBuy, Int128 ToSell)
    {
        public static Room operator +(in Room left, in Room right) => new(
            left.Cash + right.Cash, left.Units + right.Units, left.ToBuy + right.ToBuy, left.ToSell + right.ToSell);

        /// <summary>Whether a change has taken of what there is too little of.</summary>
        public bool IsLackedBy(in Room change) => (Cash < 0 && change.Cash < 0) || (Units < 0 && change.Units < 0)
            || (ToBuy < 0 && change.ToBuy < 0) || (ToSell < 0 && change.ToSell < 0);
    }
}
