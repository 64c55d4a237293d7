using Exchange.Engine.Numerics;
using Exchange.Gateway.Calculator;
using Exchange.V1;

namespace Exchange.Gateway.Tests.Calculator;

/// <summary>Whatever is bid in a conditional auction, the response adds up to the atom, or says why there is none.</summary>
public sealed class ConditionalAuctionFuzzTests
{
    private const int Requests = 1_500;
    private const int Seed = 41;
    private const int Million = 1_000_000;

    private static readonly string[] Groups = ["north", "south", "east"];

    private static readonly string[] Failures = ["NOT_UNIQUE", "NOT_CONVERGED", "DEFICIT", "TOO_FEW", "LIMIT"];

    [Fact]
    public void Clear_OrdinaryBids_AddUp() => Assert.InRange(ClearAll(isWild: false), Requests / 3, Requests);

    [Fact]
    public void Clear_BidsOfAnySize_AddUpOrFailWithAReason() => Assert.InRange(ClearAll(isWild: true), Requests / 50, Requests);

    /// <summary>The number of those that cleared.</summary>
    private static int ClearAll(bool isWild)
    {
        var random = new Random(Seed);
        var cleared = 0;
        for (var number = 0; number < Requests; number++)
        {
            var request = Draw(random, isWild);
            var what = $"seed {Seed}, request {number}: {request}";

            var refusal = AuctionCalculator.TryClear(request, out var response);

            Assert.False(refusal.IsRefused, $"{refusal}, {what}");
            Assert.True(response.Cleared || Failures.Contains(response.Reason), what);
            AssertAddsUp(request, response, what);
            cleared += response.Cleared ? 1 : 0;
        }
        return cleared;
    }

    private static void AssertAddsUp(ClearRequest request, ClearResponse response, string what)
    {
        var (tick, lot) = (Scale(request.TickSize), Scale(request.LotSize));
        var price = response.Cleared ? Scale(response.Price) : 0;
        var (quantity, bought, cash) = (Int128.Zero, Int128.Zero, Atoms(response.OperatorCash));
        foreach (var got in response.Allocations)
        {
            quantity += Scale(got.Quantity);
            bought += Int128.Max(Scale(got.Quantity), 0);
            cash += Atoms(got.Cash);
            var cost = price / tick * (Scale(got.Quantity) / lot) * (tick / Million / Million * (lot / Million / Million));
            Assert.True(Atoms(got.Charge) == -Atoms(got.Cash) - cost, $"{got.Id} of {what}");
        }
        Assert.True((quantity, bought, cash) == (0, Scale(response.Volume), 0), what);
    }

    private static ClearRequest Draw(Random random, bool isWild)
    {
        var auction = new ConditionalAuctionOnce();
        if (random.Next(3) == 0)
        {
            auction.SigmaModel = new() { Fundamental = new() { Alpha = "1", Beta = "0.5", Mu = Size(random, isWild: false) } };
        }
        else
        {
            auction.Sigma = random.Next(3) == 0 ? "0" : Size(random, isWild);
        }
        if (random.Next(3) == 0)
        {
            auction.Charges.Add(new Charge { Spread = new() { Delta = "0.5" } });
            auction.Charges.Add(new Charge { EntryFee = new() { Fee = "-0.125" } });
        }
        auction.MaxQuantity = random.Next(3) == 0 ? "5" : "";
        auction.MaxDeficit = random.Next(3) == 0 ? "0" : "";
        var request = new ClearRequest
        {
            TickSize = isWild && random.Next(2) == 0 ? "1000" : "0.01",
            LotSize = isWild && random.Next(2) == 0 ? "1" : "0.0001",
            ConditionalAuction = auction,
        };
        var count = random.Next(Groups.Length, 9);
        for (var i = 0; i < count; i++)
        {
            request.Bids.Add(DrawBid(random, i, isWild));
        }
        return request;
    }

    private static CalculatorBid DrawBid(Random random, int number, bool isWild)
    {
        var bid = new CalculatorBid { Id = $"b{number}", Account = $"A{number}", MemberOf = { number < 3 ? Groups[number] : Groups[random.Next(3)] } };
        if (random.Next(4) == 0)
        {
            var low = random.Next(-20, 20);
            bid.Schedule = new()
            {
                Points =
                {
                    new Point { Price = $"{low * 1000}", Quantity = $"{random.Next(1, 5)}" },
                    new Point { Price = $"{(low + random.Next(1, 9)) * 1000}", Quantity = $"{-random.Next(1, 5)}" },
                },
            };
            return bid;
        }
        bid.Conditional = new() { Intercept = $"{random.Next(-20_000, 20_000)}", Slope = Size(random, isWild) };
        if (random.Next(2) == 0)
        {
            var slope = Size(random, isWild);
            bid.Conditional.Groups.Add(random.Next(2) == 0
                ? new GroupSlope { Group = Groups.First(group => !bid.MemberOf.Contains(group)), Slope = $"-{slope}" }
                : new() { Group = Groups[random.Next(3)], Slope = slope });
        }
        if (random.Next(3) == 0)
        {
            (bid.Conditional.MinQuantity, bid.Conditional.MaxQuantity) = ($"{-random.Next(0, 5)}", $"{random.Next(1, 5)}");
        }
        return bid;
    }

    private static string Size(Random random, bool isWild) => isWild
        ? FixedDecimal.Format(Int128.Parse($"{random.Next(1, 10)}{new string('0', random.Next(35))}"), FixedDecimal.Places)
        : $"{random.Next(500, 5_000)}";

    /// <summary>In parts of 10⁻¹⁸.</summary>
    private static Int128 Scale(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value.Scaled;
    }

    /// <summary>Beyond the digits of a decimal.</summary>
    private static Int128 Atoms(string text)
    {
        var point = text.IndexOf('.');
        var places = point < 0 ? 0 : text.Length - point - 1;
        return Int128.Parse(text.Replace(".", "") + new string('0', Cash.DecimalPlaces - places));
    }
}
