using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

public class TimerTests
{
    private readonly KernelBench _bench = KernelBench.With(new(DepthDisclosure.None, 0, 100), Charges.None, "A", "B");

    [Fact]
    public void DelayedPrint_CommandBeforeItIsDue_WaitsOn()
    {
        Trade(1, at: 10);
        Assert.DoesNotContain(_bench.Events, e => e.Kind == EventKind.Print);
        Assert.Equal(new Timestamp(110), _bench.Kernel.NextDue);
        Assert.Equal(["A 9 accepted"], _bench.At(109).Buy("A", 9, 1, 50));
        Assert.Equal(["print 1@100"], _bench.At(110).Advance());
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
        Assert.Empty(_bench.At(500).Advance());
    }

    [Fact]
    public void DelayedPrint_LaterCommand_ComesBeforeItWithItsOwnTime()
    {
        Trade(1, at: 10);
        Assert.Equal(["print 1@100", "A 9 accepted"], _bench.At(1000).Buy("A", 9, 1, 50));
        Assert.Equal([110, 1000], _bench.Events.Select(e => e.Time.Nanoseconds));
    }

    [Fact]
    public void DelayedPrints_DueTogether_ComeInTheOrderOfTheirTrades()
    {
        _bench.At(10).Sell("A", 1, 1, 103);
        _bench.Sell("A", 2, 2, 101);
        _bench.Sell("A", 3, 3, 102);
        _bench.Buy("B", 1, 6, 105);
        Trade(7, at: 20);
        Assert.Equal(["print 2@101", "print 3@102", "print 1@103", "print 7@100"], _bench.At(1000).Advance());
        Assert.Equal([110, 110, 110, 120], _bench.Events.Select(e => e.Time.Nanoseconds));
    }

    [Fact]
    public void DelayedPrints_OfSeveralMarkets_ComeByTimeThenDefinition()
    {
        _bench.Define(KernelBench.Definition("slow", new(DepthDisclosure.None, 0, 200)));
        Trade(1, at: 0);
        _bench.In("book");
        Trade(2, at: 100);
        Assert.Equal(["print 2@100", "slow: print 1@100"], _bench.At(300).Advance());
        Assert.Equal([200, 200], _bench.Events.Select(e => e.Time.Nanoseconds));
    }

    [Fact]
    public void Apply_EarlierStamp_CountsAsTheLast()
    {
        _bench.At(1000).Advance();
        _bench.At(5).Buy("A", 1, 1, 100);
        Assert.Equal(new Timestamp(1000), _bench.Kernel.Now);
        Assert.Equal(1000, _bench.Events[0].Time.Nanoseconds);
        _bench.At(-5).Advance();
        Assert.Equal(new Timestamp(1000), _bench.Kernel.Now);
    }

    [Fact]
    public void DelayedPrint_NearTheEndOfTime_DoesNotOverflow()
    {
        Assert.True(FixedDecimal.TryParse("9123372036.854775806", out var seconds));
        Assert.True(Timestamp.TryFromSeconds(seconds, out var last));
        _bench.Define(KernelBench.Definition("eternal", new(DepthDisclosure.None, 0, long.MaxValue)));
        Trade(1, at: last.Nanoseconds);
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue); // its print will never be
        Assert.Empty(_bench.Advance());
        _bench.In("book");
        Trade(2, at: last.Nanoseconds);
        Assert.Equal(last.After(100), _bench.Kernel.NextDue);
    }

    [Fact]
    public void Query_TimerDue_DoesNotFireIt()
    {
        Trade(1, at: 10);
        _bench.At(1000).Show(CommandKind.ShowBalances);
        Assert.Equal(new Timestamp(110), _bench.Kernel.NextDue);
        Assert.Equal(new Timestamp(10), _bench.Kernel.Now);
    }

    private void Trade(long lots, long at)
    {
        _bench.At(at).Sell("A", 100, lots, 100);
        _bench.Buy("B", 100, lots, 100);
    }
}
