using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>
/// The slow twin of a book with phases: a book of sorted lists, a list of what is collected, and an auction that looks at
/// every tick. It says what the kernel says, and counts who has what.
/// </summary>
internal sealed class PhasedBook(string[] names, Charges charges, SelfTrade selfTrade)
{
    private static readonly Int128 AtomsPerTickLot = 1_000_000_000_000;

    private readonly SortedListBook _book = new(selfTrade);
    private readonly ListedBids _collected = new();
    private readonly ReportBuffer _reports = new();

    // Of orders collected: what else they ask for, and in which order they were brought.
    private readonly Dictionary<(int Account, ulong Id), (OrderTerms Terms, int Brought)> _terms = [];
    private int _brought;
    private Timestamp _now;
    private MarketPhase _phase = MarketPhase.Open;
    private Price? _last;

    /// <summary>Cash in atoms and lots by account, numbered from one.</summary>
    public (Int128 Atoms, long Lots)[] Holdings { get; } = new (Int128, long)[names.Length + 1];

    /// <summary>What rests in the book.</summary>
    public ContinuousRule Book => _book;

    public IEnumerable<string> Apply(FlowStep step) => step.Kind switch
    {
        FlowKind.Submit => Submit(step),
        FlowKind.Replace => Replace(step),
        FlowKind.Cancel => Cancel(step),
        FlowKind.Expire or FlowKind.NoteTrade => [],
        _ => CancelAll(step.Account, CancelReason.User),
    };

    /// <summary>Lets time pass, moment by moment at which something expires.</summary>
    public IEnumerable<string> PassTime(Timestamp to)
    {
        var lines = new List<string>();
        while (NextExpiry is var due && due <= to)
        {
            var expired = _collected.Bids.Where(bid => TermsOf(bid).Terms.Expires <= due).OrderBy(bid => TermsOf(bid).Brought).ToList();
            lines.AddRange(expired.Select(bid => Cancel(bid, CancelReason.Expired)));
            _reports.Clear();
            _book.Expire(due, _reports);
            lines.AddRange(Settle());
        }
        _now = to;
        return lines;
    }

    private Timestamp NextExpiry => _collected.Bids.Select(bid => TermsOf(bid).Terms.Expires ?? Timestamp.Never)
        .Append(_book.NextExpiry).MinBy(due => due.Nanoseconds);

    public IEnumerable<string> SetPhase(MarketPhase to)
    {
        var from = _phase;
        _phase = to;
        var lines = new List<string>();
        if (from == to)
        {
            return lines;
        }
        lines.Add($"phase {to}");
        if (to == MarketPhase.PreOpen)
        {
            Collect();
        }
        var hasTraded = false;
        if (to == MarketPhase.Open || (from == MarketPhase.PreOpen && to == MarketPhase.Closed))
        {
            lines.AddRange(Uncross(out hasTraded));
        }
        if (to == MarketPhase.Open)
        {
            Rest();
        }
        for (var account = 1; to == MarketPhase.Closed && account <= names.Length; account++)
        {
            lines.AddRange(CancelAll(account, CancelReason.Phase));
        }
        if (hasTraded)
        {
            // Of the stops, those that have not been cancelled.
            _reports.Clear();
            _book.NoteTrade(_last!.Value, _reports);
            lines.AddRange(Settle());
        }
        return lines;
    }

    private IEnumerable<string> Submit(FlowStep step)
    {
        var isLasting = step.Order.IsMarket || step.Order.TimeInForce == TimeInForce.GoodTillCancelled;
        _reports.Clear();
        var reason = _phase switch
        {
            MarketPhase.Open => step.Apply(_book, _reports),
            MarketPhase.PreOpen when isLasting && step.Terms is { Minimum.Lots: 0, Stop: null } => Collect(step),
            _ => Reason.WrongPhase,
        };
        if (reason != Reason.None)
        {
            return [$"{Name(step)} rejected {reason.Name()}"];
        }
        return step.Terms.Expires <= _now && _collected.Find(step.Account, step.Id) is { } expired
            ? [$"{Name(step)} accepted", Cancel(expired, CancelReason.Expired)]
            : [$"{Name(step)} accepted", .. Settle()];
    }

