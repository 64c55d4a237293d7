using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Kernel.Sessions;

namespace Exchange.Engine.Tests.Kernel.Limits;

/// <summary>
/// A random stream of everything that accounts and the operator do in markets with limits: three books, a call auction with
/// charges, one of flows, a conditional auction and sessions of size discovery.
/// </summary>
internal sealed class LimitFlow
{
    private static readonly string[] Accounts = ["A", "B", "C", "D"];

    private readonly string[] _sessions = ["call", "taxed", "flows", "dcda", "size"];
    private readonly SeededGenerator _random;
    private readonly List<string> _books = [];

    public LimitFlow(ulong seed)
    {
        _random = new(seed);
        Model = new(Bench.Kernel);
        for (var i = 0; i < 3; i++)
        {
            var charges = new Charges(new(KernelBench.Cash("0.5").Atoms * (Below(5) - 2)), new(KernelBench.Cash("0.5").Atoms * (Below(5) - 2)));
            var disclosure = i == 1 ? KernelBench.PrintsOnly : i == 2 ? new(DepthDisclosure.Levels, 2, 0) : Disclosure.Lit;
            Bench.Define(KernelBench.Definition($"book{i}", disclosure, charges) with
            {
                HasLimits = true,
                Instrument = i == 2 ? "ABC" : "XYZ",
                SelfTrade = (SelfTrade)Below(5),
                Collar = Below(2) == 0 ? null : new PriceCollar(new(-4), new(20)),
            });
            _books.Add($"book{i}");
        }
        foreach (var session in Sessions())
        {
            Bench.Define(session with { HasLimits = true });
        }
        foreach (var account in Accounts)
        {
            var units = KernelBench.Units($"{Below(30)}");
            var deposit = new Holdings(KernelBench.Cash($"{Below(300)}"), [("XYZ", units), ("ABC", KernelBench.Units("20"))]);
            Bench.Define(new AccountDefinition(account, deposit, [], default) { Limits = Limits() });
        }
    }

    public KernelBench Bench { get; } = new();

    public ReservationModel Model { get; }

    /// <summary>Does something, and says what came of it.</summary>
    public string[] Step()
    {
        Bench.At(Bench.Kernel.Now.Nanoseconds + Below(20));
        var account = Accounts[Below(Accounts.Length)];
        var id = (ulong)Below(12);
        if (Below(3) == 0)
        {
            Bench.In(_sessions[Below(_sessions.Length)]);
            return StepInSession(account, id);
        }
        Bench.In(_books[Below(_books.Count)]);
        return Below(40) switch
        {
            < 26 => Submit(account, id),
            < 31 => Bench.Replace(account, id, Below(3) == 0 ? 0 : 1 + Below(15), Below(2) == 0 ? null : Ticks(), Below(4) == 0),
            < 34 => Bench.Cancel(account, id),
            34 => Bench.CancelAll(account),
            35 => Bench.Phase(MarketPhase.PreOpen),
            < 38 => Bench.Phase(MarketPhase.Open),
            38 => Transfer(account),
            _ => Below(4) == 0 ? Bench.Phase(Below(2) == 0 ? MarketPhase.Halted : MarketPhase.Closed) : Bench.Advance(),
        };
    }

    private static IEnumerable<MarketDefinition> Sessions()
    {
        var collar = new PriceCollar(new(1), new(20));
        yield return KernelBench.SessionDefinition(
            "call", KernelBench.AuctionRule(), SessionMarkets.PerUnit("0.5"), SessionMarkets.Entry("2")) with
        { Collar = collar };
        yield return KernelBench.SessionDefinition(
            "taxed", KernelBench.AuctionRule(Rationing.ProRata, reference: 9), SessionMarkets.Tax("0.1")) with
        { Collar = collar };
        yield return KernelBench.SessionDefinition("flows", KernelBench.AuctionRule()) with { Collar = collar };
        yield return KernelBench.SessionDefinition(
            "dcda", KernelBench.ConditionalRule("0.1") with { Collar = collar, MaxQuantity = new Quantity(12) });
        var positions = new SizeDiscoveryDefinition(Of("9"), Of("0.01"), Of("0.1"), AggregateSource.Positions) { IsAlone = true };
        yield return KernelBench.SessionDefinition("size", positions);
    }

    private string[] StepInSession(string account, ulong id)
    {
        var standing = Below(2) == 0;
        var bid = new ListedBid(Bench.NumberOf(account), id, standing, Bench.Kernel.Now);
        var market = Bench.Session;
        return Below(14) switch
        {
            0 => Bench.Clear(),
            1 => Bench.Clear(),
            2 => Bench.Cancel(account, id),
            3 => Bench.CancelAll(account),
            4 => Bench.Replace(account, id, Below(3) == 0 ? 0 : 1 + Below(15), Below(2) == 0 ? null : 1 + Below(20)),
            5 => Bench.ReplaceSchedule(account, bid with { Points = Points() }),
            6 when market.Definition.Id == "dcda" => Bench.ReplaceConditional(account, id, Conditional()),
            _ => Bench.Submit(account, market.Definition.Id switch
            {
                "size" => bid with { Reported = new Quantity(Below(21) - 10), IsInventory = true },
                "dcda" when Below(3) != 0 => bid with { Conditional = Conditional() },
                "dcda" => bid with { Points = Points() },
                "flows" => bid with { Points = Points(), IsPerSecond = true },
                _ when Below(3) == 0 => bid with { Points = Points() },
                _ => bid with { Order = Order() },
            }),
        };
    }

