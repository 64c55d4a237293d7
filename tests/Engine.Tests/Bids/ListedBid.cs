using System.Numerics;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Bids;

/// <summary>
/// A bid by the letter of its definition, with no thought of speed: what an order wants at a price is a comparison, what
/// a schedule wants an interval of exact fractions.
/// </summary>
internal sealed record ListedBid(int Account, ulong Id, bool IsStanding, Timestamp Accepted)
{
    private static readonly BigInteger NanolotsPerLot = 1_000_000_000;

    public Order? Order { get; init; }

    public SchedulePoint[] Points { get; init; } = [];

    public bool IsPerSecond { get; init; }

    /// <summary>Of a report: the endowment, or the inventory.</summary>
    public Quantity? Reported { get; init; }

    public bool IsInventory { get; init; }

    public ListedConditional? Conditional { get; init; }

    /// <summary>The owner's capacity when the bid came.</summary>
    public double? Capacity { get; init; }

    /// <summary>The groups that the owner was in when the bid came.</summary>
    public string[] Groups { get; init; } = [];

    public long Bought { get; set; }

    public long Sold { get; set; }

    public BidKind Kind => (Order, IsPerSecond) switch
    {
        ({ IsMarket: true }, _) => BidKind.Market,
        ({ }, _) => BidKind.Limit,
        (null, true) => BidKind.RateSchedule,
        _ when Reported is not null => IsInventory ? BidKind.Inventory : BidKind.Endowment,
        _ when Conditional is not null => BidKind.Conditional,
        _ => BidKind.Schedule,
    };

    public IEnumerable<int> NamedTicks => Kind switch
    {
        BidKind.Market or BidKind.Endowment or BidKind.Inventory or BidKind.Conditional => [],
        BidKind.Limit => [Order!.Value.Price.Ticks],
        _ => Points.Select(point => point.Price.Ticks),
    };

    public long Open => Order is { } order
        ? order.Quantity.Lots - Bought - Sold
        : Reported is not null || Conditional is not null ? 0 : Math.Max(Math.Max(Points[0].Quantity.Lots, 0) - Bought, 0)
            + Math.Max(Math.Max(-Points[^1].Quantity.Lots, 0) - Sold, 0);

    /// <summary>A limit order written as a schedule; any other bid as it is.</summary>
    public ListedBid AsSchedule()
    {
        if (Order is not { IsMarket: false } order)
        {
            return this;
        }
        var nothing = new SchedulePoint(order.Price, default);
        return this with
        {
            Order = null,
            Points = order.Side == Side.Buy
                ? [new(order.Price, order.Quantity), nothing]
                : [nothing, new(order.Price, new(-order.Quantity.Lots))],
        };
    }

    /// <summary>D(p) − S(p); one of them is zero.</summary>
    public long Wants(int ticks, long elapsedNs, long carry) =>
        IsPerSecond ? (long)Flow(ticks, elapsedNs, carry).Lots : Demand(ticks) - Supply(ticks);

    /// <summary>What a flow wants at a price, and the nanolots that it would leave.</summary>
    public (BigInteger Lots, BigInteger Left) Flow(int ticks, long elapsedNs, long carry)
    {
        var (least, greatest, denominator) = Interval(ticks);
        var rate = greatest > 0 ? greatest : least;
        var flow = rate * elapsedNs / denominator;
        var lots = (flow + carry) / NanolotsPerLot;
        // With several flows an account's carry may be whole lots; they do not turn a buyer into a seller.
        lots = flow.Sign * lots.Sign > 0 ? lots : 0;
        var most = (BigInteger)Quantity.MaxOrderLots;
        return (BigInteger.Max(-most, BigInteger.Min(lots, most)), flow + carry - (lots * NanolotsPerLot));
    }

    /// <summary>An order for so many times as much.</summary>
    public ListedBid ScaledBy(long factor)
    {
        var order = Order!.Value;
        var quantity = new Quantity(factor * order.Quantity.Lots);
        return this with
        {
            Order = order.IsMarket
                ? Exchange.Engine.Bids.Order.Market(order.Side, quantity)
                : Exchange.Engine.Bids.Order.Limit(order.Side, quantity, order.Price, order.TimeInForce),
        };
    }

    private long Demand(int ticks)
    {
        if (Order is { } order)
        {
            return order.Side == Side.Buy && (order.IsMarket || ticks <= order.Price.Ticks) ? Open : 0;
        }
        var (_, greatest, denominator) = Interval(ticks);
        return Math.Max((long)BigInteger.Max(greatest / denominator, 0) - Bought, 0);
    }

    private long Supply(int ticks)
    {
        if (Order is { } order)
        {
            return order.Side == Side.Sell && (order.IsMarket || ticks >= order.Price.Ticks) ? Open : 0;
        }
        var (least, _, denominator) = Interval(ticks);
        return Math.Max((long)BigInteger.Max(-least / denominator, 0) - Sold, 0);
    }

    /// <summary>The ends of the interval that the schedule accepts at a price, as fractions.</summary>
    private (BigInteger Least, BigInteger Greatest, BigInteger Denominator) Interval(int ticks)
    {
        var here = Points.Where(point => point.Price.Ticks == ticks).Select(point => point.Quantity.Lots).ToList();
        if (here.Count > 0)
        {
            return (here.Min(), here.Max(), 1);
        }
        if (ticks < Points[0].Price.Ticks)
        {
            return (Points[0].Quantity.Lots, Points[0].Quantity.Lots, 1);
        }
        if (ticks > Points[^1].Price.Ticks)
        {
            return (Points[^1].Quantity.Lots, Points[^1].Quantity.Lots, 1);
        }
        var left = Points.Last(point => point.Price.Ticks < ticks);
        var right = Points.First(point => point.Price.Ticks > ticks);
        BigInteger width = right.Price.Ticks - left.Price.Ticks;
        var exact = (left.Quantity.Lots * width)
            + ((BigInteger)(right.Quantity.Lots - left.Quantity.Lots) * (ticks - left.Price.Ticks));
        return (exact, exact, width);
    }

    public override string ToString()
    {
        var what = Kind switch
        {
            BidKind.Market => $"{Order!.Value.Side} {Order.Value.Quantity.Lots} at market",
            BidKind.Limit => $"{Order!.Value.Side} {Order.Value.Quantity.Lots}@{Order.Value.Price.Ticks}",
            BidKind.Endowment => $"has {Reported!.Value.Lots}",
            BidKind.Inventory => $"holds {Reported!.Value.Lots}",
            BidKind.Conditional => $"{Conditional}",
            _ => string.Join(' ', Points.Select(point => $"{point.Price.Ticks}:{point.Quantity.Lots}")),
        };
        return $"{Account}/{Id} {what}{(IsPerSecond ? $" a second since {Accepted}" : "")} got {Bought}, {-Sold}";
    }
}
