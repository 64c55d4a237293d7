namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>What becomes of standing bids in conditional auctions: conditional ones stand whole, schedules keep their rest.</summary>
public class StandingConditionalBidTests
{
    private readonly KernelBench _bench = KernelBench.With(KernelBench.ConditionalRule("0.5"), [], "A", "B", "C");

    [Fact]
    public void Clear_AgainAndAgain_ConditionalBidsWantTheSame()
    {
        _bench.Stand("A", 1, "103 + 1q in -4..4");
        _bench.Stand("B", 1, "100 + 1q");
        _bench.Stand("C", 1, "97 + 1q - 0.5B");
        string[] first = _bench.Clear();
        for (var clearing = 2; clearing <= 6; clearing++)
        {
            Assert.Equal(first, _bench.Clear());
        }
        Assert.Equal(("18", "-18"), (_bench.UnitsOf("A"), _bench.UnitsOf("C")));
    }

    [Fact]
    public void ReplaceConditional_StandingBid_IsWhatClearsNextAndStandsOn()
    {
        _bench.Stand("A", 1, "103 + 1q");
        _bench.Stand("B", 1, "100 + 1q");
        _bench.Stand("C", 1, "97 + 1q");
        Assert.Equal(["A 1 replaced 0@0"], _bench.ReplaceConditional("A", 1, "100 + 1q"));
        Assert.Equal(["B 1 replaced 0@0"], _bench.ReplaceConditional("B", 1, "103 + 1q in ..9"));
        for (var clearing = 1; clearing <= 2; clearing++)
        {
            // The replaced are the latest.
            Assert.Equal(
                ["C 1 allocated -3@100 for 300", "A 1 allocated 0@100 for 0", "B 1 allocated 3@100 for -300", "operator settled 0", "cleared 3@100"],
                _bench.Clear());
        }
    }

    [Fact]
    public void ReplaceConditional_ForOneClearing_StaysForOne()
    {
        _bench.Bid("A", 1, "103 + 1q");
        _bench.Stand("B", 1, "97 + 1q");
        _bench.ReplaceConditional("A", 1, "99 + 1q");
        Assert.Equal("cleared 1@98", _bench.Clear()[^1]);
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.ReplaceConditional("A", 1, "99 + 1q"));
    }

    [Fact]
    public void Clear_StandingSchedule_KeepsWhatItDidNotGet()
    {
        // It buys up to four below 98, and sells up to four above 102; the others are lines of slope one.
        _bench.Stand("A", 1, "94:4 98:0 102:0 106:-4");
        Assert.Equal("2@96", ClearAmong("96", "94"));
        Assert.Equal("1@95", ClearAmong("96", "93")); // from 96 down, two are bought already
        Assert.Equal("1@93", ClearAmong("96", "89")); // the last, whatever the price
        Assert.Equal("-2@104", ClearAmong("103", "107"));
        Assert.Equal("-2@108", ClearAmong("103", "115"));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
    }

    [Fact]
    public void ReplaceSchedule_AfterATrade_WantsAllOfItsNewQuantity()
    {
        _bench.Stand("A", 1, "100:5 110:-5");
        _bench.Stand("B", 1, "101 + 1q");
        Assert.StartsWith("A 1 allocated 2@103", _bench.Clear()[0], StringComparison.Ordinal);
        Assert.Equal(["A 1 replaced 10@0"], _bench.ReplaceSchedule("A", 1, "100:5 110:-5"));
        Assert.Equal(["A 1 cancelled 10@0 USER"], _bench.Cancel("A", 1));
    }

    /// <summary>What A gets, and the price, where B and C bid at these prices for nothing.</summary>
    private string ClearAmong(string b, string c)
    {
        _bench.Bid("B", 1, $"{b} + 1q");
        _bench.Bid("C", 1, $"{c} + 1q");
        return _bench.Clear()[0].Split(' ')[3];
    }
}
