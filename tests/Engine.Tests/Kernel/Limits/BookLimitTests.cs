using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Limits;

/// <summary>Books with limits: maker fee 1, taker fee 2 a lot, ticks and lots of one.</summary>
public class BookLimitTests
{
    private readonly KernelBench _bench = new();

    public BookLimitTests()
    {
        _bench.Define(Definition("book"));
        _bench.DefineAccount("A", cash: "100", units: "10");
        _bench.DefineAccount("B", cash: "100", units: "10");
    }

    [Fact]
    public void Submit_Buyer_SetsAsideItsPriceAndTheGreaterFee()
    {
        Assert.Equal(["A 1 accepted"], _bench.Buy("A", 1, 5, 10));
        Assert.Equal(("60", "0", 1), Reserved("A"));
        Assert.Equal(["A 2 rejected NO_CASH"], _bench.Buy("A", 2, 4, 9)); // 44 of 40
        Assert.Equal(["A 2 accepted"], _bench.Buy("A", 2, 4, 8));
        Assert.Equal(("100", "0", 2), Reserved("A"));
    }

    [Fact]
    public void Submit_Seller_SetsAsideUnitsAndWhatTheFeeIsBeyondThePrice()
    {
        Assert.Equal(["A 1 accepted"], _bench.Sell("A", 1, 6, 1));
        Assert.Equal(("6", "6", 1), Reserved("A"));
        Assert.Equal(["A 2 rejected NO_UNITS"], _bench.Sell("A", 2, 5, 9));
        Assert.Equal(["A 2 accepted"], _bench.Sell("A", 2, 4, 9));
        Assert.Equal(("6", "10", 2), Reserved("A"));
        Assert.Equal(["B 1 rejected NO_CASH"], _bench.Sell("B", 1, 10, -9)); // it would pay 9 and a fee of 2 a lot
    }

    [Fact]
    public void Submit_ThatTrades_NeedsItsWholeWorstCaseAndSetsAsideItsRest()
    {
        _bench.Sell("A", 1, 4, 8);
        Assert.Equal(["B 1 rejected NO_CASH"], _bench.Buy("B", 1, 9, 10));
        _bench.Buy("B", 1, 6, 10);
        Assert.Equal(("60", "14", "24"), (_bench.CashOf("B"), _bench.UnitsOf("B"), Reserved("B").Cash));
        Assert.Equal(("128", "6"), (_bench.CashOf("A"), _bench.UnitsOf("A")));
        Assert.Equal(("0", "0", 0), Reserved("A"));
    }

    [Fact]
    public void Trade_OfTheMaker_ReleasesWhatItsLotsNeeded()
    {
        _bench.Buy("A", 1, 5, 10);
        _bench.Sell("B", 1, 2, 10);
        Assert.Equal(("36", "0", 1), Reserved("A"));
        Assert.Equal("78", _bench.CashOf("A")); // with a fee of 1 a lot, not 2
        _bench.Sell("B", 2, 3, 10);
        Assert.Equal(("0", "0", 0), Reserved("A"));
    }

    [Fact]
    public void Replace_NeedsOnlyTheDifference()
    {
        _bench.Buy("A", 1, 5, 10);
        Assert.Equal(["A 1 rejected NO_CASH"], _bench.Replace("A", 1, 9, 10));
        Assert.Equal(("60", "0", 1), Reserved("A"));
        Assert.Equal(["A 1 replaced 8@10"], _bench.Replace("A", 1, 8));
        Assert.Equal(("96", "0", 1), Reserved("A"));
        _bench.Replace("A", 1, 3);
        Assert.Equal(("36", "0", 1), Reserved("A"));
        _bench.Sell("A", 2, 8, 50);
        Assert.Equal(["A 2 rejected NO_UNITS"], _bench.Replace("A", 2, 11));
        Assert.Equal(["A 2 replaced 10@60"], _bench.Replace("A", 2, 10, 60));
        _bench.CancelAll("A");
        Assert.Equal(("0", "0", 0), Reserved("A"));
    }

    [Fact]
    public void MarketOrder_NeedsWhatItWouldSweepAsThePublicSeesIt()
    {
        _bench.Define(Definition("lit") with { Disclosure = Disclosure.Lit });
        _bench.Sell("A", 1, 2, 10);
        _bench.Sell("A", 2, 2, 30);
        Assert.Equal("lit: B 1 accepted", _bench.Submit("B", 1, Order.Market(Side.Buy, new(3)))[0]);
        Assert.Equal("44", _bench.CashOf("B"));
        // Lots that nobody shows may hide at the worst price that is shown.
        Assert.Equal(["lit: B 2 rejected NO_CASH"], _bench.Submit("B", 2, Order.Market(Side.Buy, new(2))));
        _bench.Buy("A", 3, 1, 5);
        Assert.Equal(["lit: B 3 rejected NO_UNITS"], _bench.Submit("B", 3, Order.Market(Side.Sell, new(14))));
        Assert.Equal("lit: B 4 accepted", _bench.Submit("B", 4, Order.Market(Side.Sell, new(13)))[0]);
        // Where nobody is, nothing trades.
        Assert.Equal("lit: B 5 accepted", _bench.Submit("B", 5, Order.Market(Side.Sell, new(1_000)))[0]);
    }

