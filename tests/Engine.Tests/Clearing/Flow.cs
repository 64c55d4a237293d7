using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

internal enum FlowKind
{
    Submit,
    Replace,
    Cancel,
    CancelAll,
    Expire,
    NoteTrade,
}

/// <summary>One instruction of an order flow. It stands for itself, so that a flow stays a flow when steps are left out.</summary>
internal readonly record struct FlowStep(FlowKind Kind, int Account, ulong Id, Order Order, Replacement Replacement)
{
    /// <summary>Of an order: what else it asks for.</summary>
    public OrderTerms Terms { get; init; }

    /// <summary>Of an order and of Expire: the moment.</summary>
    public Timestamp Now { get; init; }

    /// <summary>Of NoteTrade: the price of a trade elsewhere.</summary>
    public Price Price { get; init; }

    /// <summary>Carries the step out on a rule.</summary>
    public Reason Apply(ContinuousRule rule, ReportBuffer reports)
    {
        reports.Clear();
        switch (Kind)
        {
            case FlowKind.Submit:
                return Terms.AreNone
                    ? rule.Submit(Account, Id, Order, reports)
                    : rule.Submit(Account, Id, Order, Terms, Now, reports);
            case FlowKind.Replace:
                return rule.Replace(Account, Id, Replacement, reports);
            case FlowKind.Cancel:
                return rule.Cancel(Account, Id, CancelReason.User, reports);
            case FlowKind.Expire:
                rule.Expire(Now, reports);
                return Reason.None;
            case FlowKind.NoteTrade:
                rule.NoteTrade(Price, reports);
                return Reason.None;
            default:
                rule.CancelAll(Account, CancelReason.Operator, reports);
                return Reason.None;
        }
    }

    public override string ToString() => Kind switch
    {
        FlowKind.Submit =>
            $"submit {Account}/{Id} {Order.Side} {Order.Quantity.Lots}"
            + (Order.IsMarket ? " at market" : $"@{Order.Price.Ticks} {Order.TimeInForce}")
            + (Terms.AreNone ? "" : $" {Terms} at {Now.Nanoseconds}"),
        FlowKind.Replace =>
            $"replace {Account}/{Id} {Replacement.Quantity.Lots}@{Replacement.Price?.Ticks.ToString() ?? "same"}"
            + (Replacement.LosesPriority ? " losing priority" : ""),
        FlowKind.Cancel => $"cancel {Account}/{Id}",
        FlowKind.Expire => $"expire by {Now.Nanoseconds}",
        FlowKind.NoteTrade => $"note a trade at {Price.Ticks}",
        _ => $"cancel all of {Account}",
    };
}

/// <summary>
/// A kind of random order flow. Ids are few, so that instructions hit live orders, dead ones and ids used again.
/// </summary>
internal sealed record FlowShape(string Name, int Accounts, int Ids, Func<SeededGenerator, Side, int> Ticks)
{
    /// <summary>Flows of plain orders.</summary>
    public static IReadOnlyList<FlowShape> Plain { get; } =
    [
        new("tight prices", 4, 20, (random, _) => 100 + Spread(random, 3)),
        new("the whole price range", 4, 40, (random, _) => Spread(random, Price.MaxTicks)),
        new("ends and powers of 64", 4, 30, (random, _) => Landmark(random)),
        new("many accounts", 500, 3, (random, _) => Spread(random, 200)),
        new("cancels and replaces", 6, 30, (random, _) => Spread(random, 20)) { Replaces = 40, Cancels = 40 },
        new("deep book", 5, 300, (random, side) => side == Side.Buy ? 20 - Below(random, 4000) : Below(random, 4000) - 20)
        {
            Takers = 4,
            Replaces = 10,
            Cancels = 8,
            CancelAlls = 0,
        },
        new("sweeps", 4, 60, (random, side) => Below(random, 20) == 0 ? Far(side) : Spread(random, 5000))
        {
            Takers = 10,
            MaxLots = 1000,
        },
        new("queues at one price", 8, 30, (random, side) => side == Side.Buy ? 7 : 7 + Below(random, 2)) { Cancels = 25 },
        new("takers", 4, 30, (random, _) => Spread(random, 30)) { Takers = 60 },
        new("largest quantities", 4, 20, (random, side) => side == Side.Buy ? Below(random, 9) : Below(random, 9) + 4)
        {
            MinLots = Quantity.MaxOrderLots - 5,
            MaxLots = Quantity.MaxOrderLots,
        },
    ];

    /// <summary>Flows in which orders have terms, and in which markets keep accounts from trading with themselves.</summary>
    public static IReadOnlyList<FlowShape> Special { get; } =
    [
        new("terms", 4, 40, (random, _) => 100 + Spread(random, 5)) { WithTerms = 40 },
        new("terms far apart", 4, 60, (random, _) => Spread(random, 5000)) { WithTerms = 60 },
        new("large terms", 4, 20, (random, side) => side == Side.Buy ? Below(random, 9) : Below(random, 9) + 4)
        {
            WithTerms = 50,
            MinLots = 1,
            MaxLots = Quantity.MaxOrderLots,
        },
        new("cancel incoming", 3, 40, (random, _) => Spread(random, 4)) { WithTerms = 30, SelfTrade = SelfTrade.CancelIncoming },
        new("cancel resting", 3, 40, (random, _) => Spread(random, 4)) { WithTerms = 30, SelfTrade = SelfTrade.CancelResting },
        new("cancel both", 3, 40, (random, _) => Spread(random, 4)) { WithTerms = 30, SelfTrade = SelfTrade.CancelBoth },
        new("decrement", 3, 40, (random, _) => Spread(random, 4)) { WithTerms = 30, SelfTrade = SelfTrade.Decrement },
        new("stops", 5, 60, (random, _) => Spread(random, 12)) { WithTerms = 80, Cancels = 5, Replaces = 10 },
    ];

