using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Limits;

/// <summary>A random stream of everything that accounts and the operator do in books with limits.</summary>
internal sealed class LimitFlow
{
    private static readonly string[] Accounts = ["A", "B", "C", "D"];

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
        Bench.In(_books[Below(_books.Count)]);
        var account = Accounts[Below(Accounts.Length)];
        var id = (ulong)Below(12);
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
            ? Order.Market(side, lots)
            : Order.Limit(side, lots, new(Ticks()), Below(4) == 0 ? (TimeInForce)Below(3) : TimeInForce.GoodTillCancelled);
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
