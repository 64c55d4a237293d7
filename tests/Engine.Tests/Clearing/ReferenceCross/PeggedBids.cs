using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ReferenceCross;

/// <summary>Pegged orders as text, "B 100" or "S 50@99 min 10", and what a cross gave them.</summary>
internal static class PeggedBids
{
    public static CollectedBids Of(params ReadOnlySpan<string> orders)
    {
        var bids = new CollectedBids();
        var id = 1UL;
        foreach (var text in orders)
        {
            var words = text.Split(' ');
            var side = words[0] == "B" ? Side.Buy : Side.Sell;
            var (lots, limit) = words[1].Split('@') is [var quantity, var price] ? (quantity, price) : (words[1], null);
            Add(bids, id++, side, long.Parse(lots), limit is null ? null : new Price(int.Parse(limit)), words.Length > 2 ? long.Parse(words[3]) : 0);
        }
        return bids;
    }

    /// <summary>Orders that mostly meet around a price of three.</summary>
    public static CollectedBids Draw(SeededGenerator random)
    {
        var bids = new CollectedBids();
        var (count, most) = (2 + (int)random.NextBelow(14), random.NextBelow(4) == 0 ? 5 : 60);
        for (var id = 1UL; id <= (ulong)count; id++)
        {
            Price? limit = random.NextBelow(2) == 0 ? null : new Price(random.NextBelow(7));
            var lots = 1 + random.NextBelow(most);
            Add(bids, id, (Side)random.NextBelow(2), lots, limit, random.NextBelow(2) * random.NextBelow(lots + 2));
        }
        return bids;
    }

    public static string Text(ClearingResult result) => result.IsCleared
        ? $"{result.Volume.Lots}@{result.Price.Ticks} surplus {result.Surplus.Lots}: {string.Join(' ', result.Lots.ToArray())}"
        : result.Failure.Name();

    private static void Add(CollectedBids bids, ulong id, Side side, long lots, Price? limit, long minimum)
    {
        var order = Order.Pegged(side, new(lots), limit, TimeInForce.GoodTillCancelled);
        Assert.Equal(Reason.None, bids.Add(1, id, Bid.Pegged(order), new() { Minimum = new(minimum) }, isStanding: true, default));
    }
}
