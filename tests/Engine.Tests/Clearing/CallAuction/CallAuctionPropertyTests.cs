using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

/// <summary>What must hold of every call auction, without a twin to say what the result is.</summary>
public class CallAuctionPropertyTests
{
    private const ulong Seeds = 1_500;

    private static readonly BidShape Orders = BidShape.All.Single(shape => shape.Name == "orders");
    private static readonly BidShape Everything = BidShape.All.Single(shape => shape.Name == "everything");

    [Theory]
    [InlineData(Rationing.Time, RationingScope.Marginal)]
    [InlineData(Rationing.ProRata, RationingScope.Marginal)]
    [InlineData(Rationing.Random, RationingScope.All)]
    public void Clear_LimitOrdersWrittenAsSchedules_AreIndistinguishable(Rationing rationing, RationingScope scope)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var (bids, reference) = Random(Orders, seed);
            var outcome = Clear(bids, reference, rationing, scope);
            Assert.Equal((seed, outcome), (seed, Clear(bids.ConvertAll(bid => bid.AsSchedule()), reference, rationing, scope)));
        }
    }

    [Theory]
    [InlineData(Rationing.Time, RationingScope.Marginal)]
    [InlineData(Rationing.Time, RationingScope.All)]
    [InlineData(Rationing.Random, RationingScope.Marginal)]
    [InlineData(Rationing.Random, RationingScope.All)]
    public void Clear_OrdersScaled_ScalesTheResult(Rationing rationing, RationingScope scope)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var (bids, reference) = Random(Orders, seed);
            var factor = 2 + (long)(seed % 1000);
            var (once, scaled) = (new ClearingResult(), new ClearingResult());
            var rule = new CallAuctionRule(rationing, scope, Auction.Seed);
            rule.Clear(Collect(bids), Auction.Moment(reference), once);
            rule.Clear(Collect(bids.ConvertAll(bid => Scale(bid, factor))), Auction.Moment(reference), scaled);
            Assert.Equal(
                (seed, once.Failure, once.DecidedBy, once.Price), (seed, scaled.Failure, scaled.DecidedBy, scaled.Price));
            Assert.Equal(once.Lots.ToArray().Select(lots => factor * lots), scaled.Lots.ToArray());
        }
    }

    [Fact]
    public void Clear_BidsInAnotherOrder_PriceAndVolumeAreTheSame()
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var (bids, reference) = Random(Everything, seed);
            var (one, other) = (new ClearingResult(), new ClearingResult());
            var rule = new CallAuctionRule(Rationing.ProRata, RationingScope.Marginal, []);
            rule.Clear(Collect(bids), Auction.Moment(reference), one);
            rule.Clear(Collect(Enumerable.Reverse(bids)), Auction.Moment(reference), other);
            Assert.Equal(
                (seed, one.Failure, one.DecidedBy, one.Price, one.Volume, one.Surplus),
                (seed, other.Failure, other.DecidedBy, other.Price, other.Volume, other.Surplus));
            // A leftover lot goes by arrival among equal remainders, and nothing else does.
            var reversed = other.Lots.ToArray().Reverse().ToArray();
            Assert.All(one.Lots.ToArray().Zip(reversed), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
    }

    [Fact]
    public void Clear_AnyBids_ChangesNoneOfThem()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var (bids, reference) = Random(Everything, seed);
            var collected = Collect(bids);
            var before = Hash(collected);
            var once = Auction.Text(Auction.Clear(collected, reference));
            Assert.Equal(before, Hash(collected));
            Assert.Equal(once, Auction.Text(Auction.Clear(collected, reference)));
        }
    }

    [Fact]
    public void Clear_AMillionLargestBids_SumsFit()
    {
        const int Half = 500_000;
        var bids = new CollectedBids();
        for (var i = 1; i <= Half; i++)
        {
            bids.Add(1, (ulong)i, Order.Market(Side.Buy, new(Quantity.MaxOrderLots)), isStanding: false, default);
            bids.Add(
                2, (ulong)i, Order.Market(Side.Sell, new(Quantity.MaxOrderLots - (i % 2))), isStanding: false, default);
        }
        var result = Auction.Clear(bids, reference: 1, Rationing.ProRata);
        Assert.Equal((Half * Quantity.MaxOrderLots) - (Half / 2), result.Volume.Lots);
        Assert.Equal(0, result.Lots.ToArray().Sum());
    }

    private static (List<ListedBid> Bids, int? Reference) Random(BidShape shape, ulong seed)
    {
        var random = new SeededGenerator(seed);
        var count = 1 + random.NextBelow(12);
        var bids = new List<ListedBid>();
        for (var id = 1UL; id <= (ulong)count; id++)
        {
            // One flow an account: which of several takes the carry is a matter of arrival.
            bids.Add(shape.Next(random, account: (int)id, id, default));
        }
        return (bids, random.NextBelow(2) == 0 ? null : shape.NextPrice(random).Ticks);
    }

    private static ListedBid Scale(ListedBid bid, long factor)
    {
        var order = bid.Order!.Value;
        var quantity = new Quantity(factor * order.Quantity.Lots);
        return bid with
        {
            Order = order.IsMarket
                ? Order.Market(order.Side, quantity)
                : Order.Limit(order.Side, quantity, order.Price, order.TimeInForce),
        };
    }

    private static CollectedBids Collect(IEnumerable<ListedBid> bids)
    {
        var collected = new CollectedBids();
        foreach (var bid in bids)
        {
            TwinBids.Add(collected, bid);
        }
        return collected;
    }

    private static string Clear(List<ListedBid> bids, int? reference, Rationing rationing, RationingScope scope) =>
        Auction.Text(Auction.Clear(Collect(bids), reference, rationing, scope));

    private static string Hash(CollectedBids bids)
    {
        using var writer = new StateWriter();
        bids.WriteState(writer);
        return writer.Finish();
    }
}
