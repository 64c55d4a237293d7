using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Cancel on disconnect.</summary>
public class PresenceTests
{
    private readonly KernelBench _bench = KernelBench.With("A", "B");

    public PresenceTests()
    {
        _bench.At(10).Buy("A", 1, 5, 100);
        _bench.Buy("B", 1, 5, 99);
    }

    [Fact]
    public void Disconnected_WithGrace_CancelsTheAccountsBidsWhenItIsOver()
    {
        _bench.Connected("A", 7, grace: 5);
        _bench.At(20).Disconnected("A", 7);
        Assert.Equal(new Timestamp(25), _bench.Kernel.NextDue);
        Assert.Empty(_bench.At(24).Advance());
        Assert.Equal(["A 1 cancelled 5@100 USER"], _bench.At(30).Advance());
        Assert.Equal(new Timestamp(25), _bench.Events[0].Time);
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
        _bench.Disconnected("A", 7); // watched no more
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
    }

    [Fact]
    public void Disconnected_WithoutGrace_CancelsAtOnce()
    {
        _bench.Connected("A", 7, grace: 0);
        Assert.Equal(["A 1 cancelled 5@100 USER"], _bench.At(20).Disconnected("A", 7));
    }

    [Fact]
    public void Connected_MoreThanAnAccountMayHaveWatched_IsRefused()
    {
        for (var session = 1UL; session <= Presence.MaxPerAccount; session++)
        {
            _bench.Connected("A", session, grace: 5);
        }
        Assert.Equal(["A answer 1 LIMIT"], _bench.Numbered(1, 1).Connected("A", 5000, grace: 5));
        Assert.Equal(["A answer 2"], _bench.Numbered(1, 2).Connected("A", 7, grace: 6));
        Assert.Equal(["B answer 1"], _bench.Numbered(1, 1).Connected("B", 5000, grace: 5));
        Assert.Equal(["A answer 3"], _bench.Numbered(1, 3).Connected("A", 7, grace: null));
        Assert.Equal(["A answer 4"], _bench.Numbered(1, 4).Connected("A", 5000, grace: 5));
    }

    [Fact]
    public void Resumed_WithoutGrace_CancelsAtOnce()
    {
        _bench.Connected("A", 7, grace: 0);
        Assert.Equal(["A 1 cancelled 5@100 USER"], _bench.At(20).Resumed());
    }

    [Fact]
    public void Connected_InTime_KeepsTheBidsAndCountsAnew()
    {
        _bench.Connected("A", 7, grace: 5);
        _bench.At(20).Disconnected("A", 7);
        _bench.At(24).Connected("A", 7, grace: 9);
        Assert.Empty(_bench.At(100).Advance());
        _bench.Disconnected("A", 7);
        _bench.At(101).Disconnected("A", 7); // again: counts from the first time
        Assert.Equal(["A 1 cancelled 5@100 USER"], _bench.At(200).Advance());
        Assert.Equal(new Timestamp(109), _bench.Events[0].Time);
    }

    [Fact]
    public void Connected_WithoutTheWish_EndsTheWatch()
    {
        _bench.Connected("A", 7, grace: 5);
        _bench.At(20).Disconnected("A", 7);
        _bench.At(21).Connected("A", 7, grace: null);
        Assert.Empty(_bench.At(100).Advance());
        _bench.Disconnected("A", 7);
        Assert.Empty(_bench.At(200).Advance());
    }

    [Fact]
    public void Disconnected_OtherSessionOrAccount_DoesNotMatter()
    {
        _bench.Connected("A", 7, grace: 0);
        _bench.Disconnected("A", 8);
        _bench.Disconnected("B", 7);
        Assert.Empty(_bench.At(100).Advance());
    }

    [Fact]
    public void Disconnected_SeveralDueTogether_CancelByAccount()
    {
        _bench.Connected("B", 1, grace: 5);
        _bench.Connected("A", 2, grace: 5);
        _bench.Connected("A", 3, grace: 5);
        _bench.At(20).Disconnected("B", 1);
        _bench.Disconnected("A", 3);
        _bench.Disconnected("A", 2);
        Assert.Equal(["A 1 cancelled 5@100 USER", "B 1 cancelled 5@99 USER"], _bench.At(25).Advance());
    }

    [Fact]
    public void Resumed_AfterADowntime_CountsAsADisconnect()
    {
        _bench.Connected("A", 7, grace: 5);
        Assert.True(_bench.Kernel.AwaitsResumption);
        Assert.Empty(_bench.At(1000).Resumed());
        Assert.Equal(["A 1 cancelled 5@100 USER"], _bench.At(1005).Advance());
        Assert.False(_bench.Kernel.AwaitsResumption);
    }

    [Fact]
    public void Continued_AfterAPause_FindsConnectionsAsTheyWere()
    {
        _bench.Connected("A", 7, grace: 5);
        _bench.Connected("B", 7, grace: 5);
        _bench.At(20).Disconnected("B", 7);
        Assert.Equal(["B 1 cancelled 5@99 USER"], _bench.At(1000).Continued());
        Assert.Empty(_bench.At(2000).Advance());
        _bench.Disconnected("A", 7);
        Assert.Equal(["A 1 cancelled 5@100 USER"], _bench.At(2005).Advance());
    }

    [Fact]
    public void StateHash_OfWhoIsWatched_IsPartOfIt()
    {
        var hashes = new HashSet<string>();
        foreach (var (session, grace) in new[] { (7UL, 5L), (8UL, 5L), (7UL, 6L) })
        {
            var bench = KernelBench.With("A", "B");
            bench.Connected("A", session, grace);
            hashes.Add(bench.Kernel.StateHash());
            bench.At(20).Disconnected("A", session);
            hashes.Add(bench.Kernel.StateHash());
        }
        Assert.Equal(6, hashes.Count);
    }
}