    private Order Order()
    {
        var (side, lots) = ((Side)Below(2), new Quantity(1 + Below(12)));
        return Below(5) == 0
            ? Exchange.Engine.Bids.Order.Market(side, lots)
            : Exchange.Engine.Bids.Order.Limit(side, lots, new(1 + Below(20)), TimeInForce.GoodTillCancelled);
    }

    /// <summary>A schedule of two to four points, buying before it sells, sometimes on one side alone.</summary>
    private SchedulePoint[] Points()
    {
        var prices = Enumerable.Range(0, 2 + Below(3)).Select(_ => 1 + Below(20)).Order().ToArray();
        var shift = Below(3) == 0 ? Below(13) - 6 : 0;
        var lots = prices.Select(_ => Below(17) - 8 + shift).OrderDescending().ToArray();
        var points = prices.Zip(lots, (price, quantity) => new SchedulePoint(new(price), new(quantity))).ToArray();
        return DemandSchedule.TryCreate(points, false, out _) == Reason.None ? points : Points();
    }

    private ListedConditional Conditional()
    {
        ListedCondition[] conditions = Below(4) == 0 ? [new("A", Of("0.1"))] : [];
        return new(new((1 + Below(20)) * (Int128)FixedDecimal.One), Of(Below(2) == 0 ? "1" : "0.05"), conditions)
        {
            Min = Below(2) == 0 ? -Below(12) - 1 : null,
            Max = Below(2) == 0 ? Below(12) : null,
        };
    }

    private static FixedDecimal Of(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }

    /// <summary>Cancels everything.</summary>
    public void Drain()
    {
        foreach (var account in Accounts)
        {
            Bench.CancelAllEverywhere(account);
        }
    }

    private string[] Submit(string account, ulong id)
    {
        Model.Note(Bench.Market, Bench.NumberOf(account), id);
        var side = (Side)Below(2);
        var lots = new Quantity(1 + Below(15));
        var order = Below(6) == 0
            ? Exchange.Engine.Bids.Order.Market(side, lots)
            : Exchange.Engine.Bids.Order.Limit(side, lots, new(Ticks()), Below(4) == 0 ? (TimeInForce)Below(3) : TimeInForce.GoodTillCancelled);
        return Bench.Submit(account, id, order, Below(3) == 0 ? Terms(order) : default);
    }

    private OrderTerms Terms(in Order order)
    {
        var isLasting = order.TimeInForce == TimeInForce.GoodTillCancelled && !order.IsMarket;
        var kind = isLasting ? Below(5) : 4;
        return new()
        {
            Expires = kind == 0 ? new Timestamp(Bench.Kernel.Now.Nanoseconds + Below(300)) : null,
            IsPostOnly = kind == 1,
            Display = kind == 2 ? new(1 + Below((int)order.Quantity.Lots)) : default,
            Minimum = kind == 3 ? new(1 + Below((int)order.Quantity.Lots)) : default,
            Stop = kind == 4 ? new Price(Ticks()) : null,
        };
    }

    private AccountLimits Limits() => new()
    {
        Credit = Below(2) == 0 ? default : KernelBench.Cash($"{Below(50)}"),
        ShortUnits = Below(2) == 0 ? [] : [("XYZ", KernelBench.Units($"{Below(20)}"))],
        MaxOrder = Below(2) == 0 ? null : KernelBench.Units("12"),
        MaxOpenOrders = Below(2) == 0 ? null : 6,
        MaxPosition = Below(2) == 0 ? null : KernelBench.Units($"{60 + Below(40)}"),
    };

    /// <summary>
    /// Cash in, or units or cash out: what nothing is set aside of, the operator may take out until it is owed, which is not
    /// what is looked at here.
    /// </summary>
    private string[] Transfer(string account)
    {
        var (reservations, number) = (Bench.Kernel.Reservations, Bench.NumberOf(account));
        var (cash, units) = (KernelBench.Cash($"{Below(60) - 30}"), KernelBench.Units($"{-Below(6)}"));
        var isKept = (reservations.CashOf(number) == default && reservations.FreeCash(number) + cash < default(Cash))
            || (reservations.UnitsOf(number, 0) == default && reservations.FreeUnits(number, 0) + units < default(Units));
        return isKept ? Bench.Advance() : Bench.Transfer(account, new Holdings(cash, [("XYZ", units)]));
    }

    private int Ticks() => Below(12) == 0 ? -1 - Below(4) : Below(20);

    private int Below(int bound) => (int)_random.NextBelow(bound);
}
