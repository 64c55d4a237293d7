using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

/// <summary>
/// Auctions written as text, in ticks and lots: "B 700@202" and "S 100@200" are limit orders, "B 100" a market order,
/// "190:50 210:-50" a schedule, "rate 190:50 210:-50" one of lots per second that has run for a second, "has -5" the report
/// of an endowment, and <see cref="ListedConditional"/> says how conditional bids are written.
/// </summary>
internal static class Auction
{
    public static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static CollectedBids Bids(params IEnumerable<string> bids)
    {
        var collected = new CollectedBids();
        foreach (var bid in bids)
        {
            var id = 1 + (ulong)collected.Count;
            Assert.Equal(Reason.None, TwinBids.Add(collected, Bid(bid, account: (int)id, id)));
        }
        return collected;
    }

    public static ListedBid Bid(string text, int account, ulong id)
    {
        var bid = new ListedBid(account, id, IsStanding: true, default);
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return bid with
            {
                IsPerSecond = text.StartsWith("rate ", StringComparison.Ordinal),
                Points = Points(text.Replace("rate ", "", StringComparison.Ordinal)),
            };
        }
        if (text.StartsWith("has ", StringComparison.Ordinal))
        {
            return bid with { Reported = new Quantity(long.Parse(text[4..])) };
        }
        if (ListedConditional.IsText(text))
        {
            return bid with { Conditional = ListedConditional.Parse(text) };
        }
        var side = text[0] == 'B' ? Side.Buy : Side.Sell;
        var parts = text[2..].Split('@');
        var quantity = new Quantity(long.Parse(parts[0]));
        return bid with
        {
            Order = parts.Length == 1
                ? Order.Market(side, quantity)
                : Order.Limit(side, quantity, new(long.Parse(parts[1])), TimeInForce.GoodTillCancelled),
        };
    }

    public static SchedulePoint[] Points(string text) =>
    [
        .. from point in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           let parts = point.Split(':')
           select new SchedulePoint(new(long.Parse(parts[0])), new(long.Parse(parts[1]))),
    ];

    /// <summary>As "PRESSURE 200: 500 of 100 over; 500 -500", or the name of the failure.</summary>
    public static string Text(ClearingResult result) => result.IsCleared
        ? $"{result.DecidedBy.Name()} at {result.Price.Ticks}, {result.Volume.Lots} lots, surplus {result.Surplus.Lots}: "
            + string.Join(' ', result.Lots.ToArray())
        : result.Failure.Name();

    public static ClearingMoment Moment(int? reference = null, ulong number = 1) =>
        new(new(0), new(1_000_000_000), number, reference is { } ticks ? new Price(ticks) : null);

    public static ClearingResult Clear(
        CollectedBids bids,
        int? reference = null,
        Rationing rationing = Rationing.Time,
        RationingScope scope = RationingScope.Marginal,
        ulong number = 1,
        bool clearsWithoutVolume = false)
    {
        var result = new ClearingResult();
        new CallAuctionRule(rationing, scope, Seed, clearsWithoutVolume).Clear(bids, Moment(reference, number), result);
        return result;
    }
}
