using System.Globalization;
using System.Security.Cryptography;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

public class LotteryTests
{
    [Fact]
    public void DeriveSecret_SeedAndNumber_IsTheHashOfTheirBytes()
    {
        // Computed by Python's hashlib: sha256(bytes(31) + b'\x07' + (1).to_bytes(8, 'little')), and so on.
        Span<byte> seed = stackalloc byte[32];
        seed[31] = 7;
        Span<byte> secret = stackalloc byte[32];
        Lottery.DeriveSecret(seed, clearing: 1, secret);
        Assert.Equal("41117c4562012d127d96a615bac9bc859503db0ccff01104c01a9337bf83a4f4", Convert.ToHexStringLower(secret));
        Span<byte> commitment = stackalloc byte[32];
        Lottery.Commit(secret, commitment);
        Assert.Equal("dd8f5261a99d145908fc79396c2b9d9e2423c540a4852d609f6996fd604fd65e", Convert.ToHexStringLower(commitment));
        Span<byte> ticket = stackalloc byte[32];
        Lottery.DrawTicket(secret, arrival: 258, ticket);
        Assert.Equal("4cf01e8ba07e3c29bc1c47389aebedd6277554330937cd9dae83dfdacfb00e0d", Convert.ToHexStringLower(ticket));
    }

    [Fact]
    public void Clear_RandomRationing_CanBeCheckedFromTheRevealedSecret()
    {
        // Twenty bids for ten lots each, and 95 for sale: an outsider who knows the secret can tell who got what.
        var bids = Auction.Bids(Enumerable.Repeat("B 10@100", 20).Append("S 95@100"));
        var seen = new HashSet<string>();
        for (var number = 1UL; number <= 20; number++)
        {
            var result = Auction.Clear(bids, reference: null, Rationing.Random, number: number);
            var secret = new byte[32];
            Lottery.DeriveSecret(Auction.Seed, number, secret);
            var order = Enumerable.Range(0, 20).OrderBy(
                bid => Convert.ToHexString(SHA256.HashData([.. secret, (byte)bid, 0, 0, 0, 0, 0, 0, 0])),
                StringComparer.Ordinal).ToArray();
            Assert.All(order[..9], bid => Assert.Equal(10, result.Lots[bid]));
            Assert.Equal(5, result.Lots[order[9]]);
            Assert.All(order[10..], bid => Assert.Equal(0, result.Lots[bid]));
            seen.Add(Auction.Text(result));
        }
        Assert.Equal(20, seen.Count);
    }

    [Fact]
    public void Clear_RandomRationingOfFive_ServesEveryOrderAlikeOften()
    {
        // Which of five bids is served in full and which in part: 20 outcomes, alike likely. The 0.1 % point of
        // chi-square with 19 degrees of freedom is 43.8, and the numbers below are fixed.
        const int Clearings = 20_000;
        const int Outcomes = 20;
        var bids = Auction.Bids("B 10@100", "B 10@100", "S 15@100", "B 10@100", "B 10@100", "B 10@100");
        var rule = new CallAuctionRule(Rationing.Random, RationingScope.Marginal, Auction.Seed);
        var result = new ClearingResult();
        var counts = new Dictionary<string, int>();
        for (var number = 1UL; number <= Clearings; number++)
        {
            rule.Clear(bids, Auction.Moment(number: number), result);
            var outcome = string.Join(' ', result.Lots.ToArray());
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        }
        Assert.Equal(Outcomes, counts.Count);
        const double Expected = (double)Clearings / Outcomes;
        var chiSquare = counts.Values.Sum(count => (count - Expected) * (count - Expected) / Expected);
        Assert.True(chiSquare < 43.8, chiSquare.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Ticket_Order_IsThatOfTheBytes()
    {
        var random = new SeededGenerator(3);
        var hashes = new List<byte[]>();
        for (var i = 0; i < 200; i++)
        {
            // Few different bytes, equal beginnings of every length.
            var hash = new byte[32];
            var start = (int)random.NextBelow(32);
            hash[start] = (byte)random.NextBelow(256);
            hashes.Add(hash);
        }
        var tickets = hashes.Select((hash, i) => new Ticket(i, hash)).ToArray();
        tickets.AsSpan().Sort(Ticket.ByBytes);
        var sorted = tickets.Select(ticket => Convert.ToHexString(hashes[ticket.Bid])).ToArray();
        Assert.Equal(sorted.Order(StringComparer.Ordinal), sorted);
    }
}
