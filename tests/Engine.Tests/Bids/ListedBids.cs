using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Bids;

/// <summary>The slow twin of <see cref="CollectedBids"/>: a list in the order of arrival.</summary>
internal sealed class ListedBids
{
    private readonly Dictionary<int, long> _carries = [];

    public List<ListedBid> Bids { get; } = [];

    public Reason Add(ListedBid bid)
    {
        if (Find(bid.Account, bid.Id) is not null)
        {
            return Reason.DuplicateId;
        }
        Bids.Add(bid);
        return Reason.None;
    }

    public Reason Replace(int account, ulong id, Replacement replacement, Timestamp now)
    {
        if (Find(account, id) is not { } bid)
        {
            return Reason.UnknownOrder;
        }
        if (bid.Order is not { } order || (order.IsMarket && replacement.Price is not null))
        {
            return Reason.WrongBidKind;
        }
        var quantity = replacement.Quantity.Lots == 0 ? new Quantity(bid.Open) : replacement.Quantity;
        var price = replacement.Price ?? order.Price;
        var replaced = bid with
        {
            Accepted = now,
            Order = order.IsMarket
                ? Order.Market(order.Side, quantity)
                : Order.Limit(order.Side, quantity, price, TimeInForce.GoodTillCancelled),
        };
        var keepsPriority = !replacement.LosesPriority && price == order.Price && quantity.Lots <= bid.Open;
        Put(bid, replaced, keepsPriority);
        return Reason.None;
    }

    public Reason Replace(int account, ulong id, SchedulePoint[] points, bool isPerSecond, Timestamp now)
    {
        if (Find(account, id) is not { } bid)
        {
            return Reason.UnknownOrder;
        }
        if (bid.Kind is not (BidKind.Schedule or BidKind.RateSchedule))
        {
            return Reason.WrongBidKind;
        }
        Put(bid, bid with { Accepted = now, Points = points, IsPerSecond = isPerSecond }, keepsPriority: false);
        return Reason.None;
    }

    public Reason Replace(int account, ulong id, ListedConditional conditional, Timestamp now)
    {
        if (Find(account, id) is not { } bid)
        {
            return Reason.UnknownOrder;
        }
        if (bid.Kind != BidKind.Conditional)
        {
            return Reason.WrongBidKind;
        }
        Put(bid, bid with { Accepted = now, Conditional = conditional }, keepsPriority: false);
        return Reason.None;
    }

    /// <summary>Puts a report in the place of another of its kind.</summary>
    public Reason Replace(ListedBid report, Timestamp now)
    {
        if (Find(report.Account, report.Id) is not { } bid)
        {
            return Reason.UnknownOrder;
        }
        if (bid.Kind != report.Kind)
        {
            return Reason.WrongBidKind;
        }
        Put(bid, report with { Accepted = now, IsStanding = bid.IsStanding }, keepsPriority: false);
        return Reason.None;
    }

    public Reason Remove(int account, ulong id) =>
        Bids.RemoveAll(bid => bid.Account == account && bid.Id == id) == 0 ? Reason.UnknownOrder : Reason.None;

    public ListedBid? Find(int account, ulong id) => Bids.Find(bid => bid.Account == account && bid.Id == id);

    /// <summary>What every bid wants at a price, in the order of arrival.</summary>
    public long[] Wants(int ticks, Timestamp previous, Timestamp now) =>
        [.. Bids.Select(bid => bid.Wants(ticks, Elapsed(bid, previous, now), CarryOf(bid)))];

    /// <summary>What <see cref="CollectedBids.Settle"/> does.</summary>
    public void Settle(IReadOnlyList<long> lots, int ticks, Timestamp previous, Timestamp now)
    {
        var left = Bids.Where(bid => bid.IsPerSecond).ToList()
            .ConvertAll(bid => (bid.Account, bid.Flow(ticks, Elapsed(bid, previous, now), CarryOf(bid)).Left));
        foreach (var account in left.GroupBy(flow => flow.Account))
        {
            _carries[account.Key] = account.Sum(flow => (long)flow.Left);
        }
        for (var i = 0; i < Bids.Count; i++)
        {
            if (Bids[i].Kind is not (BidKind.RateSchedule or BidKind.Conditional))
            {
                Bids[i].Bought += Math.Max(lots[i], 0);
                Bids[i].Sold += Math.Max(-lots[i], 0);
            }
        }
    }

    public long CarryOf(int account) => _carries.GetValueOrDefault(account);

    private long CarryOf(ListedBid bid) =>
        Bids.Find(other => other.IsPerSecond && other.Account == bid.Account) == bid ? CarryOf(bid.Account) : 0;

    private static long Elapsed(ListedBid bid, Timestamp previous, Timestamp now) =>
        now.Nanoseconds - Math.Max(previous.Nanoseconds, bid.Accepted.Nanoseconds);

    private void Put(ListedBid bid, ListedBid replaced, bool keepsPriority)
    {
        (replaced.Bought, replaced.Sold) = (0, 0);
        var place = Bids.IndexOf(bid);
        Bids.RemoveAt(place);
        Bids.Insert(keepsPriority ? place : Bids.Count, replaced);
    }
}
