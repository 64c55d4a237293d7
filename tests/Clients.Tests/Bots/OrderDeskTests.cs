using Exchange.Bots;
using Exchange.Bots.Internal;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Bots;

public sealed class OrderDeskTests
{
    private readonly OrderDesk _desk;
    private ulong _id;

    public OrderDeskTests() => _desk = new("m", () => ++_id);

    [Fact]
    public void Reach_FromNothing_BringsBothOrders()
    {
        Assert.Equal(
            [
                new SubmitBid("m", new LimitOrder(Side.Buy, 1, 9)) { Id = 1 },
                new SubmitBid("m", new LimitOrder(Side.Sell, 2, 11)) { Id = 2 },
            ],
            _desk.Reach(new(new(9, 1), new(11, 2))));
        Assert.Empty(_desk.Reach(new(new(9, 1), new(11, 2))));
    }

    [Fact]
    public void Reach_InACross_BringsPeggedOrdersWithThePriceAsLimit()
    {
        var desk = new OrderDesk("m", () => ++_id, isCross: true);
        Assert.Equal([new SubmitBid("m", new PeggedOrder(Side.Buy, 1, 9)) { Id = 1 }], desk.Reach(new(new(9, 1), null)));
        Assert.Equal([new ReplaceOrder("m", 1, Price: 8)], desk.Reach(new(new(8, 1), null)));
    }

    [Fact]
    public void Reach_AnotherPrice_ReplacesWithoutNamingTheQuantity()
    {
        _ = _desk.Reach(new(new(9, 1), null)).ToList();
        Assert.Equal([new ReplaceOrder("m", 1, Price: 8)], _desk.Reach(new(new(8, 1), null)));
        _desk.Apply(new Replaced(0, "m", 1, 1, 8));
        Assert.Equal(new Quote(8, 1), _desk.Bid);
    }

    [Fact]
    public void Reach_AfterAFillOfPart_NamesTheQuantity()
    {
        _ = _desk.Reach(new(new(9, 3), null)).ToList();
        _desk.Apply(new Filled(0, "m", 1, Side.Buy, 1, 9, 2, Liquidity.Maker));
        Assert.Equal([new ReplaceOrder("m", 1, 3, 9)], _desk.Reach(new(new(9, 3), null)));
    }

    [Theory]
    [InlineData(10, 12, 2, 1)]
    [InlineData(8, 10, 1, 2)]
    public void Reach_BothPricesMove_TheOneThatMakesRoomGoesFirst(int bid, int ask, int first, int second)
    {
        _ = _desk.Reach(new(new(9, 1), new(11, 1))).ToList();
        Assert.Equal(
            [(ulong)first, (ulong)second],
            _desk.Reach(new(new(bid, 1), new(ask, 1))).Cast<ReplaceOrder>().Select(replace => replace.Id));
    }

    [Fact]
    public void Reach_NothingWanted_CancelsAndTheEventEndsIt()
    {
        _ = _desk.Reach(new(null, new(9, 1))).ToList();
        Assert.Equal([new CancelOrder("m", 1)], _desk.Reach(Quotes.None));
        _desk.Apply(new Cancelled(0, "m", 1, 1, "USER"));
        Assert.Null(_desk.Ask);
    }

    [Fact]
    public void Apply_FilledWhole_FreesTheSideForTheNextOrder()
    {
        _ = _desk.Reach(new(new(9, 1), null)).ToList();
        _desk.Apply(new Filled(0, "m", 1, Side.Buy, 1, 9, 0, Liquidity.Taker));
        Assert.Equal([new SubmitBid("m", new LimitOrder(Side.Buy, 1, 9)) { Id = 2 }], _desk.Reach(new(new(9, 1), null)));
    }

    [Fact]
    public void Refused_ANewOrder_IsForgottenAndARefusedChangeIsNot()
    {
        var submit = Assert.Single(_desk.Reach(new(new(9, 1), null)));
        _desk.Refused(new ReplaceOrder("m", 1), new(2, 1, "BUSY", ""));
        Assert.NotNull(_desk.Bid);
        _desk.Refused(submit, new(1, 1, "NO_CASH", ""));
        Assert.Null(_desk.Bid);
    }
}
