using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Case = Exchange.V1.MarketDefinition.RuleOneofCase;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes markets' rules, and says in words what they take. One line a rule in each method.</summary>
internal static class RuleMapping
{
    /// <summary>Reads the rule.</summary>
    public static Refusal TryRead(V1.MarketDefinition message, Grid grid, out RuleDefinition? rule)
    {
        Refusal refusal;
        switch (message.RuleCase)
        {
            case Case.ContinuousBook:
                rule = new ContinuousBookDefinition();
                return Refusal.None;
            case Case.CallAuction:
                refusal = CallAuctionMapping.TryRead(message.CallAuction, grid, out var callAuction);
                rule = callAuction;
                return refusal;
            case Case.ConditionalAuction:
                refusal = ConditionalAuctionMapping.TryRead(
                    message.ConditionalAuction, message.Collar, grid, out var conditionalAuction);
                rule = conditionalAuction;
                return refusal;
            case Case.DirectExchange:
                refusal = DirectExchangeMapping.TryRead(message.DirectExchange, grid, out var directExchange);
                rule = directExchange;
                return refusal;
            case Case.SizeDiscovery:
                refusal = SizeDiscoveryMapping.TryRead(message.SizeDiscovery, message.Reference, grid, out var sizeDiscovery);
                rule = sizeDiscovery;
                return refusal;
            case Case.Workup:
                refusal = WorkupMapping.TryRead(message.Workup, grid, out var workup);
                rule = workup;
                return refusal;
            case Case.ReferenceCross:
                refusal = ReferenceCrossMapping.TryRead(message, out var referenceCross);
                rule = referenceCross;
                return refusal;
            case Case.None:
                rule = null;
                return Refusal.Malformed("the rule is missing");
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message.RuleCase, "No such rule.");
        }
    }

    /// <summary>Writes the rule.</summary>
    public static void Write(RuleDefinition rule, Grid grid, Secrets secrets, V1.MarketDefinition message)
    {
        switch (rule)
        {
            case CallAuctionDefinition callAuction:
                message.CallAuction = CallAuctionMapping.Write(callAuction, grid, secrets);
                break;
            case ConditionalAuctionDefinition conditionalAuction:
                message.ConditionalAuction = ConditionalAuctionMapping.Write(conditionalAuction, grid);
                break;
            case DirectExchangeDefinition directExchange:
                message.DirectExchange = DirectExchangeMapping.Write(directExchange);
                break;
            case SizeDiscoveryDefinition sizeDiscovery:
                message.SizeDiscovery = SizeDiscoveryMapping.Write(sizeDiscovery, grid);
                break;
            case WorkupDefinition workup:
                message.Workup = WorkupMapping.Write(workup, grid);
                break;
            case ReferenceCrossDefinition referenceCross:
                message.ReferenceCross = ReferenceCrossMapping.Write(referenceCross);
                break;
            default:
                message.ContinuousBook = new();
                break;
        }
    }

    /// <summary>What the rule is called, with its article.</summary>
    public static string Describe(RuleDefinition rule) => rule switch
    {
        CallAuctionDefinition => "a call auction",
        ConditionalAuctionDefinition => "a conditional auction",
        DirectExchangeDefinition => "a direct exchange",
        SizeDiscoveryDefinition => "a size-discovery session",
        WorkupDefinition => "a workup",
        ReferenceCrossDefinition => "a reference cross",
        _ => "a continuous book",
    };

    /// <summary>Refuses a bid that the rule does not take.</summary>
    public static Refusal WrongBidKind(RuleDefinition rule)
    {
        var taken = rule switch
        {
            CallAuctionDefinition => "limit, marketOrder and schedule",
            ConditionalAuctionDefinition => "conditional, and schedule without perSecond",
            DirectExchangeDefinition => "endowment",
            SizeDiscoveryDefinition => "inventory",
            WorkupDefinition => "marketOrder",
            ReferenceCrossDefinition => "pegged",
            _ => "limit and marketOrder",
        };
        return new(Reason.WrongBidKind, $"{Describe(rule)} takes {taken}");
    }

    /// <summary>Says why a bid that the rule takes cannot join those there are.</summary>
    public static Refusal Unfit(SessionRuleDefinition rule, in Bidder bidder, Reason reason) => rule switch
    {
        ConditionalAuctionDefinition => new(reason, ConditionalAuctionMapping.Describe(reason)),
        DirectExchangeDefinition when bidder.Capacity == default =>
            Refusal.Malformed("capacity is missing: shares go by it"),
        DirectExchangeDefinition => new(
            reason,
            "the endowment must be in the support of the distribution and, unless its mean is zero, all capacities equal"),
        SizeDiscoveryDefinition => new(reason, "the inventory is beyond maxQuantity"),
        _ => Refusal.Of(reason),
    };
}
