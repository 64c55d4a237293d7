using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;

namespace Exchange.Engine.Tests.Clearing.ContinuousBook;

public sealed class OrderBookLimitTests
{
    private readonly OrderBook _book = new(maxOrders: 2);
    private readonly ReportBuffer _reports = new();

    [Fact]
    public void Submit_BookIsFull_RefusesWhatWouldRestAndNothingElse()
    {
        Assert.Equal(Reason.None, Submit(1, Side.Buy, 10));
        Assert.Equal(Reason.None, Submit(2, Side.Buy, 11));

        Assert.Equal(Reason.Limit, Submit(3, Side.Buy, 12));
        Assert.Equal(Reason.None, Submit(4, Side.Sell, 11, TimeInForce.ImmediateOrCancel));
        Assert.Equal(Reason.None, Submit(5, Side.Buy, 12));
        Assert.Equal(2, _book.OrderCount);
    }

    private Reason Submit(ulong id, Side side, int ticks, TimeInForce timeInForce = TimeInForce.GoodTillCancelled) =>
        _book.Submit(1, id, Order.Limit(side, new(1), new(ticks), timeInForce), _reports);
}
