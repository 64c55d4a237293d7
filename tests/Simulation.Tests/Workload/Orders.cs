using Exchange.Sdk;
using Exchange.Simulation.Tests.World;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>Instructions without end, of every kind, for one client; the ids of its bids are its own.</summary>
internal sealed class Orders(Random random, VirtualWorld world, ulong firstId)
{
    private static readonly string[] Books = ["lit", "lit", "lit", "dark"];
    private static readonly string[] Markets = ["lit", "dark", "batch", "sigma", "size", "mid"];

    private readonly List<(string Market, ulong Id)> _recent = [];
    private ulong _nextId = firstId;

    public Instruction Next() => random.Next(20) switch
    {
        < 11 => Submit(Books[random.Next(Books.Length)], BookOrder()),
        11 => Submit("batch", Limit(TimeInForce.GoodTillCancelled), standing: random.Next(2) == 0),
        12 => Submit("batch", Demand(), standing: random.Next(3) > 0),
        13 => Submit("sigma", new ConditionalBid(95 + random.Next(10), random.Next(1, 4))),
        14 => Submit("size", new InventoryReport(random.Next(-50, 50))),
        15 => Submit("mid", new PeggedOrder(Side(), random.Next(1, 20), random.Next(3) == 0 ? Price() : null)),
        16 or 17 => Replace(),
        18 => Cancel(),
        _ when random.Next(8) > 0 => Cancel(),
        _ => new CancelAllOrders(random.Next(2) == 0 ? "" : Markets[random.Next(Markets.Length)]),
    };

    private Side Side() => random.Next(2) == 0 ? global::Exchange.Sdk.Side.Buy : global::Exchange.Sdk.Side.Sell;

    private decimal Price() => 100 + (random.Next(-10, 11) * 0.5m);

    private SubmitBid Submit(string market, Bid bid, bool standing = false)
    {
        var id = _nextId++;
        _recent.Add((market, id));
        if (_recent.Count > 30)
        {
            _recent.RemoveAt(random.Next(10));
        }
        return new(market, bid) { Id = id, Standing = standing };
    }

    private Bid BookOrder() => random.Next(12) switch
    {
        0 => new MarketOrder(Side(), random.Next(1, 20)),
        1 => Limit(TimeInForce.ImmediateOrCancel),
        2 => Limit(TimeInForce.FillOrKill),
        3 => Limit(TimeInForce.GoodTillCancelled) with { PostOnly = true },
        4 => Limit(TimeInForce.GoodTillCancelled) with { Display = 1 },
        5 => Limit(TimeInForce.GoodTillCancelled) with { Stop = Price() },
        6 => Limit(TimeInForce.GoodTillDate) with { Expires = 1_700_000_000m + (world.NowNs / 1_000_000 / 1000m) + random.Next(0, 3) },
        // Off the grid: what is refused is answered, too.
        7 => new LimitOrder(Side(), 1, 99.99m),
        _ => Limit(TimeInForce.GoodTillCancelled),
    };

    private LimitOrder Limit(TimeInForce timeInForce) => new(Side(), random.Next(1, 20), Price(), timeInForce);

    private Schedule Demand()
    {
        var least = Price();
        return new([new(least, random.Next(1, 20)), new(least + 2, 0), new(least + 4, -random.Next(1, 20))]);
    }

    private (string Market, ulong Id) Recent() => _recent.Count == 0 ? ("lit", 1) : _recent[random.Next(_recent.Count)];

    private CancelOrder Cancel()
    {
        var (market, id) = Recent();
        return new CancelOrder(market, id);
    }

    private Instruction Replace()
    {
        var (market, id) = Recent();
        return market switch
        {
            "batch" => new ReplaceSchedule(market, id, Demand()),
            "size" => new ReplaceReport(market, id, new InventoryReport(random.Next(-50, 50))),
            _ => new ReplaceOrder(market, id, random.Next(1, 20), random.Next(2) == 0 ? Price() : null),
        };
    }
}
