using Exchange.Engine.Numerics;
using Exchange.Gateway.Calculator;
using Exchange.V1;

namespace Exchange.Gateway.Tests.Calculator;

/// <summary>Whatever is bid and charged, the response adds up to the atom.</summary>
public sealed class CalculatorConservationTests
{
    private const int Requests = 500;
    private const int Seed = 20260;

    [Fact]
    public void Clear_RandomRequests_AddUp()
    {
        var random = new Random(Seed);
        var cleared = 0;
        for (var number = 0; number < Requests; number++)
        {
            var request = Draw(random);
            var refusal = AuctionCalculator.TryClear(request, out var response);

            Assert.False(refusal.IsRefused, $"seed {Seed}, request {number}: {refusal}");
            Assert.Equal(request.Bids.Select(bid => (bid.Id, bid.Account)), response.Allocations.Select(got => (got.Id, got.Account)));
            AssertAddsUp(response, $"seed {Seed}, request {number}");
            cleared += response.Cleared ? 1 : 0;
        }
        Assert.InRange(cleared, Requests / 2, Requests);
    }

    [Fact]
    public void Clear_Again_IsTheSame()
    {
        var request = Draw(new Random(Seed));

        AuctionCalculator.TryClear(request, out var first);
        AuctionCalculator.TryClear(request, out var second);

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("""{"quadratic":{"sigma":"1000000"}}""", "1000", "1")]
    [InlineData("""{"perUnit":{"fee":"1000000"}}""", "1000", "1")]
    [InlineData("""{"entryFee":{"fee":"-1000000"}}""", "0.000001", "0.000001")]
    [InlineData("""{"transactionFee":{"alpha":"1","payoffMean":"-100000000000000000","uniform":{"low":"-100000000000000000","high":"100000000000000000"}}}""", "1000", "1")]
    [InlineData("""{"transactionFee":{"alpha":"0","payoffMean":"100000000000000000","gaussian":{"mean":"0","deviation":"0.000000000000000001"}}}""", "0.000001", "0.000001")]
    public void Clear_GreatestNumbers_StayWithinBounds(string charge, string tick, string lot)
    {
        var price = Read(tick) * Price.MaxTicks;
        var quantity = Read(lot) * Quantity.MaxOrderLots;
        var charges = string.Join(',', Enumerable.Repeat(charge, 8));
        var request = Calculating.Read($$$$"""
            {"tickSize":"{{{{tick}}}}","lotSize":"{{{{lot}}}}","bids":[
                {"id":"b1","account":"A","capacity":"0.000000001","limit":{"side":"BUY","quantity":"{{{{quantity}}}}","price":"{{{{price}}}}"}},
                {"id":"s1","account":"B","capacity":"1000000000000000","limit":{"side":"SELL","quantity":"{{{{quantity}}}}","price":"{{{{price}}}}"}}],
             "callAuction":{"rationing":"PRO_RATA","charges":[{{{{charges}}}}]}}
            """);

        Assert.False(AuctionCalculator.TryClear(request, out var response).IsRefused);

        var sum = response.Allocations.Aggregate(Int128.Zero, (cash, got) => cash + AtomsOf(got.Cash));
        Assert.Equal(Int128.Zero, sum + AtomsOf(response.OperatorCash));
    }

    [Fact]
    public void Clear_EndowmentsFarFromTheirMean_StayWithinBounds()
    {
        var request = Calculating.Read("""
            {"tickSize":"1","lotSize":"0.000001","bids":[
                {"id":"e1","account":"A","capacity":"0.000000001","endowment":{"quantity":"4000"}},
                {"id":"e2","account":"B","capacity":"0.000000001","endowment":{"quantity":"0"}},
                {"id":"e3","account":"C","capacity":"0.000000001","endowment":{"quantity":"-4000"}}],
             "directExchange":{"alpha":"1","payoffMean":"0","uniform":{"low":"-4000","high":"100000000000000000"}}}
            """);

        Assert.False(AuctionCalculator.TryClear(request, out var response).IsRefused);

        var quantity = response.Allocations.Sum(got => Read(got.Quantity));
        var cash = response.Allocations.Aggregate(Int128.Zero, (sum, got) => sum + AtomsOf(got.Cash));
        Assert.Equal((0m, Int128.Zero), (quantity, cash + AtomsOf(response.OperatorCash)));
    }

    private static void AssertAddsUp(ClearResponse response, string what)
    {
        var price = response.Cleared ? Read(response.Price) : 0;
        var (quantity, bought, cash) = (0m, 0m, Read(response.OperatorCash));
        foreach (var got in response.Allocations)
        {
            quantity += Read(got.Quantity);
            bought += Math.Max(Read(got.Quantity), 0);
            cash += Read(got.Cash);
            Assert.True(Read(got.Charge) == -Read(got.Cash) - (price * Read(got.Quantity)), $"{what}, {got.Id}");
        }
        Assert.True((quantity, bought, cash) == (0, Read(response.Volume), 0), what);
    }

    private static ClearRequest Draw(Random random)
    {
        var charges = random.Next(3);
        var request = new ClearRequest
        {
            TickSize = "0.05",
            LotSize = "0.1",
            CallAuction = new()
            {
                Rationing = (Rationing)random.Next(1, 4),
                RationingScope = (RationingScope)random.Next(2),
                Seed = random.Next().ToString("x"),
                ReferencePrice = random.Next(2) == 0 ? "" : "10",
            },
        };
        if (charges > 0)
        {
            request.CallAuction.Charges.Add(new Charge { Quadratic = new() { Sigma = "0.0000000000037" } });
            request.CallAuction.Charges.Add(new Charge { PerUnit = new() { Fee = "-0.003" } });
        }
        if (charges > 1)
        {
            request.CallAuction.Charges.Add(new Charge
            {
                TransactionFee = new() { Alpha = "0.7", PayoffMean = "10", Gaussian = new() { Mean = "0", Deviation = "2" } },
            });
        }
        var count = random.Next(2, 12);
        for (var i = 0; i < count; i++)
        {
            request.Bids.Add(DrawBid(random, i));
        }
        return request;
    }

    private static CalculatorBid DrawBid(Random random, int i)
    {
        var bid = new CalculatorBid { Id = $"b{i}", Account = $"A{i}", Capacity = random.Next(1, 9).ToString() };
        var side = (Side)random.Next(1, 3);
        var quantity = Lots(random.Next(1, 60));
        switch (random.Next(4))
        {
            case 0:
                bid.MarketOrder = new() { Side = side, Quantity = quantity };
                break;
            case 1:
                bid.Limit = new() { Side = side, Quantity = quantity, Price = Ticks(random.Next(195, 206)) };
                break;
            default:
                var (low, high) = (random.Next(180, 205), random.Next(0, 20));
                bid.Schedule = new()
                {
                    Points =
                    {
                        new Point { Price = Ticks(low), Quantity = Lots(random.Next(0, 50)) },
                        new Point { Price = Ticks(low + high + 1), Quantity = Lots(-random.Next(0, 50)) },
                    },
                };
                break;
        }
        return bid;
    }

    private static string Ticks(int ticks) => FixedDecimal.Format(ticks * 5, 2);

    private static string Lots(int lots) => FixedDecimal.Format(lots, 1);

    /// <summary>Beyond the digits of a decimal.</summary>
    private static Int128 AtomsOf(string cash)
    {
        var point = cash.IndexOf('.');
        var places = point < 0 ? 0 : cash.Length - point - 1;
        return Int128.Parse(cash.Replace(".", "") + new string('0', Cash.DecimalPlaces - places));
    }

    private static decimal Read(string text) => decimal.Parse(text);
}
