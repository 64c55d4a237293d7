using System.Numerics;
using System.Security.Cryptography;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

/// <summary>What a clearing gave, comparable and readable.</summary>
internal sealed record Outcome(
    ClearingFailure Failure, DecidedBy DecidedBy, int Ticks, long Volume, long Surplus, string Lots)
{
    /// <summary>What every bid got.</summary>
    public long[] Each => [.. Lots.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    public static Outcome Of(ClearingResult result) => new(
        result.Failure, result.DecidedBy, result.Price.Ticks, result.Volume.Lots, result.Surplus.Lots,
        string.Join(' ', result.Lots.ToArray()));
}

/// <summary>
/// The call auction's slow twin: it looks at every tick, keeps what the rule says to keep, and divides by lists.
/// </summary>
internal static class TickByTickAuction
{
    public static Outcome Clear(
        ListedBids bids,
        ClearingMoment moment,
        Rationing rationing,
        RationingScope scope,
        byte[] seed,
        bool clearsWithoutVolume = false)
    {
        var named = bids.Bids.SelectMany(bid => bid.NamedTicks).ToList();
        if (named.Count == 0 && moment.Reference is null)
        {
            return Failed(ClearingFailure.NoReference, bids);
        }
        var low = named.Count == 0 ? moment.Reference!.Value.Ticks : named.Min();
        var high = named.Count == 0 ? low : named.Max();
        var prices = Enumerable.Range(low, high - low + 1)
            .Select(ticks => new Tick(ticks, bids.Wants(ticks, moment.Previous, moment.Now)))
            .ToList();
        var needsVolume = !clearsWithoutVolume || bids.Bids.Count == 0;
        if (needsVolume && prices.Max(price => price.Volume) == 0)
        {
            return Failed(ClearingFailure.NoCross, bids);
        }
        var (chosen, decidedBy) = Choose(prices, moment.Reference?.Ticks);
        var lots = Divide(bids, chosen, moment, rationing, scope, seed);
        return new(
            ClearingFailure.None, decidedBy, chosen.Ticks, chosen.Volume, chosen.Surplus, string.Join(' ', lots));
    }

    private static (Tick, DecidedBy) Choose(List<Tick> prices, int? reference)
    {
        prices = prices.FindAll(price => price.Volume == prices.Max(other => other.Volume));
        if (prices.Count == 1)
        {
            return (prices[0], DecidedBy.Volume);
        }
        var least = prices.Min(price => Math.Abs(price.Surplus));
        prices = prices.FindAll(price => Math.Abs(price.Surplus) == least);
        if (prices.Count == 1)
        {
            return (prices[0], DecidedBy.Surplus);
        }
        if (prices.TrueForAll(price => price.Surplus > 0))
        {
            return (prices[^1], DecidedBy.Pressure);
        }
        if (prices.TrueForAll(price => price.Surplus < 0))
        {
            return (prices[0], DecidedBy.Pressure);
        }
        var (first, last) = (prices[0].Ticks, prices[^1].Ticks);
        if (prices.Exists(price => price.Surplus > 0) && prices.Exists(price => price.Surplus < 0))
        {
            first = prices.FindLast(price => price.Surplus > 0)!.Ticks;
            last = prices.Find(price => price.Surplus < 0)!.Ticks;
        }
        var middle = (int)Math.Floor((first + (double)last) / 2);
        var ticks = reference is { } wanted ? Math.Min(Math.Max(wanted, first), last) : middle;
        return (prices.Find(price => price.Ticks == ticks)!, DecidedBy.Reference);
    }

    private static long[] Divide(
        ListedBids bids, Tick chosen, ClearingMoment moment, Rationing rationing, RationingScope scope, byte[] seed)
    {
        if (chosen.Surplus == 0)
        {
            return chosen.Wants;
        }
        var sign = Math.Sign(chosen.Surplus);
        var wants = chosen.Wants.Select(wanted => Math.Max(sign * wanted, 0)).ToArray();
        var beyond = bids.Wants(chosen.Ticks + sign, moment.Previous, moment.Now)
            .Select(wanted => Math.Max(sign * wanted, 0)).ToArray();
        var order = Order(wants.Length, rationing, moment.Number, seed);
        long[] shares;
        if (scope == RationingScope.All)
        {
            shares = Ration(chosen.Volume, wants, rationing, order);
        }
        else if (beyond.Sum() > chosen.Volume)
        {
            shares = Ration(chosen.Volume, beyond, rationing, order);
        }
        else
        {
            var marginal = wants.Zip(beyond, (wanted, first) => wanted - first).ToArray();
            var rest = Ration(chosen.Volume - beyond.Sum(), marginal, rationing, order);
            shares = [.. beyond.Zip(rest, (first, then) => first + then)];
        }
        return [.. chosen.Wants.Select((wanted, i) => Math.Sign(wanted) == -sign ? wanted : sign * shares[i])];
    }

    private static long[] Ration(long lots, long[] wants, Rationing rationing, int[] order)
    {
        var shares = new long[wants.Length];
        if (rationing == Rationing.ProRata)
        {
            BigInteger total = wants.Sum();
            shares = [.. wants.Select(wanted => total == 0 ? 0 : (long)(wanted * (BigInteger)lots / total))];
            var largest = Enumerable.Range(0, wants.Length)
                .OrderByDescending(i => total == 0 ? 0 : wants[i] * (BigInteger)lots % total)
                .ThenBy(i => i)
                .Take((int)(lots - shares.Sum()));
            foreach (var i in largest)
            {
                shares[i]++;
            }
            return shares;
        }
        foreach (var i in order)
        {
            shares[i] = Math.Min(wants[i], lots);
            lots -= shares[i];
        }
        return shares;
    }

    /// <summary>Arrival, or the order that hashes written as text give.</summary>
    private static int[] Order(int count, Rationing rationing, ulong number, byte[] seed)
    {
        var arrivals = Enumerable.Range(0, count);
        if (rationing != Rationing.Random)
        {
            return [.. arrivals];
        }
        var secret = SHA256.HashData([.. seed, .. LittleEndian(number)]);
        return
        [
            .. arrivals.OrderBy(
                i => Convert.ToHexString(SHA256.HashData([.. secret, .. LittleEndian((ulong)i)])), StringComparer.Ordinal),
        ];
    }

    private static byte[] LittleEndian(ulong number) =>
        [.. Enumerable.Range(0, 8).Select(place => (byte)(number >> (8 * place)))];

    private static Outcome Failed(ClearingFailure failure, ListedBids bids) =>
        new(failure, DecidedBy.None, 0, 0, 0, string.Join(' ', new long[bids.Bids.Count]));

    private sealed record Tick(int Ticks, long[] Wants)
    {
        public long Demand { get; } = Wants.Where(wanted => wanted > 0).Sum();

        public long Supply { get; } = -Wants.Where(wanted => wanted < 0).Sum();

        public long Volume => Math.Min(Demand, Supply);

        public long Surplus => Demand - Supply;
    }
}
