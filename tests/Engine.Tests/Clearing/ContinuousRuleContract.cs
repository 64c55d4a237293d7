using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <summary>What every price-time rule must do. A subclass brings the rule, new and empty.</summary>
public abstract partial class ContinuousRuleContract(Func<SelfTrade, ContinuousRule> create)
{
    private readonly ReportBuffer _reports = new();
    private ContinuousRule _rule = create(SelfTrade.Allowed);

    [Fact]
    public void Submit_EmptyBook_Rests()
    {
        Assert.Equal(["1/7 buy rests 10@100"], Buy(1, 7, 10, 100));
        Assert.Equal(1, _rule.OrderCount);
        AssertSide(Side.Buy, (100, 10));
        AssertSide(Side.Sell);
    }

    [Fact]
    public void Submit_PricesTouch_TradesAtTheRestingPrice()
    {
        Sell(1, 1, 10, 100);
        Assert.Equal(["2/1 buy trades 4@100, 0 open; 1/1 has 6 open"], Buy(2, 1, 4, 105));
        Assert.Equal(["2/2 buy trades 6@100, 3 open; 1/1 has 0 open", "2/2 buy rests 3@100"], Buy(2, 2, 9, 100));
        AssertSide(Side.Buy, (100, 3));
        AssertSide(Side.Sell);
    }

    [Fact]
    public void Submit_PricesApart_DoesNotTrade()
    {
        Sell(1, 1, 10, 101);
        Assert.Equal(["2/1 buy rests 10@100"], Buy(2, 1, 10, 100));
    }

    [Fact]
    public void Submit_SeveralMakers_TradesByPriceThenTime()
    {
        Sell(1, 1, 1, 102);
        Sell(2, 2, 1, 101);
        Sell(3, 3, 1, 101);
        Sell(4, 4, 1, 100);
        Assert.Equal(
            [
                "9/9 buy trades 1@100, 3 open; 4/4 has 0 open",
                "9/9 buy trades 1@101, 2 open; 2/2 has 0 open",
                "9/9 buy trades 1@101, 1 open; 3/3 has 0 open",
                "9/9 buy trades 1@102, 0 open; 1/1 has 0 open",
            ],
            Buy(9, 9, 4, 102));
        Assert.Equal(0, _rule.OrderCount);
    }

    [Fact]
    public void Submit_PartlyFilledMaker_KeepsItsPlace()
    {
        Buy(1, 1, 5, 100);
        Buy(2, 2, 5, 100);
        Sell(3, 3, 2, 100);
        Assert.Equal(
            ["3/4 sell trades 3@100, 1 open; 1/1 has 0 open", "3/4 sell trades 1@100, 0 open; 2/2 has 4 open"],
            Sell(3, 4, 4, 100));
    }

    [Fact]
    public void Submit_OwnOrder_TradesWithIt()
    {
        Buy(1, 1, 5, 100);
        Assert.Equal(["1/2 sell trades 5@100, 0 open; 1/1 has 0 open"], Sell(1, 2, 5, 100));
    }

    [Fact]
    public void Submit_LiveId_IsRefusedAndNothingChanges()
    {
        Buy(1, 1, 5, 100);
        Sell(2, 1, 5, 101); // another account's id is another id
        var before = Hash();
        Assert.Equal(Reason.DuplicateId, Submit(1, 1, Order.Limit(Side.Buy, new(1), new(101), TimeInForce.GoodTillCancelled)));
        Assert.Equal(Reason.DuplicateId, Submit(2, 1, Order.Market(Side.Sell, new(1))));
        Assert.Empty(ReportText.Lines(_reports));
        Assert.Equal(before, Hash());
    }

    [Fact]
    public void Submit_IdOfADeadOrder_IsTaken()
    {
        Buy(1, 1, 5, 100);
        Sell(2, 2, 5, 100); // both are filled
        Assert.Equal(["1/1 buy rests 5@99"], Buy(1, 1, 5, 99));
        Cancel(1, 1);
        Assert.Equal(["1/1 buy rests 5@98"], Buy(1, 1, 5, 98));
        Assert.Equal(["2/2 sell rests 5@99"], Sell(2, 2, 5, 99));
    }

