using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes market definitions.</summary>
internal static class MarketMapping
{
    public static Refusal TryRead(V1.MarketDefinition message, out MarketDefinition? definition)
    {
        definition = null;
        var refusal = Names.Check(message.Id, "id");
        if (!refusal.IsRefused)
        {
            refusal = Names.Check(message.Instrument, "instrument");
        }
        if (!refusal.IsRefused)
        {
            refusal = CheckRule(message);
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = GridMapping.TryRead(message.TickSize, message.LotSize, out var grid);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadDisclosure(message.Disclosure, out var disclosure);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadCharges(message.Charges, grid!, out var charges);
        if (!refusal.IsRefused)
        {
            definition = new(
                message.Id, message.Instrument, grid!, new ContinuousBookDefinition(), Trigger.Continuous, disclosure, charges);
        }
        return refusal;
    }

    public static V1.MarketDefinition Write(MarketDefinition definition)
    {
        var disclosure = definition.Disclosure;
        return new()
        {
            Id = definition.Id,
            Instrument = definition.Instrument,
            TickSize = definition.Grid.TickSize.ToString(),
            LotSize = definition.Grid.LotSize.ToString(),
            ContinuousBook = new(),
            Trigger = new() { Continuous = new() },
            Disclosure = new()
            {
                Depth = (V1.DepthDisclosure)disclosure.Depth,
                Levels = (uint)disclosure.Levels,
                PrintDelay = new Timestamp(disclosure.PrintDelayNs).ToString(),
            },
            Charges = new()
            {
                MakerFee = FeePerUnit(definition.Charges.MakerFeePerLot, definition.Grid),
                TakerFee = FeePerUnit(definition.Charges.TakerFeePerLot, definition.Grid),
            },
        };
    }

    public static V1.MarketPhase Write(MarketPhase phase) => (V1.MarketPhase)phase;

    public static Refusal TryRead(V1.MarketPhase value, out MarketPhase phase)
    {
        phase = (MarketPhase)value;
        return value is >= V1.MarketPhase.PreOpen and <= V1.MarketPhase.Closed
            ? Refusal.None
            : Refusal.Malformed("to is none of PRE_OPEN, OPEN, HALTED, CLOSED");
    }

    private static Refusal CheckRule(V1.MarketDefinition message)
    {
        if (message.RuleCase == V1.MarketDefinition.RuleOneofCase.None)
        {
            return Refusal.Malformed("the rule is missing");
        }
        if (message.RuleCase != V1.MarketDefinition.RuleOneofCase.ContinuousBook)
        {
            return Refusal.Malformed($"this exchange does not have the rule {message.RuleCase}");
        }
        if (message.Trigger is { TriggerCase: not V1.Trigger.TriggerOneofCase.Continuous })
        {
            return Refusal.Malformed("a continuous book clears continuously");
        }
        if (message.Reference.Length > 0 || message.Collar is not null || message.Limits
            || message.SelfTrade != V1.SelfTrade.Allowed)
        {
            return Refusal.Malformed("this exchange does not have reference, collar, limits and selfTrade for a continuous book");
        }
        return Refusal.None;
    }

    private static Refusal TryReadDisclosure(V1.Disclosure? message, out Disclosure disclosure)
    {
        disclosure = Disclosure.Lit;
        if (message is null)
        {
            return Refusal.None;
        }
        if (message.Depth is < V1.DepthDisclosure.Full or > V1.DepthDisclosure.None)
        {
            return Refusal.Malformed("depth is none of FULL, LEVELS, TOP, NONE");
        }
        if (message.Depth == V1.DepthDisclosure.Levels && message.Levels is 0 or > Disclosure.MaxLevels)
        {
            return new(Reason.OutOfRange, $"levels must be from 1 to {Disclosure.MaxLevels}");
        }
        if (message.Indicative)
        {
            return Refusal.Malformed("a continuous book has no indicative price");
        }
        var refusal = Decimals.TryReadDelay(message.PrintDelay, "printDelay", out var delayNs);
        disclosure = new((DepthDisclosure)message.Depth, (int)message.Levels, delayNs);
        return refusal;
    }

    private static Refusal TryReadCharges(V1.Charges? message, Grid grid, out Charges charges)
    {
        charges = Charges.None;
        if (message is null)
        {
            return Refusal.None;
        }
        if (message.Charges_.Count > 0)
        {
            return Refusal.Malformed("a continuous book charges makerFee and takerFee only");
        }
        var refusal = TryReadFee(message.MakerFee, "makerFee", grid, out var maker);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadFee(message.TakerFee, "takerFee", grid, out var taker);
        charges = new(maker, taker);
        return refusal;
    }

    /// <summary>A fee per unit as cash per lot, exactly.</summary>
    private static Refusal TryReadFee(string text, string field, Grid grid, out Cash feePerLot)
    {
        feePerLot = default;
        var refusal = Decimals.TryReadOrZero(text, field, out var fee);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        return FeePerLot.TryRead(fee, grid, out feePerLot) switch
        {
            Reason.OutOfRange => new(Reason.OutOfRange, $"{field} is beyond 10^6 a unit or a lot"),
            Reason.OffGrid => new(Reason.OffGrid, $"{field} times the lot must be a multiple of 1e-12"),
            _ => Refusal.None,
        };
    }

    private static string FeePerUnit(Cash feePerLot, Grid grid) =>
        new FixedDecimal(feePerLot.Atoms * 1_000_000_000_000 / grid.PartsPerLot).ToString();
}
