using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <summary>A book with a bug in it, for those who look for bugs: no order ever gives up its time priority of its own accord.</summary>
internal sealed class BrokenBook(SelfTrade selfTrade) : ContinuousRule
{
    private readonly OrderBook _book = new(selfTrade);

    public override int OrderCount => _book.OrderCount;

    public override Timestamp NextExpiry => _book.NextExpiry;

    public override Reason Replace(int account, ulong id, in Replacement replacement, ReportBuffer reports) =>
        _book.Replace(account, id, replacement with { LosesPriority = false }, reports);

    public override bool Has(int account, ulong id) => _book.Has(account, id);

    public override Reason Submit(int account, ulong id, in Order order, ReportBuffer reports) =>
        _book.Submit(account, id, order, reports);

    public override Reason Submit(
        int account, ulong id, in Order order, in OrderTerms terms, Timestamp now, ReportBuffer reports) =>
        _book.Submit(account, id, order, terms, now, reports);

    public override Reason Cancel(int account, ulong id, CancelReason why, ReportBuffer reports) =>
        _book.Cancel(account, id, why, reports);

    public override void CancelAll(int account, CancelReason why, ReportBuffer reports) => _book.CancelAll(account, why, reports);

    public override void TakeAll(ReportBuffer reports, ICollection<OrderTerms> terms) => _book.TakeAll(reports, terms);

    public override void Expire(Timestamp now, ReportBuffer reports) => _book.Expire(now, reports);

    public override void NoteTrade(Price price, ReportBuffer reports) => _book.NoteTrade(price, reports);

    public override bool TryGetBest(Side side, out Price price, out Quantity quantity) => _book.TryGetBest(side, out price, out quantity);

    public override bool TryGetNext(Side side, Price after, out Price price, out Quantity quantity) =>
        _book.TryGetNext(side, after, out price, out quantity);

    public override bool TryGet(int account, ulong id, out LiveOrder order) => _book.TryGet(account, id, out order);

    public override Quantity QuantityFor(int account, Side side, Price price) => _book.QuantityFor(account, side, price);

    public override Quantity QuantityAt(Side side, Price price) => _book.QuantityAt(side, price);

    public override void WriteState(StateWriter writer) => _book.WriteState(writer);
}
