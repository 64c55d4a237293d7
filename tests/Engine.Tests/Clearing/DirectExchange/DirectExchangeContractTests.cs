using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.DirectExchange;

public class DirectExchangeContractTests : SessionRuleContract
{
    private static readonly Economy Traders = new(IsGaussian: false, 0, 1, 1, 2, [0.5, 2, 0.125, 1]);

    protected override SessionRule Create() => DirectExchangeRuleTests.Rule(Traders, "0.001");

    protected override CollectedBids Draw(SeededGenerator random)
    {
        var bids = new CollectedBids();
        var endowments = Traders.Draw(random);
        for (var account = 0; account < endowments.Length; account++)
        {
            var bidder = new Bidder(account, Economy.CapacityOf(Traders.Capacities[account]));
            var bid = Bid.Report(BidKind.Endowment, new((long)(1_000 * endowments[account])));
            Assert.Equal(Reason.None, bids.Add(bidder, id: 1, bid, isStanding: true, default));
        }
        return bids;
    }
}
