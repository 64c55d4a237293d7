using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Mistakes that other order books have made, each as the conversation that shows it.</summary>
public class KnownBugsTests
{
    private readonly KernelBench _bench = KernelBench.With("A", "B", "C");

    [Fact]
    public void ImmediateOrCancel_PartlyFilled_ItsRestDoesNotRest()
    {
        _bench.Sell("A", 1, 3, 100);
        Assert.Equal(
            [
                "B 1 accepted",
                "A 1 sells 3@100 as Maker, 0 open",
                "B 1 buys 3@100 as Taker, 2 open",
                "print 3@100",
                "B 1 cancelled 2@100 IOC",
            ],
            _bench.Buy("B", 1, 5, 100, TimeInForce.ImmediateOrCancel));
        Assert.Equal(["B 1 rejected UNKNOWN_ORDER"], _bench.Cancel("B", 1));
        Assert.Equal(["C 1 accepted"], _bench.Sell("C", 1, 1, 100));
    }

    [Fact]
    public void Market_EmptyBook_IsCancelledAndDoesNotRest()
    {
        Assert.Equal(
            ["A 1 accepted", "A 1 cancelled 5@1000000000 IOC"], _bench.Submit("A", 1, Order.Market(Side.Buy, new(5))));
        Assert.Equal(["B 1 accepted"], _bench.Sell("B", 1, 5, 100));
    }

    [Fact]
    public void FilledOrders_ManyOfThem_LeaveNothingBehind()
    {
        for (var id = 1UL; id <= 1000; id++)
        {
            _bench.Sell("A", id, 2, 100);
            _bench.Buy("B", id, 1, 100);
            _bench.Buy("C", id, 1, 100);
        }
        Assert.Equal(0, _bench.Book.Rule.OrderCount);
        Assert.Equal(["A 500 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 500));
        Assert.Equal(["StatisticsShown", "end of 0"], _bench.Show(CommandKind.ShowDepth));
    }

    [Fact]
    public void Cancel_InteriorOrder_TheOthersKeepTheirTimePriority()
    {
        _bench.Buy("A", 1, 1, 100);
        _bench.Buy("B", 1, 1, 100);
        _bench.Buy("C", 1, 1, 100);
        Assert.Equal(["B 1 cancelled 1@100 USER"], _bench.Cancel("B", 1));
        _bench.Buy("B", 2, 1, 100);
        Assert.Equal(
            ["A 1 buys", "C 1 buys", "B 2 buys"], Makers(_bench.Sell("C", 9, 3, 100)));
    }

    [Fact]
    public void Replace_FilledOrder_IsRefused()
    {
        _bench.Buy("A", 1, 5, 100);
        _bench.Sell("B", 1, 5, 100);
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Replace("A", 1, 10, 101));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Replace("A", 1));
        Assert.Equal(["B 1 rejected UNKNOWN_ORDER"], _bench.Replace("B", 1, 1));
    }

    [Theory]
    [InlineData(Side.Buy, 107)]
    [InlineData(Side.Sell, 93)]
    public void Trade_PricesCross_IsAtTheMakersPrice(Side taker, int limit)
    {
        _bench.Submit("A", 1, Order.Limit(taker.Opposite(), new(1), new(100), TimeInForce.GoodTillCancelled));
        _bench.Submit("B", 1, Order.Limit(taker, new(1), new(limit), TimeInForce.GoodTillCancelled));
        Assert.Equal(100, _bench.Events.Single(e => e.Kind == EventKind.Print).Price.Ticks);
        Assert.All(_bench.Events.Where(e => e.Kind == EventKind.Filled), e => Assert.Equal(100, e.Price.Ticks));
        Assert.Equal(taker == Side.Buy ? "-100" : "100", _bench.CashOf("B"));
    }

    [Fact]
    public void EmptiedLevel_ByTradeCancelOrReplace_IsNoLongerTheBestPrice()
    {
        _bench.Buy("A", 1, 1, 103);
        _bench.Buy("A", 2, 1, 102);
        _bench.Buy("A", 3, 1, 101);
        _bench.Buy("A", 4, 1, 100);
        _bench.Sell("B", 1, 1, 103);
        Assert.Equal(["B 2 accepted"], _bench.Sell("B", 2, 1, 103));
        _bench.Cancel("A", 2);
        Assert.Equal(["B 3 accepted"], _bench.Sell("B", 3, 1, 102));
        _bench.Replace("A", 3, at: 99);
        Assert.Equal(["B 4 accepted"], _bench.Sell("B", 4, 1, 101));
        Assert.Equal(["A 4 buys", "A 3 buys"], Makers(_bench.Sell("B", 5, 2, 99)));
    }

