using Exchange.Sdk;

namespace Exchange.Bots.Strategies;

/// <summary>
/// Quotes one unit on both sides of what it takes for the fair value, a moving average of the trades it sees; the quotes lean
/// against its inventory, and at the most it wants to hold it quotes one side only.
/// </summary>
[Strategy("market-maker", "quotes both sides around the average trade, skewed by inventory", Induced = Inducement.None, WatchesMarket = true)]
internal sealed class MarketMaker : Bot
{
    private const decimal HalfSpreadOfRange = 0.01m;
    private const decimal MaxPositionUnits = 10;
    private const decimal WeightOfTrade = 0.1m;

    // How far a full inventory moves the quotes, in half spreads.
    private const decimal Skew = 4;

    private decimal _fairValue;

    public MarketMaker(BotSetup setup)
        : base(setup) => _fairValue = setup.Prices.Middle;

    protected override void OnUpdate(MarketUpdate update)
    {
        if (update is MarketEvent { Event: Print print })
        {
            _fairValue += WeightOfTrade * (print.Price - _fairValue);
        }
    }

    protected override Quotes Decide()
    {
        var halfSpread = HalfSpreadOfRange * (Setup.Prices.Highest - Setup.Prices.Lowest);
        var inventory = Position / (MaxPositionUnits * Setup.UnitSize);
        var centre = _fairValue - (Skew * halfSpread * Math.Clamp(inventory, -1, 1));
        var bid = Setup.Prices.Clamp(Setup.Prices.Down(centre - halfSpread));
        var ask = Setup.Prices.Clamp(Setup.Prices.Up(centre + halfSpread));
        return new(
            inventory < 1 && bid < ask ? new(bid, Setup.UnitSize) : null,
            inventory > -1 && bid < ask ? new(ask, Setup.UnitSize) : null);
    }
}
