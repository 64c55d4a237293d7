using Exchange.Engine.Bids;
using Exchange.Engine.Markets;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads a market's price and quantity grid.</summary>
internal static class GridMapping
{
    public static Refusal TryRead(string tickText, string lotText, out Grid? grid)
    {
        grid = null;
        var refusal = Decimals.TryRead(tickText, "tickSize", out var tickSize);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(lotText, "lotSize", out var lotSize);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        return Grid.TryCreate(tickSize, lotSize, out grid) switch
        {
            Reason.OffGrid => new(
                Reason.OffGrid, "lotSize must be a multiple of 0.000001 and tickSize times lotSize one of 1e-12"),
            Reason.OutOfRange => new(
                Reason.OutOfRange, "tickSize and lotSize must be above 0 and at most 10^6, their product at most 10^3"),
            _ => Refusal.None,
        };
    }
}
