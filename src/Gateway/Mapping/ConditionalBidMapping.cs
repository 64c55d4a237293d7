using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Case = Exchange.V1.GroupSlope.ConditionOneofCase;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes conditional bids.</summary>
internal static class ConditionalBidMapping
{
    /// <summary>How many conditions there must be room for to read a conditional bid, or what is none.</summary>
    public static int ConditionCount(V1.ConditionalBid? message) =>
        Math.Min(message?.Groups.Count ?? 0, ConditionalBid.MaxConditions);

    /// <summary>Reads a conditional bid. Its conditions are in the room given.</summary>
    public static Refusal TryRead(
        V1.ConditionalBid message, Grid grid, IRoster roster, Span<Condition> conditions, out ConditionalBid bid)
    {
        bid = default;
        if (message.Groups.Count > ConditionalBid.MaxConditions)
        {
            return new(Reason.Limit, $"a bid has at most {ConditionalBid.MaxConditions} conditions");
        }
        var refusal = Decimals.TryRead(message.Intercept, "intercept", out var intercept);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Slope, "slope", out var slope);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        conditions = conditions[..message.Groups.Count];
        for (var i = 0; i < conditions.Length; i++)
        {
            refusal = TryRead(message.Groups[i], roster, out conditions[i]);
            if (refusal.IsRefused)
            {
                return refusal with { Detail = $"condition {i + 1}: {refusal.Detail}" };
            }
        }
        refusal = TryReadBounds(message, grid, out var least, out var most);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var reason = ConditionalBid.TryCreate(intercept, slope, conditions, least, most, out bid);
        return new(
            reason,
            reason == Reason.BadBounds
                ? "minQuantity must be at most zero, maxQuantity at least zero, and one of them another"
                : reason.Detail());
    }

    /// <summary>Writes a conditional bid.</summary>
    public static V1.ConditionalBid Write(in ConditionalBid bid, Grid grid, Catalog catalog)
    {
        var message = new V1.ConditionalBid
        {
            Intercept = bid.Intercept.ToString(),
            Slope = bid.Slope.ToString(),
            MinQuantity = bid.MinQuantity is { } least ? grid.Format(least) : "",
            MaxQuantity = bid.MaxQuantity is { } most ? grid.Format(most) : "",
        };
        foreach (ref readonly var condition in bid.Conditions)
        {
            var (target, slope) = (condition.Target, condition.Slope.ToString());
            message.Groups.Add(target.IsAccount
                ? new V1.GroupSlope { Account = catalog.Account(target.Number).Id, Slope = slope }
                : new() { Group = catalog.Group(target.Number), Slope = slope });
        }
        return message;
    }

    private static Refusal TryRead(V1.GroupSlope message, IRoster roster, out Condition condition)
    {
        condition = default;
        var refusal = TryFind(message, roster, out var target);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Slope, "slope", out var slope);
        condition = new(target, slope);
        return refusal;
    }

    private static Refusal TryFind(V1.GroupSlope message, IRoster roster, out ConditionTarget target)
    {
        target = default;
        int number;
        switch (message.ConditionCase)
        {
            case Case.Group when roster.TryFindGroup(message.Group, out number):
                target = ConditionTarget.Group(number);
                return Refusal.None;
            case Case.Group:
                return Refusal.Of(Reason.UnknownGroup);
            case Case.Account when roster.TryFindAccount(message.Account, out number):
                target = ConditionTarget.Account(number);
                return Refusal.None;
            case Case.Account:
                return Refusal.Of(Reason.UnknownAccount);
            default:
                return Refusal.Malformed("group or account is missing");
        }
    }

    private static Refusal TryReadBounds(V1.ConditionalBid message, Grid grid, out Quantity? least, out Quantity? most)
    {
        most = null;
        var refusal = TryReadBound(message.MinQuantity, "minQuantity", grid, out least);
        return refusal.IsRefused ? refusal : TryReadBound(message.MaxQuantity, "maxQuantity", grid, out most);
    }

    private static Refusal TryReadBound(string text, string field, Grid grid, out Quantity? bound)
    {
        bound = null;
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = Decimals.TryReadSignedQuantity(text, field, grid, out var quantity);
        bound = quantity;
        return refusal;
    }
}
