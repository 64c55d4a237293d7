using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Hands markets what they depend on and do not know: prices of other markets, and positions.</summary>
internal sealed class References
{
    private readonly List<Market> _markets;
    private readonly Catalog _catalog;
    private readonly Ledger _ledger;

    public References(List<Market> markets, Catalog catalog, Ledger ledger) =>
        (_markets, _catalog, _ledger) = (markets, catalog, ledger);

    /// <summary>What a clearing now depends on.</summary>
    public ClearingMoment MomentOf(SessionMarket market, Timestamp now)
    {
        var reference = market.Closes is null ? Of(market) : market.Frozen;
        return new(market.LastCleared, now, market.Clearings + 1, reference) { Inventories = InventoriesFor(market) };
    }

    /// <summary>
    /// The last price that the public knows of the market that this one names, rounded down to a tick; as long as that gives none, what the rule
    /// was given, and of a book its own last price. Null: there is none.
    /// </summary>
    public Price? Of(Market market) =>
        OfNamed(market) ?? (market is SessionMarket session ? session.RuleDefinition.Reference : market.LastPrice);

    /// <summary>The best prices that a cross may trade between: null unless its reference is open and has both, apart.</summary>
    public Quote? QuoteFor(CrossMarket market) =>
        _markets[market.Quoted] is ContinuousMarket { Phase: MarketPhase.Open } quoted
            && quoted.Rule.TryGetBest(Side.Buy, out var bid, out _)
            && quoted.Rule.TryGetBest(Side.Sell, out var ask, out _)
            && bid < ask
            ? new Quote(bid, ask)
            : null;

    /// <summary>The middle of a quote that a cross follows, rounded down to its tick.</summary>
    public Price? MidpointFor(CrossMarket market, Quote quote) =>
        quote.Midpoint(_markets[market.Quoted].Definition.Grid, market.Definition.Grid);

    /// <summary>What is held when these are a market's bids, if its rule looks at it.</summary>
    public Inventories InventoriesFor(SessionMarket market)
    {
        if (!market.RuleDefinition.ObservesPositions)
        {
            return default;
        }
        var reporting = Units.Zero;
        foreach (ref readonly var bid in market.Bids)
        {
            reporting += _ledger.UnitsOf(bid.Account, market.Instrument);
        }
        return new(reporting, _ledger.TotalUnits(market.Instrument) - _ledger.UnitsOf(Ledger.Operator, market.Instrument));
    }

    private Price? OfNamed(Market market)
    {
        if (market.Definition.Reference.Length == 0)
        {
            return null;
        }
        _catalog.TryFindMarket(market.Definition.Reference, out var number);
        var named = _markets[number];
        return named.PublicPrice is { } price ? market.Definition.Grid.Floor(named.Definition.Grid.ValueOf(price)) : null;
    }
}
