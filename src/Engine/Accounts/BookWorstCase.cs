using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Accounts;

/// <summary>
/// The worst that can become of orders in continuous markets. It is so much a lot: a buyer pays its limit and the greater
/// of the fees, a seller gives the lot and pays what the fee is beyond its limit, which may be below zero; a rebate is not
/// counted upon. Hence what is left of an order after some of it has traded needs no more than it had left over, and an
/// order needs the same wherever it is: asleep, collected for an auction or in the book.
/// </summary>
internal static class BookWorstCase
{
    /// <summary>Of lots of an order.</summary>
    /// <param name="market">The market.</param>
    /// <param name="side">The order's side.</param>
    /// <param name="limit">
    /// The worst price it accepts; a market order's is the end of the price range, of which the collar leaves what it holds.
    /// </param>
    /// <param name="lots">How many.</param>
    public static Reservation Of(ContinuousMarket market, Side side, Price limit, Quantity lots)
    {
        var definition = market.Definition;
        var ticks = definition.Collar is { } collar
            ? Math.Clamp(limit.Ticks, collar.Low.Ticks, collar.High.Ticks)
            : limit.Ticks;
        var price = ticks * definition.Grid.AtomsPerTickLot;
        var perLot = Int128.Max((side == Side.Buy ? price : -price) + WorstFee(definition.Charges).Atoms, 0);
        var units = definition.Grid.UnitsOf(lots);
        return new(
            new(checked(perLot * lots.Lots)),
            Sells: side == Side.Sell ? units : default,
            Buys: side == Side.Buy ? units : default);
    }

    /// <summary>Of an order collected for an auction, in which there are no fees: what is left of it may rest after it.</summary>
    public static Reservation Of(ContinuousMarket market, in CollectedBid collected) =>
        Of(market, collected.Side, LimitOf(collected), collected.Open);

    /// <summary>
    /// Of a market order that arrives in the open market: what it would trade with as the public sees it. What it is beyond
    /// that costs the worst price of all that is seen, for icebergs may hide more there; where not everything is seen, the
    /// end of the prices. So nobody learns from a refusal, which costs nothing, what is not shown.
    /// </summary>
    public static Reservation OfSweep(ContinuousMarket market, int account, Side side, Quantity lots)
    {
        var (sum, left, worst) = (Reservation.None, lots.Lots, (Price?)null);
        var (rule, makers, visible) = (market.Rule, side.Opposite(), market.Definition.Disclosure.VisibleLevels);
        for (var more = rule.TryGetBest(makers, out var price, out _);
            more && visible > 0 && left > 0;
            more = rule.TryGetNext(makers, price, out price, out _), visible--)
        {
            var swept = Math.Min(left, rule.QuantityFor(account, makers, price).Lots);
            sum += Of(market, side, price, new(swept));
            left -= swept;
            worst = price;
        }
        var beyond = visible > 0 ? worst : side.Worst();
        return left > 0 && beyond is { } limit ? sum + Of(market, side, limit, new(left)) : sum;
    }

    /// <summary>The worst price that an order accepts.</summary>
    public static Price LimitOf(in Order order) => order.IsMarket ? order.Side.Worst() : order.Price;

    /// <summary>The worst price that an order collected for an auction accepts.</summary>
    public static Price LimitOf(in CollectedBid collected) =>
        collected.Kind == BidKind.Market ? collected.Side.Worst() : collected.Price;

    private static Cash WorstFee(Charges charges)
    {
        var worst = charges.MakerFeePerLot > charges.TakerFeePerLot ? charges.MakerFeePerLot : charges.TakerFeePerLot;
        return worst > Cash.Zero ? worst : Cash.Zero;
    }
}
