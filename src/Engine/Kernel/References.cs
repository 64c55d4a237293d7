using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Hands markets their reference prices: markets do not know each other.</summary>
internal sealed class References
{
    private readonly List<Market> _markets;
    private readonly Catalog _catalog;

    public References(List<Market> markets, Catalog catalog) => (_markets, _catalog) = (markets, catalog);

    /// <summary>
    /// The last price of the market that this one names, rounded down to a tick; as long as that gives none, what the rule
    /// was given, and of a book its own last price. Null: there is none.
    /// </summary>
    public Price? Of(Market market) =>
        OfNamed(market) ?? (market is SessionMarket session ? session.RuleDefinition.Reference : market.LastPrice);

    private Price? OfNamed(Market market)
    {
        if (market.Definition.Reference.Length == 0)
        {
            return null;
        }
        _catalog.TryFindMarket(market.Definition.Reference, out var number);
        var named = _markets[number];
        return named.LastPrice is { } price ? market.Definition.Grid.Floor(named.Definition.Grid.ValueOf(price)) : null;
    }
}
