using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Accounts;

/// <summary>
/// The worst that can become of bids in session markets, as far as it can be known when they come. What it leaves open, the
/// clearing itself looks after: who could not settle is left out.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>An order: its quantity at its limit, or at the price of a workup that has one for good; else a market order needs
/// the end of the collar, or without one of the price range; a seller without either is asked for units alone.</item>
/// <item>A demand schedule: a buyer the most that it can spend at one price, and if it stands, so that it can trade again
/// and again, the area under it; a seller its greatest sale. In a conditional auction it is the area.</item>
/// <item>A conditional bid that is conditional on nothing: ∫₀^q of it and the tax, at the q within its bounds at which that is
/// most; a side without bounds, and the cash of one that depends on others, is left open. Units as the bounds say.</item>
/// <item>Charges a unit, quadratic and spread at the greatest quantity, and the entry fee, if the bid does not stand and owe
/// it again and again. The transaction fee is left open.</item>
/// <item>Flows of demand and reports are left open.</item>
/// </list>
/// </remarks>
internal static class SessionWorstCase
{
    // More than the rounding errors of a payment can be, relative to what it is made of.
    private const double RoundingError = 1.0 / (1L << 40);

    /// <summary>Of a bid that was collected.</summary>
    public static Reservation Of(SessionMarket market, in CollectedBid bid) => bid.Kind switch
    {
        BidKind.Limit or BidKind.Market or BidKind.Pegged =>
            OfOrder(market, bid.Side, bid.IsPriced ? bid.Price : bid.Side.Worst(), bid.Open, bid.IsStanding),
        BidKind.Schedule =>
            OfSchedule(market, market.Bids.PointsOf(bid), bid.BoughtLots, bid.SoldLots, bid.IsStanding),
        BidKind.Conditional =>
            OfConditional(market, market.Bids.ConditionalOf(bid), bid.IsStanding),
        _ => Reservation.None,
    };

    /// <summary>Of a bid that arrives.</summary>
    public static Reservation Of(SessionMarket market, in Bid bid, bool isStanding) => bid.Kind switch
    {
        BidKind.Limit or BidKind.Market or BidKind.Pegged =>
            OfOrder(market, bid.Order.Side, BookWorstCase.LimitOf(bid.Order), bid.Order.Quantity, isStanding),
        BidKind.Schedule => OfSchedule(market, bid.Schedule.Points, 0, 0, isStanding),
        BidKind.Conditional => OfConditional(market, bid.Conditional, isStanding),
        _ => Reservation.None,
    };

    /// <summary>Of an order; one without a limit accepts every price to the end of the range.</summary>
    public static Reservation OfOrder(SessionMarket market, Side side, Price limit, Quantity lots, bool isStanding)
    {
        var grid = market.Definition.Grid;
        var ticks = FixedPriceOf(market) ?? Math.Clamp(limit.Ticks, LowestOf(market), HighestOf(market));
        // What a seller at any price would owe, should that turn out below zero, the clearing looks after; a cross leaves nobody out.
        var isOpen = side == Side.Sell && ticks == Side.Sell.Worst().Ticks && market is not CrossMarket;
        var cost = isOpen ? Cash.Zero : grid.Cost(new(ticks), lots);
        // Convex in the quantity, so that it is most for the whole or for nothing.
        var worst = (side == Side.Buy ? cost : -cost) + ChargesOn(market, lots);
        var units = grid.UnitsOf(lots);
        return new(
            AtLeastZero(worst) + EntryOf(market, isStanding),
            Sells: side == Side.Sell ? units : default,
            Buys: side == Side.Buy ? units : default);
    }

