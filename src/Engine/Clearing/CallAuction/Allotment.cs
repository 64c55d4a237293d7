namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>
/// Divides the volume at the clearing price among the bids. The light side is filled in full. On the heavy side what a
/// bid would still want one tick worse for it comes first, and what then is left is rationed.
/// </summary>
internal sealed class Allotment
{
    private readonly AuctionCurves _curves;
    private readonly Rationing _rationing;
    private readonly RationingScope _scope;

    private long[] _inframarginal = [];
    private long[] _wants = [];
    private long[] _shares = [];
    private long[] _remainders = [];
    private Ticket[] _tickets = [];

    public Allotment(AuctionCurves curves, Rationing rationing, RationingScope scope)
    {
        _curves = curves;
        _rationing = rationing;
        _scope = scope;
    }

    /// <summary>Fills in what every bid gets, bought above zero.</summary>
    /// <param name="ticks">The clearing price.</param>
    /// <param name="totals">Demand and supply there.</param>
    /// <param name="secret">The clearing's secret, for random rationing.</param>
    /// <param name="lots">Takes signed lots in the order of arrival.</param>
    public void Divide(int ticks, Totals totals, ReadOnlySpan<byte> secret, Span<long> lots)
    {
        for (var bid = 0; bid < lots.Length; bid++)
        {
            lots[bid] = _curves.LotsAt(bid, ticks);
        }
        if (totals.Surplus != 0)
        {
            Reserve(lots.Length);
            DivideHeavySide(Math.Sign(totals.Surplus), ticks, totals.Volume, secret, lots);
        }
    }

    /// <summary>Replaces what the heavy side wants by what it gets; its sign is 1 when buyers are, −1 when sellers.</summary>
    private void DivideHeavySide(int sign, int ticks, long volume, ReadOnlySpan<byte> secret, Span<long> lots)
    {
        var inframarginal = _inframarginal.AsSpan(0, lots.Length);
        var wants = _wants.AsSpan(0, lots.Length);
        var shares = _shares.AsSpan(0, lots.Length);
        var first = 0L;
        for (var bid = 0; bid < lots.Length; bid++)
        {
            wants[bid] = Math.Max(sign * lots[bid], 0);
            var isServedFirst = wants[bid] != 0 && _scope == RationingScope.Marginal;
            inframarginal[bid] = isServedFirst ? Math.Max(sign * _curves.LotsAt(bid, ticks + sign), 0) : 0;
            first += inframarginal[bid];
        }
        if (first > volume)
        {
            // Only at the end of the price range: one tick further the volume would have been as great.
            inframarginal.CopyTo(wants);
            inframarginal.Clear();
            first = 0;
        }
        for (var bid = 0; bid < lots.Length; bid++)
        {
            wants[bid] -= inframarginal[bid];
        }
        Apportion(volume - first, wants, shares, secret);
        for (var bid = 0; bid < lots.Length; bid++)
        {
            if (Math.Sign(lots[bid]) == sign)
            {
                lots[bid] = sign * (inframarginal[bid] + shares[bid]);
            }
        }
    }

    private void Apportion(long lots, ReadOnlySpan<long> wants, Span<long> shares, ReadOnlySpan<byte> secret)
    {
        switch (_rationing)
        {
            case Rationing.Time:
                Ration.ByTime(lots, wants, shares);
                break;
            case Rationing.ProRata:
                Ration.ProRata(lots, wants, shares, _remainders.AsSpan(0, wants.Length));
                break;
            default:
                Ration.ByDraw(lots, wants, shares, Draw(wants, secret));
                break;
        }
    }

    /// <summary>The tickets of those who want something, sorted.</summary>
    private ReadOnlySpan<Ticket> Draw(ReadOnlySpan<long> wants, ReadOnlySpan<byte> secret)
    {
        var count = 0;
        Span<byte> bytes = stackalloc byte[Lottery.Length];
        for (var bid = 0; bid < wants.Length; bid++)
        {
            if (wants[bid] != 0)
            {
                Lottery.DrawTicket(secret, (ulong)bid, bytes);
                _tickets[count++] = new(bid, bytes);
            }
        }
        var tickets = _tickets.AsSpan(0, count);
        tickets.Sort(Ticket.ByBytes);
        return tickets;
    }

    private void Reserve(int count)
    {
        if (count <= _wants.Length)
        {
            return;
        }
        var length = Math.Max(count, _wants.Length * 2);
        _inframarginal = new long[length];
        _wants = new long[length];
        _shares = new long[length];
        _remainders = _rationing == Rationing.ProRata ? new long[length] : [];
        _tickets = _rationing == Rationing.Random ? new Ticket[length] : [];
    }
}
