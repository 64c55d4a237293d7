using System.Security.Cryptography;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// The periodic batch auction with service in random order, as a live market. In the welfare paper everyone wants one unit,
/// and the heavy side's fill rate is ρ = S/D (its equations 92 and 93) whatever the price bid: scope ALL.
/// </summary>
public class BatchAuctionTests
{
    private const int Batches = 3_000;

    // 70 lots for sale at 100, and ten who want ten lots each, the first five at 101 and the others at 100: clears at 100.
    private const int Buyers = 10;
    private const int Eager = 5;
    private const int Seller = Buyers;
    private const long LotsEach = 10;
    private const long ForSale = 70;
    private const long IntervalNs = 1_000_000;

    private static readonly byte[] Seed = [.. Enumerable.Range(3, 32).Select(i => (byte)i)];

    [Fact]
    public void Clear_ScopeAll_FillsEveryoneAlikeWhateverPriceAndArrival()
    {
        var (byBuyer, byArrival) = Run(RationingScope.All);
        AssertAlike(byBuyer, rate: 0.7, largestChiSquare: 27.9);
        AssertAlike(byArrival, rate: 0.7, largestChiSquare: 27.9);
    }

    [Fact]
    public void Clear_ScopeMarginal_FillsTheEagerFirstAndTheOthersAlike()
    {
        var (byBuyer, _) = Run(RationingScope.Marginal);
        Assert.All(byBuyer[..Eager], fills => Assert.Equal(Batches, fills));
        AssertAlike(byBuyer[Eager..], rate: 0.4, largestChiSquare: 18.5);
    }

    [Fact]
    public void Clear_OrdersOfUnlikeSizes_GetTheMeanOverAllOrdersOfService()
    {
        // It is orders that are served in random order, not lots: of orders of 1 and 9 lots, with 3 for sale, the small one is
        // filled whenever it is first, and gets half a lot in the mean, where its share of the lots would be 0.3.
        var market = Open(RationingScope.All);
        var (small, large) = (new Sample(), new Sample());
        for (var batch = 1; batch <= Batches; batch++)
        {
            market.Submit(0, 1, Limit(Side.Buy, 1, 100));
            market.Submit(1, 1, Limit(Side.Buy, 9, 100));
            market.Submit(Seller, 1, Limit(Side.Sell, 3, 100));
            var cleared = market.ClearAt(new(batch * IntervalNs));
            small.Add(cleared.Allocations[0].Lots);
            large.Add(cleared.Allocations[1].Lots);
        }
        Assert.Equal(0.5, small.Mean, 4 * small.StandardError);
        Assert.Equal(2.5, large.Mean, 4 * large.StandardError);
    }

    /// <summary>How often each buyer was filled, and each place among the buyers' arrivals.</summary>
    private static (int[] ByBuyer, int[] ByArrival) Run(RationingScope scope)
    {
        var market = Open(scope);
        var random = new SeededGenerator(41);
        var (byBuyer, byArrival) = (new int[Buyers], new int[Buyers]);
        byte[] commitment = [];
        for (var batch = 1; batch <= Batches; batch++)
        {
            var arrivals = Enumerable.Range(0, Buyers + 1).OrderBy(_ => random.NextBits()).ToArray();
            foreach (var trader in arrivals)
            {
                Assert.Equal(Reason.None, market.Submit(trader, 1, OrderOf(trader)));
            }
            var cleared = market.ClearAt(new(batch * IntervalNs));
            Assert.Equal((100, ForSale), (cleared.Ticks, cleared.Cleared.Quantity.Lots));
            var secret = DigestOf(market, EventKind.SeedRevealed);
            Assert.True(batch == 1 || commitment.AsSpan().SequenceEqual(SHA256.HashData(secret)));
            commitment = DigestOf(market, EventKind.SeedCommitted);
            AssertDrawn(cleared.Allocations, secret, scope);
            var place = 0;
            foreach (var allocation in cleared.Allocations.Where(allocation => allocation.Trader != Seller))
            {
                byBuyer[allocation.Trader] += allocation.Lots == LotsEach ? 1 : 0;
                byArrival[place++] += allocation.Lots == LotsEach ? 1 : 0;
            }
        }
        return (byBuyer, byArrival);
    }

    /// <summary>Whoever knows the secret can tell who was served: the lowest tickets of those who were rationed.</summary>
    private static void AssertDrawn(Allocation[] allocations, byte[] secret, RationingScope scope)
    {
        var served = Enumerable.Range(0, allocations.Length)
            .Where(i => allocations[i].Trader >= (scope == RationingScope.All ? 0 : Eager) && allocations[i].Trader != Seller)
            .OrderBy(i => Convert.ToHexString(SHA256.HashData([.. secret, (byte)i, 0, 0, 0, 0, 0, 0, 0])), StringComparer.Ordinal)
            .Select(i => allocations[i].Lots)
            .ToArray();
        var lots = scope == RationingScope.All ? ForSale : ForSale - (Eager * LotsEach);
        Assert.Equal(served.Select((_, place) => place < lots / LotsEach ? LotsEach : 0), served);
    }

    /// <summary>
    /// That each was filled as often as chance lets it be: draws without replacement, so that the squares are divided by what
    /// makes their sum a chi-square of one degree of freedom less than there are traders. Its 0.1 % point is allowed.
    /// </summary>
    private static void AssertAlike(int[] fills, double rate, double largestChiSquare)
    {
        Assert.Equal(Batches * rate, fills.Average(), 1e-9);
        var squares = fills.Sum(count => (count - (Batches * rate)) * (count - (Batches * rate)));
        var chiSquare = squares / (Batches * rate * (1 - rate)) * (fills.Length - 1) / fills.Length;
        Assert.InRange(chiSquare, 0, largestChiSquare);
    }

    private static LiveMarket Open(RationingScope scope)
    {
        var rule = new CallAuctionDefinition(Rationing.Random, scope, Seed, ReferencePrice: null);
        var definition = LiveMarket.Definition(KernelBench.Grid("1", "1"), rule, new IntervalTrigger(IntervalNs));
        return new(definition, new double[Buyers + 1]);
    }

    private static Order OrderOf(int trader) => trader == Seller
        ? Limit(Side.Sell, ForSale, 100)
        : Limit(Side.Buy, LotsEach, trader < Eager ? 101 : 100);

    private static Order Limit(Side side, long lots, int ticks) =>
        Order.Limit(side, new(lots), new(ticks), TimeInForce.GoodTillCancelled);

    private static byte[] DigestOf(LiveMarket market, EventKind kind)
    {
        var digest = Assert.Single(market.Events, e => e.Kind == kind).Digest;
        return ((ReadOnlySpan<byte>)digest).ToArray();
    }
}
