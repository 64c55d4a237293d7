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
internal sealed class PhasedBook(string[] names, Charges charges)
{
    private static readonly Int128 AtomsPerTickLot = 1_000_000_000_000;

    private readonly SortedListBook _book = new();
    private readonly ListedBids _collected = new();
    private readonly ReportBuffer _reports = new();
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
        _ => CancelAll(step.Account, CancelReason.User),
    };

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
        if (to == MarketPhase.Open || (from == MarketPhase.PreOpen && to == MarketPhase.Closed))
        {
            lines.AddRange(Uncross());
        }
        if (to == MarketPhase.Open)
        {
            Rest();
        }
        for (var account = 1; to == MarketPhase.Closed && account <= names.Length; account++)
        {
            lines.AddRange(CancelAll(account, CancelReason.Phase));
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
            MarketPhase.PreOpen when isLasting => _collected.Add(
                new ListedBid(step.Account, step.Id, !step.Order.IsMarket, default) { Order = step.Order }),
            _ => Reason.WrongPhase,
        };
        return reason == Reason.None ? [$"{Name(step)} accepted", .. Settle()] : [$"{Name(step)} rejected {reason.Name()}"];
    }

    private IEnumerable<string> Replace(FlowStep step)
    {
        _reports.Clear();
        var reason = _phase switch
        {
            MarketPhase.Open => step.Apply(_book, _reports),
            MarketPhase.PreOpen => _collected.Replace(step.Account, step.Id, step.Replacement, default),
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
        _book.TakeAll(_reports, []);
        foreach (var taken in _reports.Reports)
        {
            var order = Order.Limit(taken.Side, new(taken.Lots), new(taken.Ticks), TimeInForce.GoodTillCancelled);
            Assert.Equal(Reason.None, _collected.Add(new ListedBid(taken.Account, taken.Id, true, default) { Order = order }));
        }
    }

    /// <summary>The auction, which must be what a calculator of auctions that is given the same orders finds.</summary>
    private List<string> Uncross()
    {
        var lines = new List<string>();
        if (_collected.Bids.Count == 0)
        {
            return lines;
        }
        var moment = new ClearingMoment(default, default, 1, _last);
        var outcome = TickByTickAuction.Clear(_collected, moment, Rationing.Time, RationingScope.Marginal, []);
        Assert.Equal(outcome, Calculate(moment));
        var size = $"{outcome.Volume}@{outcome.Ticks}";
        if (outcome.Failure == ClearingFailure.None)
        {
            long[] lots = [.. outcome.Lots.Split(' ').Select(long.Parse)];
            lines.AddRange(_collected.Bids.Zip(lots, (bid, got) => Cross(bid, outcome.Ticks, got)).Where(line => line.Length > 0));
            lines.Add($"print {size}");
            _collected.Settle(lots, outcome.Ticks, default, default);
            _last = new(outcome.Ticks);
        }
        _collected.Bids.RemoveAll(bid => bid.Open == 0);
        lines.AddRange(_collected.Bids.FindAll(bid => bid.Kind == BidKind.Market).Select(bid => Cancel(bid, CancelReason.Cleared)));
        lines.Add(outcome.Failure == ClearingFailure.None
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
            Assert.Equal(Reason.None, _book.Submit(bid.Account, bid.Id, Open(bid), _reports));
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
