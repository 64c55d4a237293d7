using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what is paid besides the price in a market.</summary>
internal static class ChargesMapping
{
    // A fee in atoms a lot times this, over the lot's parts, is the fee in parts of 10⁻¹⁸ a unit.
    private const long ScalePerAtomAndPart = 1_000_000_000_000;

    /// <summary>Reads the charges of a market with a rule; absent is none.</summary>
    public static Refusal TryRead(V1.Charges? message, RuleDefinition rule, Grid grid, out Charges charges)
    {
        charges = Charges.None;
        if (message is null)
        {
            return Refusal.None;
        }
        var refusal = TryReadFee(message.MakerFee, "makerFee", grid, out var maker);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadFee(message.TakerFee, "takerFee", grid, out var taker);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (rule is not ContinuousRuleDefinition && (maker != Cash.Zero || taker != Cash.Zero))
        {
            return Refusal.Malformed($"{RuleMapping.Describe(rule)} has no makers and takers: makerFee and takerFee are for books");
        }
        refusal = TryReadOnClearing(message, rule, grid, out var onClearing);
        charges = new(maker, taker) { OnClearing = onClearing };
        return refusal;
    }

    /// <summary>Writes the charges.</summary>
    public static V1.Charges Write(Charges charges, Grid grid) => new()
    {
        MakerFee = FeePerUnit(charges.MakerFeePerLot, grid),
        TakerFee = FeePerUnit(charges.TakerFeePerLot, grid),
        Charges_ = { charges.OnClearing.Select(ChargeMapping.Write) },
    };

    private static Refusal TryReadOnClearing(V1.Charges message, RuleDefinition rule, Grid grid, out Charge[] charges)
    {
        charges = [];
        if (message.Charges_.Count > 0 && rule is ContinuousRuleDefinition)
        {
            return Refusal.Malformed($"{RuleMapping.Describe(rule)} charges makerFee and takerFee only");
        }
        if (rule is not SessionRuleDefinition session)
        {
            return Refusal.None;
        }
        var refusal = ChargeMapping.TryRead(message.Charges_, session, grid, out charges);
        return !refusal.IsRefused && charges.Count(charge => charge is TransactionFee) > 1
            ? new(Reason.OutOfRange, "a market has at most one transactionFee")
            : refusal;
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
        new FixedDecimal(feePerLot.Atoms * ScalePerAtomAndPart / grid.PartsPerLot).ToString();
}
