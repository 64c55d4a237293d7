using System.Runtime.CompilerServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Clearing.ReferenceCross;

/// <summary>A pegged order in a list; an order without a limit has none.</summary>
internal sealed record ListedPeg(string Account, ulong Id, Side Side, int? Limit, long Minimum, long? Expires)
{
    public long Open { get; set; }

    /// <summary>When it was brought, whatever has become of its place since.</summary>
    public long Brought { get; init; }

    /// <summary>The least that it takes of a cross, if anything.</summary>
    public long Least => Math.Min(Minimum, Open);

    /// <summary>One order is no other, whatever they say.</summary>
    public bool Equals(ListedPeg? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    public bool Accepts(int price) => Limit is not { } limit || (Side == Side.Buy ? price <= limit : price >= limit);
}

/// <summary>Divides a cross by the letter of its definition, over and over, with no thought of speed.</summary>
internal static class ListedCross
{
    /// <summary>What each of the orders gets, that accept the price, in the order of arrival; nothing for those not named.</summary>
    public static Dictionary<ListedPeg, long> Divide(IEnumerable<ListedPeg> orders, Rationing rationing)
    {
        var remaining = orders.ToList();
        while (true)
        {
            var demand = remaining.Where(order => order.Side == Side.Buy).Sum(order => order.Open);
            var supply = remaining.Where(order => order.Side == Side.Sell).Sum(order => order.Open);
            var volume = Math.Min(demand, supply);
            var heavy = remaining.Where(order => (order.Side == Side.Buy) == demand > supply).ToList();
            var shares = remaining.Except(heavy).ToDictionary(order => order, order => order.Open);
            foreach (var (order, share) in heavy.Zip(rationing == Rationing.Time ? ByTime(heavy, volume) : ProRata(heavy, volume)))
            {
                shares[order] = share;
            }
            var tooFew = heavy.Where(order => shares[order] > 0 && shares[order] < order.Least).ToList();
            if (tooFew.Count == 0 || volume == 0)
            {
                return volume == 0 ? [] : shares;
            }
            tooFew.TakeLast(Math.Max(1, tooFew.Count / 2)).ToList().ForEach(order => remaining.Remove(order));
        }
    }

    private static long[] ByTime(List<ListedPeg> heavy, long volume) =>
        [.. heavy.Select((order, place) => Math.Clamp(volume - heavy.Take(place).Sum(before => before.Open), 0, order.Open))];

    private static long[] ProRata(List<ListedPeg> heavy, long volume)
    {
        var total = heavy.Sum(order => order.Open);
        var shares = heavy.Select(order => volume * order.Open / total).ToArray();
        var left = (int)(volume - shares.Sum());
        var byRemainder = Enumerable.Range(0, heavy.Count)
            .OrderByDescending(order => volume * heavy[order].Open % total)
            .ThenBy(order => order);
        foreach (var order in byRemainder.Take(left))
        {
            shares[order]++;
        }
        return shares;
    }
}