    private Reason Collect(FlowStep step) => _book.Has(step.Account, step.Id)
        ? Reason.DuplicateId
        : Collect(step.Account, step.Id, step.Order, step.Terms);

    private Reason Collect(int account, ulong id, Order order, OrderTerms terms)
    {
        var reason = _collected.Add(new ListedBid(account, id, !order.IsMarket, default) { Order = order });
        if (reason == Reason.None)
        {
            _terms[(account, id)] = (terms, _brought++);
        }
        return reason;
    }

    private IEnumerable<string> Replace(FlowStep step)
    {
        _reports.Clear();
        var reason = _phase switch
        {
            MarketPhase.Open => step.Apply(_book, _reports),
            MarketPhase.PreOpen when !_book.Has(step.Account, step.Id) => _collected.Replace(step.Account, step.Id, step.Replacement, default),
            MarketPhase.PreOpen => step.Apply(_book, _reports),
            _ => Reason.WrongPhase,
        };
        if (reason != Reason.None)
        {
            return [$"{Name(step)} rejected {reason.Name()}"];
        }
        return _collected.Find(step.Account, step.Id) is { } bid ? [$"{Name(step)} replaced {Size(bid)}"] : [.. Settle()];
    }

    private IEnumerable<string> Cancel(FlowStep step)
    {
        if (_collected.Find(step.Account, step.Id) is { } bid)
        {
            return [Cancel(bid, CancelReason.User)];
        }
        _reports.Clear();
        var reason = step.Apply(_book, _reports);
        return reason == Reason.None ? [.. Settle()] : [$"{Name(step)} rejected {reason.Name()}"];
    }

    private List<string> CancelAll(int account, CancelReason why)
    {
        var own = _collected.Bids.Where(bid => bid.Account == account).ToList();
        _reports.Clear();
        _book.CancelAll(account, why, _reports);
        return [.. own.Select(bid => Cancel(bid, why)), .. Settle()];
    }

    private void Collect()
    {
        _reports.Clear();
        var terms = new List<OrderTerms>();
        _book.TakeAll(_reports, terms);
        foreach (var (taken, asked) in _reports.Reports.ToArray().Zip(terms))
        {
            var order = Order.Limit(taken.Side, new(taken.Lots), new(taken.Ticks), TimeInForce.GoodTillCancelled);
            Assert.Equal(Reason.None, Collect(taken.Account, taken.Id, order, asked));
        }
    }

    /// <summary>The auction, which must be what a calculator of auctions that is given the same orders finds.</summary>
    private List<string> Uncross(out bool hasTraded)
    {
        hasTraded = false;
        var lines = new List<string>();
        if (_collected.Bids.Count == 0)
        {
            return lines;
        }
        var moment = new ClearingMoment(default, default, 1, _last);
        var outcome = TickByTickAuction.Clear(_collected, moment, Rationing.Time, RationingScope.Marginal, []);
        Assert.Equal(outcome, Calculate(moment));
        var size = $"{outcome.Volume}@{outcome.Ticks}";
        hasTraded = outcome.Failure == ClearingFailure.None;
        if (hasTraded)
        {
            long[] lots = [.. outcome.Lots.Split(' ').Select(long.Parse)];
            lines.AddRange(_collected.Bids.Zip(lots, (bid, got) => Cross(bid, outcome.Ticks, got)).Where(line => line.Length > 0));
            lines.Add($"print {size}");
            _collected.Settle(lots, outcome.Ticks, default, default);
            _last = new(outcome.Ticks);
        }
        _collected.Bids.RemoveAll(bid => bid.Open == 0);
        lines.AddRange(_collected.Bids.FindAll(bid => bid.Kind == BidKind.Market).Select(bid => Cancel(bid, CancelReason.Cleared)));
        lines.Add(hasTraded
            ? $"cleared {size} surplus {outcome.Surplus} by {outcome.DecidedBy.Name()}"
            : $"cleared {outcome.Failure.Name()}");
        return lines;
    }

