using Exchange.Sdk;

namespace Exchange.Bots.Strategies;

/// <summary>
/// Names the units that it gains from at a workup's frozen price, all at once; of what they are worth it says nothing. In the
/// book whose price that is, if the workup has one, it quotes the next of its other units as a zero-intelligence trader does:
/// what is named in the one is not quoted in the other.
/// </summary>
[Strategy("workup", "names the size it wants at a workup's price; in the book beside it as zi-c", WatchesMarket = true)]
internal sealed class WorkupTrader : Bot
{
    private decimal? _price;

    public WorkupTrader(BotSetup setup)
        : base(setup) => _price = setup.Market.OpenFor == 0 ? setup.Market.FrozenPrice : null;

    protected override void OnUpdate(MarketUpdate update)
    {
        if (Setup.Market.OpenFor > 0 && update is MarketEvent { Event: var told })
        {
            _price = told switch
            {
                Opened opened => opened.Price,
                Cleared => null,
                _ => _price,
            };
        }
    }

    protected override Quotes Decide()
    {
        var units = Units!;
        var named = (Sealed as MarketOrder)?.Quantity ?? Wanted(units);
        var open = Math.Min(units.Open, units.Left - named);
        return new()
        {
            Sealed = _price is not null && named > 0 ? new MarketOrder(units.Side, named) : null,
            Linked = Setup.Linked is not null && open > 0 ? Quote(units, open) : null,
        };
    }

    /// <summary>What it gains from at the price, less the unit that it quotes.</summary>
    private decimal Wanted(PrivateUnits units) =>
        _price is { } price ? Math.Max(0, units.WantedAt(price) - (Setup.Linked is null ? 0 : units.Open)) : 0;

    private Quotes Quote(PrivateUnits units, decimal open)
    {
        var quote = new Quote(units.PricesWithoutLoss(Setup.Prices).Draw(Random), open);
        return units.Side == Side.Buy ? new(quote, null) : new(null, quote);
    }
}