    [Fact]
    public void Submit_ImmediateOrCancel_NeverRests()
    {
        Assert.Equal(
            ["1/1 buy cancelled 5@100 IOC, never rested"], Buy(1, 1, 5, 100, TimeInForce.ImmediateOrCancel));
        Sell(2, 1, 3, 100);
        Assert.Equal(
            ["1/1 buy trades 3@100, 2 open; 2/1 has 0 open", "1/1 buy cancelled 2@100 IOC, never rested"],
            Buy(1, 1, 5, 100, TimeInForce.ImmediateOrCancel));
        Assert.Equal(0, _rule.OrderCount);
        AssertSide(Side.Buy);
    }

    [Fact]
    public void Submit_Market_SweepsEveryPrice()
    {
        Sell(1, 1, 1, -1_000_000_000);
        Sell(1, 2, 1, 1_000_000_000);
        Submit(2, 1, Order.Market(Side.Buy, new(3)));
        Assert.Equal(
            [
                "2/1 buy trades 1@-1000000000, 2 open; 1/1 has 0 open",
                "2/1 buy trades 1@1000000000, 1 open; 1/2 has 0 open",
                "2/1 buy cancelled 1@1000000000 IOC, never rested",
            ],
            ReportText.Lines(_reports));
        Assert.Equal(0, _rule.OrderCount);
    }

    [Theory]
    [InlineData(7, 101, true)] // exactly what there is
    [InlineData(8, 101, false)] // one more than there is
    [InlineData(3, 100, true)] // exactly what its price reaches
    [InlineData(4, 100, false)] // one more than its price reaches
    [InlineData(1, 99, false)]
    public void Submit_FillOrKill_IsFilledWholeOrNotAtAll(int lots, int ticks, bool isFilled)
    {
        Sell(1, 1, 1, 100);
        Sell(1, 2, 2, 100);
        Sell(1, 3, 4, 101);
        var before = Hash();
        var lines = Buy(2, 1, lots, ticks, TimeInForce.FillOrKill);
        if (isFilled)
        {
            Assert.All(lines, line => Assert.Contains("trades", line));
            Assert.Contains("0 open", lines[^1]);
        }
        else
        {
            Assert.Equal([$"2/1 buy cancelled {lots}@{ticks} FOK, never rested"], lines);
            Assert.Equal(before, Hash());
        }
    }

    [Fact]
    public void Submit_FillOrKillAgainstMoreThan32Bits_CountsThemAll()
    {
        const long Most = Quantity.MaxOrderLots;
        Sell(1, 1, Most, 100);
        Sell(1, 2, Most, 100);
        AssertSide(Side.Sell, (100, 2 * Most));
        Assert.Equal(
            ["2/1 buy trades 4000000000@100, 0 open; 1/1 has 0 open"], Buy(2, 1, Most, 100, TimeInForce.FillOrKill));
        AssertSide(Side.Sell, (100, Most));
    }

    [Fact]
    public void Cancel_InteriorOrder_LeavesTheOthersTheirPlaces()
    {
        for (var id = 1UL; id <= 4; id++)
        {
            Buy(1, id, 1, 100);
        }
        Assert.Equal(["1/2 buy cancelled 1@100 USER"], Cancel(1, 2));
        Assert.Equal(["1/4 buy cancelled 1@100 USER"], Cancel(1, 4));
        Buy(1, 5, 1, 100);
        Assert.Equal(
            [
                "2/1 sell trades 1@100, 2 open; 1/1 has 0 open",
                "2/1 sell trades 1@100, 1 open; 1/3 has 0 open",
                "2/1 sell trades 1@100, 0 open; 1/5 has 0 open",
            ],
            Sell(2, 1, 3, 100));
    }

