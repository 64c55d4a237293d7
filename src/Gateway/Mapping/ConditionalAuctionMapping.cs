using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what a conditional auction is parameterised by.</summary>
internal static class ConditionalAuctionMapping
{
    /// <summary>Reads the rule of a market, which states no deficit when it allows none.</summary>
    /// <param name="message">The rule.</param>
    /// <param name="marketCollar">The market's own collar, which means the same as the rule's; null: none.</param>
    /// <param name="grid">The market's ticks and lots.</param>
    /// <param name="rule">The rule.</param>
    public static Refusal TryRead(
        V1.ConditionalAuction message, V1.Collar? marketCollar, Grid grid, out ConditionalAuctionDefinition? rule)
    {
        rule = null;
        var refusal = TryReadCollar(marketCollar, grid, out var collar);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var maxDeficit = message.MaxDeficit.Length == 0 ? "0" : message.MaxDeficit;
        refusal = TryRead(
            message.Sigma, message.SigmaModel, message.Collar, message.MaxQuantity, maxDeficit, grid, out rule);
        if (refusal.IsRefused || collar is null)
        {
            return refusal;
        }
        if (rule!.Collar is { } own && own != collar)
        {
            return Refusal.Malformed("the collars of the market and of its rule differ: one is enough");
        }
        rule = rule with { Collar = collar };
        return Refusal.None;
    }

    /// <summary>Reads the rule of one clearing, where any deficit is allowed unless a greatest is stated.</summary>
    public static Refusal TryRead(V1.ConditionalAuctionOnce message, Grid grid, out ConditionalAuctionDefinition? rule) =>
        TryRead(message.Sigma, message.SigmaModel, message.Collar, message.MaxQuantity, message.MaxDeficit, grid, out rule);

    /// <summary>Writes the rule of a market.</summary>
    public static V1.ConditionalAuction Write(ConditionalAuctionDefinition rule, Grid grid)
    {
        var message = new V1.ConditionalAuction
        {
            MaxQuantity = rule.MaxQuantity is { } quantity ? grid.Format(quantity) : "",
            MaxDeficit = rule.MaxDeficit is { } deficit ? deficit.ToString() : "",
        };
        if (rule.Collar is { } collar)
        {
            message.Collar = Write(collar, grid);
        }
        if (rule.Tax is FixedTaxSlope stated)
        {
            message.Sigma = stated.Sigma.ToString();
        }
        else
        {
            message.SigmaModel = TaxSlopeMapping.Write(rule.Tax);
        }
        return message;
    }

    /// <summary>Says what is wrong with a bid that cannot join those there are.</summary>
    public static string Describe(Reason reason) => reason switch
    {
        Reason.OutOfRange => "the intercept is beyond the greatest price, or a quantity beyond maxQuantity",
        Reason.PriceCollar => "the intercept and every point must be in the collar",
        Reason.BadBounds => "a schedule's quantities must begin at zero or above and end at zero or below, and not be one alone",
        Reason.NotMonotone => "slope and the slopes on the bidder's own groups must be above zero together",
        _ => reason.Detail(),
    };

    private static Refusal TryRead(
        string sigmaText,
        V1.SigmaModel? model,
        V1.Collar? collarMessage,
        string maxQuantityText,
        string maxDeficitText,
        Grid grid,
        out ConditionalAuctionDefinition? rule)
    {
        rule = null;
        if (sigmaText.Length == 0 && model is null)
        {
            return Refusal.Malformed("sigma or sigmaModel is missing");
        }
        var refusal = model is null
            ? TaxSlopeMapping.TryRead(sigmaText, out var tax)
            : TaxSlopeMapping.TryRead(model, out tax);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadCollar(collarMessage, grid, out var collar);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadMaxQuantity(maxQuantityText, grid, out var maxQuantity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadMaxDeficit(maxDeficitText, out var maxDeficit);
        rule = refusal.IsRefused ? null : new(tax!, collar, maxQuantity, maxDeficit);
        return refusal;
    }

    /// <summary>Writes a collar.</summary>
    public static V1.Collar Write(PriceCollar collar, Grid grid) =>
        new() { Low = grid.Format(collar.Low), High = grid.Format(collar.High) };

    /// <summary>Reads a collar; null when there is none.</summary>
    public static Refusal TryReadCollar(V1.Collar? message, Grid grid, out PriceCollar? collar)
    {
        collar = null;
        if (message is null)
        {
            return Refusal.None;
        }
        var refusal = Decimals.TryReadPrice(message.Low, "collar low", grid, out var low);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadPrice(message.High, "collar high", grid, out var high);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        collar = new(low, high);
        return low <= high
            ? Refusal.None
            : new(Reason.OutOfRange, $"collar low {message.Low} is above high {message.High}");
    }

    private static Refusal TryReadMaxDeficit(string text, out Cash? maxDeficit)
    {
        maxDeficit = null;
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = Decimals.TryReadCash(text, "maxDeficit", out var cash);
        maxDeficit = cash;
        return !refusal.IsRefused && cash < Cash.Zero
            ? new(Reason.OutOfRange, $"maxDeficit {cash} is below 0")
            : refusal;
    }
}
