using System.Numerics;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Limits;

/// <summary>
/// What a bid in a session market needs, from the definition: lot by lot, price by price. Ticks and lots of one; bids that name
/// prices above zero, and charges that no sale at such a price falls short of.
/// </summary>
/// <param name="Cash">In atoms.</param>
/// <param name="Error">What may be set aside beyond that, in atoms, where reals are rounded.</param>
internal readonly record struct SessionNeed(BigInteger Cash, BigInteger Error, long Sells, long Buys)
{
    private static readonly BigInteger One = 1_000_000_000_000;

    public static SessionNeed Of(SessionMarket market, in CollectedBid bid)
    {
        var entry = bid.IsStanding ? 0 : market.Definition.Charges.OnClearing.OfType<EntryFee>().Sum(fee => Value(fee.Fee));
        return bid.Kind switch
        {
            BidKind.Limit or BidKind.Market => OfOrder(market, bid, entry),
            BidKind.Schedule => OfSchedule(market, bid, entry),
            BidKind.Conditional => OfConditional(market, market.Bids.ConditionalOf(bid), entry),
            _ => default,
        };
    }

    private static SessionNeed OfOrder(SessionMarket market, in CollectedBid bid, decimal entry)
    {
        var (isBuyer, lots) = (bid.Side == Side.Buy, bid.Open.Lots);
        var collar = market.Definition.Collar!.Value;
        var ticks = bid.Kind == BidKind.Limit ? bid.Price.Ticks : isBuyer ? collar.High.Ticks : collar.Low.Ticks;
        var cost = ((isBuyer ? ticks : -ticks) * lots) + Charges(market, lots);
        return new(Atoms(Math.Max(cost, 0) + entry), 0, isBuyer ? 0 : lots, isBuyer ? lots : 0);
    }

    private static SessionNeed OfSchedule(SessionMarket market, in CollectedBid bid, decimal entry)
    {
        var points = market.Bids.PointsOf(bid).ToArray();
        var buys = Math.Max(points[0].Quantity.Lots - bid.BoughtLots, 0);
        var sells = Math.Max(-points[^1].Quantity.Lots - bid.SoldLots, 0);
        var isConditional = market.Definition.Rule is ConditionalAuctionDefinition;
        var highest = market.Definition.Collar?.High.Ticks ?? Price.MaxTicks;
        var spent = bid.IsStanding || isConditional ? Area(points, bid.BoughtLots, highest) : Most(points, highest);
        var tax = isConditional ? Sigma(market) / 2 * buys * buys : 0;
        var cash = buys == 0 ? 0 : (spent * One) + Atoms(Charges(market, buys) + tax);
        return new(cash + Atoms(entry), isConditional ? 2 + (Atoms(tax) / 1_000_000_000) : 0, sells, buys);
    }

    private static SessionNeed OfConditional(SessionMarket market, in ConditionalBid bid, decimal entry)
    {
        var most = ((ConditionalAuctionDefinition)market.Definition.Rule).MaxQuantity?.Lots ?? 0;
        var (sells, buys) = (-bid.MinQuantity?.Lots ?? most, bid.MaxQuantity?.Lots ?? most);
        var (worst, scale) = (0m, 0m);
        for (var half = -2 * sells; half <= 2 * buys && bid.Conditions.IsEmpty; half++)
        {
            // Between halves of a lot the parabola is higher than at them by an eighth of its curvature at most.
            var (q, curvature) = (half / 2m, Sigma(market) - Value(bid.Slope));
            var cost = (Value(bid.Intercept) * q) + (curvature / 2 * q * q) + Charges(market, (long)Math.Ceiling(Math.Abs(q)));
            (worst, scale) = (Math.Max(worst, cost), Math.Max(scale, Math.Abs(curvature) / 8));
        }
        var charged = Charges(market, Math.Max(sells, buys));
        return new(Atoms(worst + entry), Atoms(scale + charged) + 3 + (Atoms(worst) / 1_000_000), sells, buys);
    }

    /// <summary>The most that is spent at one price, of all there are.</summary>
    private static BigInteger Most(SchedulePoint[] points, int highest)
    {
        var most = BigInteger.Zero;
        for (var ticks = 1; ticks <= highest; ticks++)
        {
            var (numerator, denominator) = DemandAt(points, ticks);
            most = BigInteger.Max(most, ticks * numerator / denominator);
        }
        return most;
    }

    private static (BigInteger Numerator, BigInteger Denominator) DemandAt(SchedulePoint[] points, int ticks)
    {
        if (points.Any(point => point.Price.Ticks == ticks))
        {
            return (Math.Max(points.First(point => point.Price.Ticks == ticks).Quantity.Lots, 0), 1);
        }
        var next = Array.FindIndex(points, point => point.Price.Ticks > ticks);
        if (next <= 0)
        {
            return (Math.Max((next == 0 ? points[0] : points[^1]).Quantity.Lots, 0), 1);
        }
        var (left, right) = (points[next - 1], points[next]);
        var rise = right.Price.Ticks - left.Price.Ticks;
        var lots = (left.Quantity.Lots * rise) - ((left.Quantity.Lots - right.Quantity.Lots) * (ticks - left.Price.Ticks));
        return (Math.Max(lots, 0), rise);
    }

    /// <summary>Every lot at the middle of the prices from which and to which it is wanted.</summary>
    private static BigInteger Area(SchedulePoint[] points, long bought, int highest)
    {
        var area = (BigInteger)highest * Math.Max(points[^1].Quantity.Lots - bought, 0);
        for (var i = 1; i < points.Length; i++)
        {
            var (left, right) = (points[i - 1], points[i]);
            var fall = left.Quantity.Lots - right.Quantity.Lots;
            var twice = BigInteger.Zero;
            for (var lot = Math.Max(right.Quantity.Lots, bought); lot < left.Quantity.Lots; lot++)
            {
                var above = (2 * (left.Quantity.Lots - lot)) - 1;
                twice += (2 * fall * left.Price.Ticks) + ((right.Price.Ticks - left.Price.Ticks) * above);
            }
            area += fall == 0 ? 0 : (twice + (2 * fall) - 1) / (2 * fall);
        }
        return area;
    }

    private static decimal Charges(SessionMarket market, long lots) => market.Definition.Charges.OnClearing.Sum(charge => charge switch
    {
        PerUnitFee fee => Value(fee.Fee) * lots,
        QuadraticTax tax => Value(tax.Sigma) / 2 * lots * lots,
        _ => 0,
    });

    private static decimal Sigma(SessionMarket market) =>
        Value(((FixedTaxSlope)((ConditionalAuctionDefinition)market.Definition.Rule).Tax).Sigma);

    private static decimal Value(FixedDecimal value) => (decimal)value.Scaled / FixedDecimal.One;

    private static BigInteger Atoms(decimal amount) => new(amount * 1_000_000_000_000m);
}
