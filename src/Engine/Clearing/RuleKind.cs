using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing;

/// <summary>The clearing rules there are. The numbers are in journals and never change.</summary>
public enum RuleKind : byte
{
    /// <summary>Price-time priority: <see cref="OrderBook"/>.</summary>
    ContinuousBook = 1,

    /// <summary>One uniform price: <see cref="CallAuctionRule"/>.</summary>
    CallAuction = 2,

    /// <summary>Allocation and payments from reported endowments: <see cref="DirectExchangeRule"/>.</summary>
    DirectExchange = 3,

    /// <summary>Prices conditional on what others trade, discriminatory payments: <see cref="ConditionalAuctionRule"/>.</summary>
    ConditionalAuction = 4,

    /// <summary>Inventories brought to their average at a frozen price: <see cref="SizeDiscoveryRule"/>.</summary>
    SizeDiscovery = 5,

    /// <summary>Quantities at a frozen price, the heavy side rationed: <see cref="WorkupRule"/>.</summary>
    Workup = 6,

    /// <summary>Pegged orders at another market's midpoint: <see cref="ReferenceCrossRule"/>.</summary>
    ReferenceCross = 7,
}

/// <summary>Where rules are registered: one line a rule.</summary>
internal static class RuleKinds
{
    /// <summary>Reads the definition of a rule of the kind.</summary>
    public static RuleDefinition Read(RuleKind kind, ref RecordReader reader) => kind switch
    {
        RuleKind.ContinuousBook => new ContinuousBookDefinition(),
        RuleKind.CallAuction => CallAuctionDefinition.Read(ref reader),
        RuleKind.DirectExchange => DirectExchangeDefinition.Read(ref reader),
        RuleKind.ConditionalAuction => ConditionalAuctionDefinition.Read(ref reader),
        RuleKind.SizeDiscovery => SizeDiscoveryDefinition.Read(ref reader),
        RuleKind.Workup => WorkupDefinition.Read(ref reader),
        RuleKind.ReferenceCross => ReferenceCrossDefinition.Read(ref reader),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such rule."),
    };
}