    [Fact]
    public void Cancel_NotLive_IsRefusedAndNothingChanges()
    {
        Buy(1, 1, 5, 100);
        Sell(2, 1, 5, 100);
        Buy(1, 2, 5, 100);
        var before = Hash();
        _reports.Clear();
        Assert.Equal(Reason.UnknownOrder, _rule.Cancel(1, 1, CancelReason.User, _reports)); // filled
        Assert.Equal(Reason.UnknownOrder, _rule.Cancel(2, 2, CancelReason.User, _reports)); // another account's
        Assert.Equal(Reason.UnknownOrder, _rule.Cancel(1, 3, CancelReason.User, _reports)); // never was
        Assert.Empty(ReportText.Lines(_reports));
        Assert.Equal(before, Hash());
    }

    [Fact]
    public void Cancel_LastOrderOfTheBestPrice_UncoversTheNext()
    {
        Buy(1, 1, 5, 100);
        Buy(1, 2, 6, 90);
        Cancel(1, 1);
        AssertSide(Side.Buy, (90, 6));
        Assert.Equal(["2/1 sell rests 1@91"], Sell(2, 1, 1, 91));
    }

    [Fact]
    public void TakeAll_Orders_AreReportedInPriceTimePriorityAndGone()
    {
        Buy(1, 1, 10, 99);
        Sell(2, 2, 3, 102);
        Buy(2, 3, 4, 100);
        Sell(1, 4, 5, 101);
        Buy(3, 5, 6, 99);
        Sell(3, 6, 7, 101);
        _reports.Clear();
        _rule.TakeAll(_reports, []);
        Assert.Equal(
            [(2, 3ul, 4u), (1, 1ul, 10u), (3, 5ul, 6u), (1, 4ul, 5u), (3, 6ul, 7u), (2, 2ul, 3u)],
            _reports.Reports.ToArray().Select(report => (report.Account, report.Id, report.Lots)));
        Assert.Equal(0, _rule.OrderCount);
        AssertSide(Side.Buy);
        AssertSide(Side.Sell);
        Assert.Equal(["1/1 buy rests 1@100"], Buy(1, 1, 1, 100));
    }

    [Fact]
    public void CancelAll_Account_CancelsItsOrdersOldestFirst()
    {
        Buy(1, 1, 1, 100);
        Buy(2, 1, 1, 100);
        Sell(1, 2, 1, 200);
        Buy(1, 3, 2, 50);
        Replace(1, 3, 1, null); // a decrease: still the third
        Replace(1, 1, 0, 99); // arrives anew: now the last
        _reports.Clear();
        _rule.CancelAll(1, CancelReason.Operator, _reports);
        Assert.Equal(
            [
                "1/2 sell cancelled 1@200 OPERATOR",
                "1/3 buy cancelled 1@50 OPERATOR",
                "1/1 buy cancelled 1@99 OPERATOR",
            ],
            ReportText.Lines(_reports));
        Assert.Equal(1, _rule.OrderCount);
        _reports.Clear();
        _rule.CancelAll(1, CancelReason.Operator, _reports);
        _rule.CancelAll(12_345, CancelReason.Operator, _reports);
        Assert.Empty(ReportText.Lines(_reports));
    }

    [Fact]
    public void TryGetNext_AnyPrice_GivesTheNextWorseLevel()
    {
        Buy(1, 1, 1, 1_000_000_000);
        Buy(1, 2, 2, 0);
        Buy(1, 3, 3, -1_000_000_000);
        AssertSide(Side.Buy, (1_000_000_000, 1), (0, 2), (-1_000_000_000, 3));
        Assert.True(_rule.TryGetNext(Side.Buy, new(5), out var price, out var quantity)); // from between two levels
        Assert.Equal((0, 2L), (price.Ticks, quantity.Lots));
        Assert.False(_rule.TryGetNext(Side.Buy, new(-1_000_000_000), out _, out _));
        Assert.False(_rule.TryGetNext(Side.Sell, new(0), out _, out _));
        Assert.Equal(0, _rule.QuantityAt(Side.Buy, new(5)).Lots);
        Assert.Equal(0, _rule.QuantityAt(Side.Sell, new(0)).Lots);
    }