    /// <summary>All flows.</summary>
    public static IReadOnlyList<FlowShape> All { get; } = [.. Plain, .. Special];

    /// <summary>Of 100 instructions.</summary>
    public int Replaces { get; init; } = 15;

    /// <summary>Of 100 instructions.</summary>
    public int Cancels { get; init; } = 15;

    /// <summary>Of 100 instructions.</summary>
    public int CancelAlls { get; init; } = 1;

    /// <summary>Of 100 orders: immediate-or-cancel, fill-or-kill and market.</summary>
    public int Takers { get; init; } = 25;

    /// <summary>Of 100 orders: with terms.</summary>
    public int WithTerms { get; init; }

    /// <summary>What happens between orders of one account.</summary>
    public SelfTrade SelfTrade { get; init; }

    public long MinLots { get; init; } = 1;

    public long MaxLots { get; init; } = 20;

    /// <summary>The flow of a seed. Accounts are numbered from 1.</summary>
    public FlowStep[] Steps(ulong seed, int count)
    {
        var random = new SeededGenerator(seed);
        var steps = new FlowStep[count];
        for (var i = 0; i < count; i++)
        {
            steps[i] = Next(random, i);
        }
        return steps;
    }

    private FlowStep Next(SeededGenerator random, int now)
    {
        var account = 1 + Below(random, Accounts);
        // Half of the ids count down from the greatest there is.
        var id = (ulong)Below(random, Ids);
        id = id % 2 == 0 ? id : ulong.MaxValue - id;
        var side = (Side)Below(random, 2);
        var choice = Below(random, 100);
        if (choice < Replaces)
        {
            var quantity = Below(random, 3) == 0 ? default : Lots(random);
            Price? price = Below(random, 3) == 0 ? new Price(Ticks(random, side)) : null;
            return new(FlowKind.Replace, account, id, default, new(quantity, price, Below(random, 5) == 0));
        }
        if (choice < Replaces + Cancels)
        {
            return new(FlowKind.Cancel, account, id, default, default);
        }
        if (choice < Replaces + Cancels + CancelAlls)
        {
            return new(FlowKind.CancelAll, account, 0, default, default);
        }
        if (WithTerms > 0 && Below(random, 20) == 0)
        {
            // Half of them let some time go by in which nothing is cancelled.
            return Below(random, 2) == 0
                ? new(FlowKind.NoteTrade, 0, 0, default, default) { Price = new(Ticks(random, side)) }
                : new(FlowKind.Expire, 0, 0, default, default) { Now = new(now) };
        }
        var order = NextOrder(random, side);
        return new(FlowKind.Submit, account, id, order, default)
        {
            Terms = Below(random, 100) < WithTerms ? NextTerms(random, order, now) : default,
            Now = new(now),
        };
    }

    private OrderTerms NextTerms(SeededGenerator random, in Order order, int now)
    {
        var mayRest = order.TimeInForce == TimeInForce.GoodTillCancelled;
        return new()
        {
            Expires = mayRest && Below(random, 3) == 0 ? new Timestamp(Math.Max(0, now + Below(random, 200) - 5)) : null,
            IsPostOnly = mayRest && Below(random, 4) == 0,
            Minimum = Below(random, 4) == 0 ? new(1 + random.NextBelow(order.Quantity.Lots)) : default,
            Display = mayRest && Below(random, 2) == 0 ? new(1 + random.NextBelow(order.Quantity.Lots)) : default,
            Stop = Below(random, 3) == 0 ? new Price(Ticks(random, order.Side)) : null,
        };
    }

    private Order NextOrder(SeededGenerator random, Side side)
    {
        var lots = Lots(random);
        var price = new Price(Ticks(random, side));
        if (Below(random, 100) >= Takers)
        {
            return Order.Limit(side, lots, price, TimeInForce.GoodTillCancelled);
        }
        return Below(random, 3) switch
        {
            0 => Order.Limit(side, lots, price, TimeInForce.ImmediateOrCancel),
            1 => Order.Limit(side, lots, price, TimeInForce.FillOrKill),
            _ => Order.Market(side, lots),
        };
    }

    private Quantity Lots(SeededGenerator random) => new(MinLots + random.NextBelow(MaxLots - MinLots + 1));

    private static int Spread(SeededGenerator random, int most) => (int)(random.NextBelow((2L * most) + 1) - most);

    private static int Below(SeededGenerator random, int bound) => (int)random.NextBelow(bound);

    private static int Far(Side side) => side == Side.Buy ? Price.MaxTicks : -Price.MaxTicks;

    /// <summary>A price whose key is at or beside a power of 64 from either end of the range, or at an end.</summary>
    private static int Landmark(SeededGenerator random)
    {
        var distance = Below(random, 7) switch
        {
            0 => 0L,
            var height => 1L << (6 * (height - 1)),
        };
        var key = Math.Clamp(distance + Spread(random, 1), 0, 2L * Price.MaxTicks);
        return (int)(Below(random, 2) == 0 ? key - Price.MaxTicks : Price.MaxTicks - key);
    }

    public override string ToString() => Name;
}
