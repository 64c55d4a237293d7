using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

public abstract class CallAuctionContractTests(Rationing rationing) : SessionRuleContract
{
    protected override SessionRule Create() => new CallAuctionRule(rationing, RationingScope.Marginal, Auction.Seed);

    protected override CollectedBids Draw(SeededGenerator random)
    {
        var bids = new CollectedBids();
        for (var id = 1UL; id <= 2 + (ulong)random.NextBelow(20); id++)
        {
            Assert.Equal(Reason.None, TwinBids.Add(bids, BidShape.All[0].Next(random, account: (int)id, id, default)));
        }
        return bids;
    }
}

public class CallAuctionByTimeContractTests() : CallAuctionContractTests(Rationing.Time);

public class CallAuctionProRataContractTests() : CallAuctionContractTests(Rationing.ProRata);

public class CallAuctionRandomContractTests() : CallAuctionContractTests(Rationing.Random);
