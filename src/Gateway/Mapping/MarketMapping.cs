using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes market definitions and phases. Each part of a market has its own mapping.</summary>
internal static class MarketMapping
{
    /// <summary>Reads a definition.</summary>
    public static Refusal TryRead(V1.MarketDefinition message, out MarketDefinition? definition)
    {
        definition = null;
        var refusal = CheckNames(message);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = GridMapping.TryRead(message.TickSize, message.LotSize, out var grid);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = RuleMapping.TryRead(message, grid!, out var rule);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TriggerMapping.TryRead(message.Trigger, rule!, out var trigger);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = DisclosureMapping.TryRead(message.Disclosure, out var disclosure);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = ChargesMapping.TryRead(message.Charges, rule!, grid!, out var charges);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var isOfRule = rule is ConditionalAuctionDefinition;
        refusal = ConditionalAuctionMapping.TryReadCollar(isOfRule ? null : message.Collar, grid!, out var collar);
        if (!refusal.IsRefused)
        {
            rule = SizeDiscoveryMapping.WithSessions(rule!, trigger!);
            definition = new(message.Id, message.Instrument, grid!, rule, trigger!, disclosure, charges)
            {
                Reference = message.Reference,
                HasLimits = message.Limits,
                SelfTrade = (SelfTrade)message.SelfTrade,
                Collar = collar,
            };
        }
        return refusal;
    }

    /// <summary>Writes a definition.</summary>
    public static V1.MarketDefinition Write(MarketDefinition definition, Secrets secrets)
    {
        var message = new V1.MarketDefinition
        {
            Id = definition.Id,
            Instrument = definition.Instrument,
            TickSize = definition.Grid.TickSize.ToString(),
            LotSize = definition.Grid.LotSize.ToString(),
            Trigger = TriggerMapping.Write(definition.Trigger, secrets),
            Disclosure = DisclosureMapping.Write(definition.Disclosure),
            Charges = ChargesMapping.Write(definition.Charges, definition.Grid),
            Reference = definition.Reference,
            Limits = definition.HasLimits,
            SelfTrade = (V1.SelfTrade)definition.SelfTrade,
        };
        if (definition.Collar is { } collar)
        {
            message.Collar = ConditionalAuctionMapping.Write(collar, definition.Grid);
        }
        RuleMapping.Write(definition.Rule, definition.Grid, secrets, message);
        return message;
    }

    /// <summary>Reads a phase, for which there is no default.</summary>
    public static Refusal TryRead(V1.MarketPhase value, out MarketPhase phase)
    {
        phase = (MarketPhase)value;
        return value is >= V1.MarketPhase.PreOpen and <= V1.MarketPhase.Closed
            ? Refusal.None
            : Refusal.Malformed("to is none of PRE_OPEN, OPEN, HALTED, CLOSED");
    }

    /// <summary>Writes a phase.</summary>
    public static V1.MarketPhase Write(MarketPhase phase) => (V1.MarketPhase)phase;

    /// <summary>Refuses to clear what trades as orders arrive, in whatever phase.</summary>
    public static Refusal CheckClears(MarketDefinition market) => market.Trigger is not ContinuousTrigger
        ? Refusal.None
        : new(Reason.WrongPhase, $"{RuleMapping.Describe(market.Rule)} trades as orders arrive: there is nothing to clear");

    private static Refusal CheckNames(V1.MarketDefinition message)
    {
        var refusal = Names.Check(message.Id, "id");
        if (!refusal.IsRefused)
        {
            refusal = Names.Check(message.Instrument, "instrument");
        }
        if (!refusal.IsRefused && message.Reference.Length > 0)
        {
            refusal = Names.Check(message.Reference, "reference");
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (message.Reference == message.Id)
        {
            return Refusal.Malformed("a market cannot take its reference price from itself");
        }
        var isConditional = message.RuleCase == V1.MarketDefinition.RuleOneofCase.ConditionalAuction;
        var isBook = message.RuleCase == V1.MarketDefinition.RuleOneofCase.ContinuousBook;
        var isCross = message.RuleCase == V1.MarketDefinition.RuleOneofCase.ReferenceCross;
        var namesPrices = isBook || isConditional
            || message.RuleCase is V1.MarketDefinition.RuleOneofCase.CallAuction or V1.MarketDefinition.RuleOneofCase.Workup;
        if (message.Collar is not null && !namesPrices)
        {
            return Refusal.Malformed("a collar is for books, auctions and workups");
        }
        if (message.SelfTrade != V1.SelfTrade.Allowed && !isBook && !isCross)
        {
            return Refusal.Malformed("selfTrade is for books");
        }
        return message.SelfTrade is >= V1.SelfTrade.Allowed and <= V1.SelfTrade.Decrement
            ? Refusal.None
            : Refusal.Malformed("selfTrade is none of CANCEL_INCOMING, CANCEL_RESTING, CANCEL_BOTH, DECREMENT");
    }
}