    private static Reservation OfSchedule(
        SessionMarket market, ReadOnlySpan<SchedulePoint> points, long bought, long sold, bool isStanding)
    {
        var grid = market.Definition.Grid;
        var buys = new Quantity(Math.Max(points[0].Quantity.Lots - bought, 0));
        var sells = new Quantity(Math.Max(-points[^1].Quantity.Lots - sold, 0));
        var auction = market.RuleDefinition as ConditionalAuctionDefinition;
        var isArea = isStanding || auction is not null;
        var spent = isArea
            ? ScheduleCost.Area(points, bought, HighestOf(market))
            : ScheduleCost.Most(points, HighestOf(market));
        var (buying, selling) = (Cash.Zero, Cash.Zero);
        if (buys.Lots > 0)
        {
            buying = AtLeastZero(new Cash(spent * grid.AtomsPerTickLot) + ChargesOn(market, buys) + TaxOn(auction, grid, buys));
        }
        if (sells.Lots > 0)
        {
            var proceeds = grid.Cost(new(ScheduleCost.LowestSale(points, sold, LowestOf(market))), sells);
            selling = AtLeastZero(ChargesOn(market, sells) + TaxOn(auction, grid, sells) - proceeds);
        }
        // One that stands can buy at one clearing and sell at another.
        var worst = isStanding ? buying + selling : buying > selling ? buying : selling;
        return new(worst + EntryOf(market, isStanding), grid.UnitsOf(sells), grid.UnitsOf(buys));
    }

    private static Reservation OfConditional(SessionMarket market, in ConditionalBid bid, bool isStanding)
    {
        var (grid, auction) = (market.Definition.Grid, (ConditionalAuctionDefinition)market.RuleDefinition);
        var most = auction.MaxQuantity?.Lots ?? 0;
        var buys = bid.MaxQuantity ?? new Quantity(most);
        var sells = bid.MinQuantity is { Lots: var least } ? new Quantity(-least) : new Quantity(most);
        var worst = Cash.Zero;
        if (bid.Conditions.IsEmpty && auction.Tax.TryForAny(out var sigma))
        {
            var (intercept, curvature) = (Reals.From(bid.Intercept), sigma - Reals.From(bid.Slope));
            var buying = Most(intercept, curvature, Reals.From(grid.UnitsOf(buys)));
            var selling = Most(-intercept, curvature, Reals.From(grid.UnitsOf(sells)));
            var (buyer, seller) = (buying + ChargesOn(market, buys), selling + ChargesOn(market, sells));
            worst = AtLeastZero(buyer > seller ? buyer : seller);
        }
        return new(worst + EntryOf(market, isStanding), grid.UnitsOf(sells), grid.UnitsOf(buys));
    }

    /// <summary>The most that p·q + c·q²/2 is for a q up to so many units, rounded up by more than any error.</summary>
    private static Cash Most(double price, double curvature, double units)
    {
        var at = curvature < 0 ? Math.Min(units, Math.Max(price / -curvature, 0)) : units;
        var (cost, tax) = (price * at, curvature / 2 * at * at);
        var most = cost + tax;
        return most <= 0 || at == 0
            ? Cash.Zero
            : Reals.ToCash(most + (RoundingError * (Math.Abs(cost) + Math.Abs(tax)))) + new Cash(1);
    }

    private static Cash TaxOn(ConditionalAuctionDefinition? auction, Grid grid, Quantity lots)
    {
        if (auction is null || !auction.Tax.TryForAny(out var sigma))
        {
            return Cash.Zero;
        }
        return Most(0, sigma, Reals.From(grid.UnitsOf(lots)));
    }

    private static Cash ChargesOn(SessionMarket market, Quantity lots)
    {
        var sum = Cash.Zero;
        foreach (var charge in market.Charges)
        {
            sum += charge is BidCharge onBid ? onBid.Of(lots) : Cash.Zero;
        }
        return sum;
    }

    private static Cash EntryOf(SessionMarket market, bool isStanding)
    {
        var sum = Cash.Zero;
        foreach (var charge in market.Charges)
        {
            sum += charge is EntryFee entry && !isStanding ? AtLeastZero(entry.Cash) : Cash.Zero;
        }
        return sum;
    }

    /// <summary>The price of a market that trades at no other.</summary>
    private static int? FixedPriceOf(SessionMarket market) =>
        market.RuleDefinition is WorkupDefinition { Price: { } price } && market.Definition.Reference.Length == 0 ? price.Ticks : null;

    private static int HighestOf(SessionMarket market) => market.Definition.Collar?.High.Ticks ?? Price.MaxTicks;

    private static int LowestOf(SessionMarket market) => market.Definition.Collar?.Low.Ticks ?? -Price.MaxTicks;

    private static Cash AtLeastZero(Cash amount) => amount > Cash.Zero ? amount : Cash.Zero;
}