    [Fact]
    public void Id_OfAFilledOrCancelledOrder_IsTakenAgain()
    {
        _bench.Buy("A", 1, 5, 100);
        Assert.Equal(["A 1 rejected DUPLICATE_ID"], _bench.Buy("A", 1, 5, 100));
        _bench.Sell("B", 1, 5, 100);
        Assert.Equal(["A 1 accepted"], _bench.Buy("A", 1, 5, 100));
        _bench.Cancel("A", 1);
        Assert.Equal(["A 1 accepted"], _bench.Sell("A", 1, 5, 100));
        Assert.Equal(["B 1 accepted"], _bench.Sell("B", 1, 5, 100));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Replace_Quantity_LosesPriorityOnlyWhenItGrows(long lots, bool loses)
    {
        _bench.Buy("A", 1, 5, 100);
        _bench.Buy("B", 1, 5, 100);
        Assert.Equal([$"A 1 replaced {lots}@100"], _bench.Replace("A", 1, lots));
        Assert.Equal([loses ? "B 1 buys" : "A 1 buys"], Makers(_bench.Sell("C", 1, 1, 100)));
    }

    [Fact]
    public void Replace_PartlyFilledOrder_GivesTheNewOpenQuantity()
    {
        _bench.Buy("A", 1, 10, 100);
        _bench.Sell("B", 1, 4, 100);
        Assert.Equal(["A 1 replaced 5@100"], _bench.Replace("A", 1, 5)); // of the 6 still open
        Assert.Contains("A 1 buys 5@100 as Maker, 0 open", _bench.Sell("B", 2, 9, 100));
    }

    [Fact]
    public void Replace_ToACrossingPrice_TradesAfterItsReplaced()
    {
        _bench.Sell("A", 1, 3, 105);
        _bench.Buy("B", 1, 5, 100);
        Assert.Equal(
            ["B 1 replaced 5@106", "A 1 sells 3@105 as Maker, 0 open", "B 1 buys 3@105 as Taker, 2 open", "print 3@105"],
            _bench.Replace("B", 1, at: 106));
        Assert.Equal(["B 1 buys"], Makers(_bench.Sell("C", 1, 1, 106)));
    }

    [Theory]
    [InlineData(6, 101, true)]
    [InlineData(7, 101, false)]
    [InlineData(3, 100, true)]
    [InlineData(4, 100, false)]
    public void FillOrKill_AtTheBoundary_CountsExactly(long lots, int limit, bool fills)
    {
        _bench.Sell("A", 1, 3, 100);
        _bench.Sell("B", 1, 3, 101);
        var lines = _bench.Buy("C", 1, lots, limit, TimeInForce.FillOrKill);
        if (fills)
        {
            Assert.Equal(lots.ToString(), _bench.UnitsOf("C"));
            Assert.DoesNotContain(lines, line => line.Contains("cancelled", StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal(["C 1 accepted", $"C 1 cancelled {lots}@{limit} FOK"], lines);
            Assert.Equal("0", _bench.UnitsOf("C"));
        }
    }

    [Fact]
    public void FillOrKill_Refused_LeavesTheBookAlone()
    {
        _bench.Sell("A", 1, 3, 100);
        _bench.Buy("C", 1, 4, 100, TimeInForce.FillOrKill);
        Assert.Equal(["A 1 sells"], Makers(_bench.Buy("C", 1, 3, 100, TimeInForce.FillOrKill)));
    }

    [Fact]
    public void Cancel_PartlyFilledOrder_GivesBackOnlyTheRest()
    {
        _bench.Buy("A", 1, 10, 100);
        _bench.Sell("B", 1, 4, 100);
        Assert.Equal(["A 1 cancelled 6@100 USER"], _bench.Cancel("A", 1));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
    }

    [Fact]
    public void Cancel_AnotherAccountsOrder_IsRefused()
    {
        _bench.Buy("A", 1, 10, 100);
        Assert.Equal(["B 1 rejected UNKNOWN_ORDER"], _bench.Cancel("B", 1));
        Assert.Equal(["B 1 rejected UNKNOWN_ORDER"], _bench.Replace("B", 1, 5));
        Assert.Equal(["A 1 cancelled 10@100 USER"], _bench.Cancel("A", 1));
    }

    /// <summary>The makers of the trades in some lines, first to trade first.</summary>
    private static string[] Makers(string[] lines) =>
        [.. lines.Where(line => line.Contains("as Maker", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split(' ').Take(3)))];
}
