using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>Clearings beyond what can be counted fail, and the exchange goes on.</summary>
public class ClearingLimitTests
{
    [Fact]
    public void DirectExchange_MoreLotsForOneThanABidHas_FailsAndKeepsTheReports()
    {
        // Next to no capacity but the second trader's: it is to take the 3·10⁹ lots that each of the others has.
        var exchange = new LiveDirectExchange(new(true, 0, 1, 1, 0, [1e-9, 1e15, 1e-9]));
        var clearing = exchange.Clear([3000, 0, 3000]);
        Assert.Equal(ClearingFailure.Limit, clearing.Cleared.Failure);
        Assert.Empty(clearing.Allocations);
        Assert.Equal(Cash.Zero, exchange.Market.OperatorCash);
        Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(exchange.Market.LotsOf));

        // The reports stand; with one of them gone the rest clears.
        Assert.Equal(Reason.DuplicateId, exchange.Market.Report(0, id: 1, 1));
        Assert.Equal(Reason.None, exchange.Market.Cancel(0, id: 1));
        var rest = exchange.Market.Clear();
        Assert.Equal(ClearingFailure.None, rest.Cleared.Failure);
        Assert.InRange(rest.Allocations[0].Lots, 3_000_000_000, 4_000_000_000);
    }
}
