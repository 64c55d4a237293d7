using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>The operator's kill switch.</summary>
public class BlockTests
{
    private readonly KernelBench _bench = KernelBench.With("A", "B");

    public BlockTests()
    {
        _bench.Define(KernelBench.SessionDefinition("auction", new CallAuctionDefinition(Rationing.Time, RationingScope.Marginal, default, null)));
        _bench.In("book");
    }

    [Fact]
    public void Block_AnAccount_CancelsAllItHasAndNothingElse()
    {
        _bench.Buy("A", 1, 5, 100);
        _bench.Sell("A", 2, 5, 110);
        _bench.Buy("B", 1, 5, 99);
        _bench.In("auction").Stand("A", 3, "B 4");

        Assert.Equal(
            ["A 1 cancelled 5@100 OPERATOR", "A 2 cancelled 5@110 OPERATOR", "auction: A 3 cancelled 4@0 OPERATOR"],
            _bench.In("book").Block("A").Where(line => line.Contains("cancelled", StringComparison.Ordinal)));
        Assert.Equal("B 1 cancelled 5@99 USER", _bench.Cancel("B", 1)[0]);
    }

    [Fact]
    public void Block_AnAccount_RefusesEveryBidOfItsAndOfNobodyElse()
    {
        _bench.Block("A");

        Assert.Equal(["A 1 rejected NOT_AUTHORISED"], _bench.Buy("A", 1, 5, 100));
        Assert.Equal(
            ["A 1 rejected NOT_AUTHORISED"],
            _bench.Submit(
                "A", 1, Order.Limit(Side.Buy, new(5), new(100), TimeInForce.GoodTillCancelled), new OrderTerms { IsPostOnly = true }));
        Assert.Equal(["A 1 rejected NOT_AUTHORISED"], _bench.Replace("A", 1, 4));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
        Assert.Equal(["auction: A 1 rejected NOT_AUTHORISED"], _bench.In("auction").Bid("A", 1, "B 4"));
        Assert.Contains("B 1 accepted", _bench.In("book").Buy("B", 1, 5, 100));
    }

    [Fact]
    public void Unblock_OneOfTwo_LetsThatOneTrade()
    {
        _bench.Block("A");
        _bench.Block("B");
        _bench.Block("B");
        _bench.Unblock("B");

        Assert.Equal(["A 1 rejected NOT_AUTHORISED"], _bench.Buy("A", 1, 5, 100));
        Assert.Contains("B 1 accepted", _bench.Buy("B", 1, 5, 100));
    }

    [Fact]
    public void Block_All_HoldsForThoseWhoComeAndUnblockingAllLeavesTheNamedBlocked()
    {
        _bench.Block("A");
        _bench.Buy("B", 1, 5, 100);

        Assert.Contains("B 1 cancelled 5@100 OPERATOR", _bench.Block("operator"));
        _bench.DefineAccount("C");
        Assert.Equal(["C 1 rejected NOT_AUTHORISED"], _bench.Buy("C", 1, 5, 100));
        _bench.Unblock("B"); // was not blocked by name
        Assert.Equal(["B 1 rejected NOT_AUTHORISED"], _bench.Buy("B", 1, 5, 100));

        _bench.Unblock("operator");
        Assert.Contains("B 1 accepted", _bench.Buy("B", 1, 5, 100));
        Assert.Contains("C 1 accepted", _bench.Buy("C", 1, 5, 100));
        Assert.Equal(["A 1 rejected NOT_AUTHORISED"], _bench.Buy("A", 1, 5, 100));
    }
}