    [Fact]
    public void MarketOrder_InTheDark_IsRefusedByTheCollarAndNotByTheBook()
    {
        _bench.Define(Definition("dark") with { Collar = new(new(1), new(20)) });
        Assert.Equal(["dark: B 1 rejected NO_CASH"], _bench.Submit("B", 1, Order.Market(Side.Buy, new(5))));
        _bench.Sell("A", 1, 5, 2);
        Assert.Equal(["dark: B 1 rejected NO_CASH"], _bench.Submit("B", 1, Order.Market(Side.Buy, new(5))));
        Assert.Equal("dark: B 1 accepted", _bench.Submit("B", 1, Order.Market(Side.Buy, new(4)))[0]);
    }

    [Fact]
    public void Stop_Asleep_SetsAsideItsLimitAndReleasesItWhenItWakes()
    {
        _bench.Submit("A", 1, Order.Limit(Side.Buy, new(5), new(10), TimeInForce.GoodTillCancelled), new() { Stop = new Price(9) });
        Assert.Equal(("60", "0", 1), Reserved("A"));
        _bench.Replace("A", 1, 4);
        Assert.Equal(("48", "0", 1), Reserved("A"));
        _bench.Replace("A", 1, 4, 9);
        Assert.Equal(("44", "0", 1), Reserved("A"));
        Assert.Equal(["A 2 rejected NO_CASH"], _bench.Submit("A", 2, Order.Market(Side.Buy, new(1)), new() { Stop = new Price(9) }));
        _bench.Sell("B", 1, 3, 9);
        _bench.DefineAccount("C", cash: "100");
        _bench.Buy("C", 1, 1, 9);
        // It woke, bought the two that were left, and two of it rest.
        Assert.Equal(("22", "0", 1), Reserved("A"));
        Assert.Equal(("78", "12"), (_bench.CashOf("A"), _bench.UnitsOf("A")));
    }

    [Fact]
    public void Iceberg_WhatIsHidden_IsSetAsideToo()
    {
        _bench.Submit("A", 1, Order.Limit(Side.Sell, new(9), new(10), TimeInForce.GoodTillCancelled), new() { Display = new(2) });
        Assert.Equal(("0", "9", 1), Reserved("A"));
        _bench.Buy("B", 1, 3, 10);
        Assert.Equal(("0", "6", 1), Reserved("A"));
        Assert.Equal(["B 2 rejected NO_CASH"], _bench.Submit("B", 2, Order.Market(Side.Buy, new(6))));
    }

    [Fact]
    public void Opening_CollectedOrders_KeepWhatTheyNeedAndReleaseWhatTrades()
    {
        _bench.Buy("A", 1, 2, 10);
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(("24", "0", 1), Reserved("A"));
        Assert.Equal(["A 2 rejected NO_CASH"], _bench.Buy("A", 2, 7, 9));
        _bench.Buy("A", 2, 5, 9);
        Assert.Equal(["A 2 rejected NO_CASH"], _bench.Replace("A", 2, 7));
        _bench.Replace("A", 2, 4);
        Assert.Equal(("68", "0", 2), Reserved("A"));
        Assert.Equal(["A 3 rejected NO_CASH"], _bench.Submit("A", 3, Order.Market(Side.Buy, new(1))));
        _bench.Sell("B", 1, 3, 9);
        Assert.Equal(("0", "3", 1), Reserved("B"));
        _bench.Phase(MarketPhase.Open);
        Assert.Equal(("33", "0", 1), Reserved("A"));
        Assert.Equal("73", _bench.CashOf("A")); // nobody made the other's price: no fee
        Assert.Equal(("0", "0", 0), Reserved("B"));
        _bench.Phase(MarketPhase.Closed);
        Assert.Equal(("0", "0", 0), Reserved("A"));
    }