    private Outcome Calculate(ClearingMoment moment)
    {
        var (bids, result) = (new CollectedBids(), new ClearingResult());
        _collected.Bids.ForEach(bid => TwinBids.Add(bids, bid with { Order = Open(bid) }));
        new CallAuctionRule(Rationing.Time, RationingScope.Marginal, []).Clear(bids, moment, result);
        return Outcome.Of(result);
    }

    private string Cross(ListedBid bid, int ticks, long lots)
    {
        Receive(bid.Account, lots, ticks);
        var did = lots > 0 ? "buys" : "sells";
        return lots == 0 ? "" : $"{Name(bid)} {did} {Math.Abs(lots)}@{ticks} as Cross, {bid.Open - Math.Abs(lots)} open";
    }

    private void Rest()
    {
        _reports.Clear();
        foreach (var bid in _collected.Bids)
        {
            Assert.Equal(Reason.None, _book.Submit(bid.Account, bid.Id, Open(bid), TermsOf(bid).Terms, _now, _reports));
        }
        _collected.Bids.Clear();
        Assert.All(_reports.Reports.ToArray(), report => Assert.Equal(ReportKind.Rested, report.Kind));
    }

    private string Cancel(ListedBid bid, CancelReason why)
    {
        _collected.Remove(bid.Account, bid.Id);
        return $"{Name(bid)} cancelled {Size(bid)} {why.Name()}";
    }

    /// <summary>What the book has reported: lines, and what changes hands.</summary>
    private List<string> Settle()
    {
        var lines = new List<string>();
        foreach (var report in _reports.Reports)
        {
            var size = $"{report.Lots}@{report.Ticks}";
            var who = $"{names[report.Account - 1]} {report.Id}";
            switch (report.Kind)
            {
                case ReportKind.Trade:
                    var (taken, made) = report.Side == Side.Buy ? ("buys", "sells") : ("sells", "buys");
                    lines.Add($"{names[report.MakerAccount - 1]} {report.MakerId} {made} {size} as Maker, {report.MakerRemaining} open");
                    lines.Add($"{who} {taken} {size} as Taker, {report.Remaining} open");
                    lines.Add($"print {size}");
                    Trade(report);
                    break;
                case ReportKind.Replaced:
                    lines.Add($"{who} replaced {size}");
                    break;
                case ReportKind.Triggered:
                    lines.Add($"{who} triggered");
                    break;
                case ReportKind.Cancelled:
                    lines.Add($"{who} cancelled {size} {report.CancelReason.Name()}");
                    break;
                default:
                    break;
            }
        }
        return lines;
    }

    private void Trade(in Report report)
    {
        var bought = report.Side == Side.Buy ? report.Lots : -(long)report.Lots;
        Receive(report.Account, bought, report.Ticks);
        Receive(report.MakerAccount, -bought, report.Ticks);
        Holdings[report.Account].Atoms -= charges.TakerFeePerLot.Atoms * report.Lots;
        Holdings[report.MakerAccount].Atoms -= charges.MakerFeePerLot.Atoms * report.Lots;
        _last = new(report.Ticks);
    }

    private void Receive(int account, long lots, int ticks)
    {
        Holdings[account].Lots += lots;
        Holdings[account].Atoms -= AtomsPerTickLot * ticks * lots;
    }

    private (OrderTerms Terms, int Brought) TermsOf(ListedBid bid) => _terms[(bid.Account, bid.Id)];

    private string Name(FlowStep step) => $"{names[step.Account - 1]} {step.Id}";

    private string Name(ListedBid bid) => $"{names[bid.Account - 1]} {bid.Id}";

    private static string Size(ListedBid bid) => $"{bid.Open}@{bid.Order!.Value.Price.Ticks}";

    private static Order Open(ListedBid bid)
    {
        var order = bid.Order!.Value;
        return order.IsMarket
            ? order
            : Order.Limit(order.Side, new(bid.Open), order.Price, TimeInForce.GoodTillCancelled);
    }
}