    [Fact]
    public void WriteState_ReachedByAnotherWay_IsTheSame()
    {
        Buy(3, 1, 1, 100);
        Sell(3, 2, 1, 100); // the last trade is part of the state
        Buy(1, 1, 5, 100);
        Sell(2, 1, 4, 110);
        var direct = Hash();
        Buy(3, 3, 8, 105);
        Cancel(3, 3);
        Sell(2, 2, 5, 100); // fills the first order
        Replace(2, 1, 3, null);
        Cancel(2, 1);
        Buy(1, 1, 7, 100);
        Replace(1, 1, 5, null);
        Sell(2, 1, 4, 110);
        Assert.Equal(direct, Hash());
    }

    [Fact]
    public void WriteState_AnythingElse_IsAnother()
    {
        var hashes = new HashSet<string>();
        foreach (var order in new[]
        {
            (1, 1UL, Side.Buy, 5, 100), (2, 1UL, Side.Buy, 5, 100), (1, 2UL, Side.Buy, 5, 100),
            (1, 1UL, Side.Sell, 5, 100), (1, 1UL, Side.Buy, 6, 100), (1, 1UL, Side.Buy, 5, 101),
        })
        {
            var (account, id, side, lots, ticks) = order;
            Submit(account, id, Order.Limit(side, new(lots), new(ticks), TimeInForce.GoodTillCancelled));
            Assert.True(hashes.Add(Hash()), $"{order} has the hash of another");
            Cancel(account, id);
        }
        Assert.True(hashes.Add(Hash()));
    }

    [Fact]
    public void WriteState_OrderOfArrivalAtOnePrice_MattersToo()
    {
        Buy(1, 1, 5, 100);
        Buy(2, 2, 5, 100);
        var oneFirst = Hash();
        Replace(1, 1, 0, null, losesPriority: true);
        Assert.NotEqual(oneFirst, Hash());
    }

    private string[] Buy(int account, ulong id, long lots, int ticks, TimeInForce lives = TimeInForce.GoodTillCancelled) =>
        Accepted(account, id, Order.Limit(Side.Buy, new(lots), new(ticks), lives));

    private string[] Sell(int account, ulong id, long lots, int ticks, TimeInForce lives = TimeInForce.GoodTillCancelled) =>
        Accepted(account, id, Order.Limit(Side.Sell, new(lots), new(ticks), lives));

    private string[] Accepted(int account, ulong id, in Order order)
    {
        Assert.Equal(Reason.None, Submit(account, id, order));
        return ReportText.Lines(_reports);
    }

    private Reason Submit(int account, ulong id, in Order order)
    {
        _reports.Clear();
        return _rule.Submit(account, id, order, _reports);
    }

    private string[] Replace(int account, ulong id, long lots, int? ticks, bool losesPriority = false)
    {
        _reports.Clear();
        Price? price = ticks is { } given ? new Price(given) : null;
        Assert.Equal(Reason.None, _rule.Replace(account, id, new(new(lots), price, losesPriority), _reports));
        return ReportText.Lines(_reports);
    }

    private string[] Cancel(int account, ulong id)
    {
        _reports.Clear();
        Assert.Equal(Reason.None, _rule.Cancel(account, id, CancelReason.User, _reports));
        return ReportText.Lines(_reports);
    }

    private void AssertSide(Side side, params (int Ticks, long Lots)[] levels)
    {
        var found = new List<(int, long)>();
        for (var more = _rule.TryGetBest(side, out var price, out var quantity);
            more;
            more = _rule.TryGetNext(side, price, out price, out quantity))
        {
            found.Add((price.Ticks, quantity.Lots));
            Assert.Equal(quantity, _rule.QuantityAt(side, price));
        }
        Assert.Equal(levels, found);
    }

    private string Hash()
    {
        using var writer = new StateWriter();
        _rule.WriteState(writer);
        return writer.Finish();
    }
}