    [Fact]
    public void Limits_CreditAndShort_AreWhatMayBeOwed()
    {
        _bench.SetLimits("A", new() { Credit = KernelBench.Cash("20"), ShortUnits = [("XYZ", KernelBench.Units("5"))] });
        Assert.Equal(["A 1 accepted"], _bench.Buy("A", 1, 10, 10));
        Assert.Equal(["A 2 rejected NO_CASH"], _bench.Buy("A", 2, 1, 1));
        Assert.Equal(["A 3 accepted"], _bench.Sell("A", 3, 15, 11));
        Assert.Equal(["A 4 rejected NO_UNITS"], _bench.Sell("A", 4, 1, 11));
        _bench.SetLimits("A", AccountLimits.None);
        Assert.Equal(["A 1 replaced 9@10"], _bench.Replace("A", 1, 9)); // what leads back is allowed
        Assert.Equal(["A 1 rejected NO_CASH"], _bench.Replace("A", 1, 10));
    }

    [Fact]
    public void Limits_SizeOrdersAndPosition_AreRefusedWithLimit()
    {
        _bench.SetLimits("A", new()
        {
            MaxOrder = KernelBench.Units("4"),
            MaxOpenOrders = 2,
            MaxPosition = KernelBench.Units("13"),
        });
        Assert.Equal(["A 1 rejected LIMIT"], _bench.Buy("A", 1, 5, 1));
        Assert.Equal(["A 1 accepted"], _bench.Buy("A", 1, 2, 1));
        Assert.Equal(["A 1 rejected LIMIT"], _bench.Replace("A", 1, 4)); // ten and four
        Assert.Equal(["A 2 rejected LIMIT"], _bench.Buy("A", 2, 2, 1, TimeInForce.ImmediateOrCancel));
        Assert.Equal(["A 2 accepted"], _bench.Sell("A", 2, 4, 9));
        Assert.Equal(["A 3 rejected LIMIT"], _bench.Sell("A", 3, 1, 9));
        Assert.Equal("A 3 accepted", _bench.Sell("A", 3, 1, 9, TimeInForce.ImmediateOrCancel)[0]);
        _bench.Cancel("A", 1);
        Assert.Equal(["A 3 accepted"], _bench.Sell("A", 3, 1, 9));
        Assert.Equal(["A 3 rejected LIMIT"], _bench.Replace("A", 3, 5));
    }

    [Fact]
    public void Transfer_OfWhatIsSetAside_IsRefused()
    {
        _bench.Buy("A", 1, 5, 10);
        _bench.Sell("A", 2, 6, 50);
        Assert.Equal(["A answer 0 NO_CASH"], _bench.Numbered(1, 0).Transfer("A", "-41"));
        Assert.Equal(["A answer 0 NO_UNITS"], _bench.Transfer("A", "-40", "-5"));
        Assert.Equal(["A answer 0"], _bench.Transfer("A", "-40", "-4"));
        _bench.Numbered(0, 0).CancelAll("A");
        Assert.Equal(["A answer 0"], _bench.Numbered(1, 0).Transfer("A", "-1000", "-1000")); // nothing is set aside
    }

    [Fact]
    public void ShowBalances_Reserved_IsToldWhereThereIsAny()
    {
        _bench.Buy("A", 1, 5, 10);
        _bench.Sell("A", 2, 6, 50);
        var shown = _bench.Show(CommandKind.ShowBalances, "A");
        Assert.Equal(["A has reserved cash 60000000000000", "A has reserved units 6000000"], shown[2..4]);
        Assert.Equal(3, _bench.Show(CommandKind.ShowBalances, "B").Length);
    }

    [Fact]
    public void Market_WithoutLimits_SetsNothingAside()
    {
        _bench.Define(Definition("free") with { HasLimits = false });
        Assert.Equal(["free: A 1 accepted"], _bench.Buy("A", 1, 5_000, 10));
        Assert.Equal(("0", "0", 0), Reserved("A"));
    }

    [Fact]
    public void StateHash_Limits_AreInIt()
    {
        var before = _bench.Kernel.StateHash();
        _bench.SetLimits("A", new() { Credit = KernelBench.Cash("1") });
        var after = _bench.Kernel.StateHash();
        _bench.SetLimits("A", AccountLimits.None);
        Assert.NotEqual(before, after);
        Assert.Equal(1, _bench.Kernel.Catalog.AccountCount - 2);
        Assert.Equal(AccountLimits.None, _bench.Kernel.Catalog.Account(1).Limits with { ShortUnits = AccountLimits.None.ShortUnits });
    }

    private (string Cash, string Units, int Bids) Reserved(string account)
    {
        var (reservations, number) = (_bench.Kernel.Reservations, _bench.NumberOf(account));
        return (reservations.CashOf(number).ToString(), reservations.UnitsOf(number, 0).ToString(), reservations.BidsOf(number));
    }

    private static MarketDefinition Definition(string id) =>
        KernelBench.Definition(id, KernelBench.PrintsOnly, new(KernelBench.Cash("1"), KernelBench.Cash("2"))) with { HasLimits = true };
}
