using Exchange.Sdk;

namespace Exchange.Bots.Strategies;

/// <summary>
/// Pegs its next unit to the midpoint of the market that a reference cross follows, its value or cost the limit: who cannot
/// choose the price has no reason to say another.
/// </summary>
[Strategy("midpoint", "its next unit at any midpoint up to its value, or down to its cost")]
internal sealed class MidpointTrader(BotSetup setup) : Bot(setup)
{
    protected override Quotes Decide()
    {
        var units = Units!;
        var isBuyer = units.Side == Side.Buy;
        var limit = Setup.Prices.Clamp(isBuyer ? Setup.Prices.Down(units.Next) : Setup.Prices.Up(units.Next));
        var quote = new Quote(limit, units.Open);
        return isBuyer ? new(quote, null) : new(null, quote);
    }
}
