using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Tests.Clearing.ReferenceCross;

namespace Exchange.Engine.Tests.Kernel.Crosses;

/// <summary>
/// A reference cross as a list of orders in the order of arrival, by the letter of its description: what it says is the lines
/// that the kernel should. The quote underneath is handed in with everything that happens.
/// </summary>
internal sealed class CrossTwin(Rationing rationing, SelfTrade selfTrade, long? everyNs)
{
    private readonly List<ListedPeg> _orders = [];
    private readonly List<string> _lines = [];
    private (int Bid, int Ask)? _quote;
    private long _instants;

    public int Count => _orders.Count;

    public bool IsOpen { get; set; } = true;

    /// <summary>The lines since they were taken last.</summary>
    public string[] Take()
    {
        string[] lines = [.. _lines];
        _lines.Clear();
        return lines;
    }

    /// <summary>Time comes to a moment: orders expire, and there are crosses at the instants on the way.</summary>
    public void Advance(long now)
    {
        for (; everyNs is { } every && (_instants + 1) * every <= now; _instants++)
        {
            Expire((_instants + 1) * every);
            Cross();
        }
        Expire(now);
    }

    /// <summary>The quote is this now, null when there is none to trade at.</summary>
    public void Follow((int Bid, int Ask)? quote)
    {
        var isNew = _quote != quote;
        _quote = quote;
        if (isNew && everyNs is null)
        {
            Cross();
        }
    }

    public void Submit(ListedPeg order, bool isImmediate, long now)
    {
        if (!IsOpen)
        {
            _lines.Add($"{order.Account} {order.Id} rejected {(isImmediate && everyNs is not null ? "WRONG_BID_KIND" : "WRONG_PHASE")}");
            return;
        }
        if (isImmediate && everyNs is not null)
        {
            _lines.Add($"{order.Account} {order.Id} rejected WRONG_BID_KIND");
            return;
        }
        if (Find(order.Account, order.Id) is not null)
        {
            _lines.Add($"{order.Account} {order.Id} rejected DUPLICATE_ID");
            return;
        }
        _lines.Add($"{order.Account} {order.Id} accepted");
        _orders.Add(order);
        Expire(now);
        CrossContinuously();
        if (isImmediate && _orders.Contains(order))
        {
            Cancel(order, "IOC");
        }
    }

    public void Replace(string account, ulong id, long lots, int? limit, bool losesPriority)
    {
        if (!IsOpen)
        {
            _lines.Add($"{account} {id} rejected WRONG_PHASE");
        }
        else if (Find(account, id) is not { } order)
        {
            _lines.Add($"{account} {id} rejected UNKNOWN_ORDER");
        }
        else
        {
            var replaced = order with { Limit = limit ?? order.Limit, Open = lots == 0 ? order.Open : lots };
            var keeps = (limit is null || limit == order.Limit) && replaced.Open <= order.Open && !losesPriority;
            var place = _orders.IndexOf(order);
            _orders.RemoveAt(place);
            _orders.Insert(keeps ? place : _orders.Count, replaced);
            SayReplaced(replaced);
            CrossContinuously();
        }
    }

    public void Cancel(string account, ulong id)
    {
        if (Find(account, id) is { } order)
        {
            Cancel(order, "USER");
        }
        else
        {
            _lines.Add($"{account} {id} rejected UNKNOWN_ORDER");
        }
    }

    public void CancelAll(string account) =>
        _orders.Where(order => order.Account == account).ToList().ForEach(order => Cancel(order, "USER"));

    /// <summary>The cross is open, or not any more.</summary>
    public void Open(bool isOpen)
    {
        IsOpen = isOpen;
        _lines.Add($"phase {(isOpen ? "Open" : "Halted")}");
        CrossContinuously();
    }

    private void CrossContinuously()
    {
        if (everyNs is null)
        {
            Cross();
        }
    }

    private void Cross()
    {
        if (!IsOpen || _quote is not { } quote)
        {
            return;
        }
        // The book's ticks are twice those of the cross: the midpoint is on its grid.
        var price = quote.Bid + quote.Ask;
        if (selfTrade != SelfTrade.Allowed)
        {
            PreventSelfTrade(price);
        }
        var shares = ListedCross.Divide(_orders.Where(order => order.Accepts(price)), rationing);
        while (shares.Values.Sum() > 0)
        {
            var buyer = _orders.First(order => order.Side == Side.Buy && shares.GetValueOrDefault(order) > 0);
            var seller = _orders.First(order => order.Side == Side.Sell && shares.GetValueOrDefault(order) > 0);
            var lots = Math.Min(shares[buyer], shares[seller]);
            foreach (var order in _orders.Where(order => order == buyer || order == seller))
            {
                shares[order] -= lots;
                order.Open -= lots;
                _lines.Add(
                    $"{order.Account} {order.Id} {(order.Side == Side.Buy ? "buys" : "sells")} {lots}@{price} as Cross, {order.Open} open");
            }
            _lines.Add($"print {lots}@{price} between {quote.Bid} and {quote.Ask} of lit");
        }
        _orders.RemoveAll(order => order.Open == 0);
    }

    private void PreventSelfTrade(int price)
    {
        foreach (var incoming in _orders.Where(order => order.Accepts(price)).ToList())
        {
            while (_orders.Contains(incoming) && _orders.TakeWhile(order => order != incoming).FirstOrDefault(
                order => order.Account == incoming.Account && order.Side != incoming.Side && order.Accepts(price)) is { } resting)
            {
                Resolve(resting, incoming);
            }
        }
    }

    private void Resolve(ListedPeg resting, ListedPeg incoming)
    {
        var both = Math.Min(resting.Open, incoming.Open);
        foreach (var (order, mode) in new[] { (resting, SelfTrade.CancelResting), (incoming, SelfTrade.CancelIncoming) })
        {
            if (selfTrade == SelfTrade.Decrement && order.Open > both)
            {
                order.Open -= both;
                SayReplaced(order);
            }
            else if (selfTrade == mode || selfTrade is SelfTrade.CancelBoth or SelfTrade.Decrement)
            {
                Cancel(order, "SELF_TRADE");
            }
        }
    }

    private void Expire(long now)
    {
        foreach (var order in _orders.Where(order => order.Expires <= now).OrderBy(order => order.Expires).ThenBy(order => order.Brought).ToList())
        {
            Cancel(order, "EXPIRED");
        }
    }

    private void Cancel(ListedPeg order, string why)
    {
        _orders.Remove(order);
        _lines.Add($"{order.Account} {order.Id} cancelled {order.Open}@0 {why}");
    }

    private void SayReplaced(ListedPeg order) => _lines.Add(
        $"{order.Account} {order.Id} replaced {order.Open}@{order.Limit ?? (order.Side == Side.Buy ? 1_000_000_000 : -1_000_000_000)}");

    private ListedPeg? Find(string account, ulong id) => _orders.Find(order => order.Account == account && order.Id == id);
}
