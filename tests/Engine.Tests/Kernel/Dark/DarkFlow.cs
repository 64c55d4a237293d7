using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Dark;

/// <summary>How it comes that the hidden orders trade with nobody else's.</summary>
internal enum Hiding
{
    /// <summary>They are far from all other prices.</summary>
    Far,

    /// <summary>All orders in the dark are on one side.</summary>
    OneSided,

    /// <summary>They trade with each other, and the prints are due later than anybody looks.</summary>
    Late,
}

/// <summary>A command, and whether it is one of those that only one of two exchanges gets.</summary>
internal readonly record struct Move(Timestamp At, byte[] Record, bool IsHidden, string Text);

/// <summary>
/// Random commands of outsiders to a dark book and to the markets around it, and among them commands of insiders that
/// rest hidden orders in the dark. In the dark the outsiders use what a dark market takes.
/// </summary>
internal sealed class DarkFlow
{
    public const int Outsiders = 3;
    public const int Insiders = 2;
    public const int Dark = 1;
    private const int Books = 2;

    private readonly SeededGenerator _random;
    private readonly byte[] _record = new byte[Commands.MaxLength];
    private readonly bool _buys;
    private readonly Dictionary<int, ulong> _numbers = [];
    private long _now;

    public DarkFlow(ulong seed)
    {
        _random = new(seed);
        Hiding = (Hiding)(seed % 3);
        _buys = Below(2) == 0;
    }

    public Hiding Hiding { get; }

    /// <summary>The markets and accounts; the dark market with another depth, to see that one matters.</summary>
    public IEnumerable<Move> Definitions(DepthDisclosure depth)
    {
        var delay = Hiding == Hiding.Late ? long.MaxValue / 2 : 70 * Below(2);
        var reference = new CallAuctionDefinition(Rationing.Time, RationingScope.Marginal, default(ReadOnlyMemory<byte>), null);
        MarketDefinition[] markets =
        [
            KernelBench.Definition("lit", Disclosure.Lit),
            KernelBench.Definition("dark", new(depth, 0, delay)) with
            {
                SelfTrade = (SelfTrade)Below(5),
                Collar = Below(2) == 0 ? new PriceCollar(new(1), new(200)) : null,
            },
            KernelBench.Definition("call", Disclosure.Lit with { IsIndicative = true, IndicativeEveryNs = 1_000 }) with
            {
                Rule = reference,
                Trigger = new IntervalTrigger(400),
                Reference = "dark",
            },
            KernelBench.Definition("workup") with
            {
                Rule = new WorkupDefinition(Rationing.Time, null),
                Trigger = new AfterTradeTrigger("dark") { OpenNs = 100 * Below(2) },
                Reference = "dark",
            },
            KernelBench.Definition("follower") with { Rule = reference, Trigger = new AfterTradeTrigger("dark"), Reference = "lit" },
        ];
        foreach (var market in markets)
        {
            yield return Make($"define {market.Id}", Commands.DefineMarket(_record, default, market));
        }
        for (var account = 1; account <= Outsiders + Insiders; account++)
        {
            var definition = new AccountDefinition($"A{account}", Holdings.Nothing, [], default);
            yield return Make($"define {definition.Id}", Commands.DefineAccount(_record, default, definition));
        }
    }

    /// <summary>The next command, after a while.</summary>
    public Move Next()
    {
        _now += Below(25);
        return Below(3) == 0 ? NextHidden() : NextOpen();
    }

    private Move NextHidden()
    {
        var header = Header(Outsiders + 1 + Below(Insiders), Dark);
        var (side, price) = Hiding switch
        {
            Hiding.Far => Below(2) == 0 ? (Side.Buy, 1 + Below(50)) : (Side.Sell, 150 + Below(50)),
            Hiding.OneSided => (_buys ? Side.Buy : Side.Sell, 1 + Below(200)),
            _ => ((Side)Below(2), _buys ? 101 + Below(99) : 1 + Below(89)),
        };
        return NextOrder(header, side, price, takesMarketOrders: Hiding == Hiding.OneSided, isHidden: true);
    }

    private Move NextOpen()
    {
        var account = 1 + Below(Outsiders);
        switch (Below(20))
        {
            case 0:
                // Seldom closed: then nothing rests.
                var phase = Below(8) == 0 ? MarketPhase.Closed : Below(2) == 0 ? MarketPhase.Open : (MarketPhase)(1 + Below(3));
                var market = Below(Books);
                return Make($"phase of {market}: {phase}", Commands.SetPhase(_record, Header(0, market), phase));
            case 1:
                return Make("advance", Commands.Advance(_record, Header(0, CommandHeader.NoMarket)));
            case 2 or 3 or 4 or 5:
                var (query, about) = ((CommandKind)(CommandKind.ShowBalances + (byte)Below(3)), Below(5));
                var viewer = query == CommandKind.ShowDepth && Below(2) == 0 ? Event.Public : account;
                return Make($"{query} of {about} by {viewer}", Commands.Query(_record, Header(viewer, about), query));
            case 6 or 7 or 8:
                var order = Order.Market((Side)Below(2), new(1 + Below(9)));
                return Make($"bid {order}", Commands.SubmitOrder(_record, Header(account, Books + Below(3)), (ulong)Below(9), order));
            case < 13:
                return NextOrder(Header(account, 0), (Side)Below(2), 90 + Below(21), takesMarketOrders: true, isHidden: false);
            default:
                var (side, price) = Hiding switch
                {
                    Hiding.Far => ((Side)Below(2), 90 + Below(21)),
                    Hiding.OneSided => (_buys ? Side.Buy : Side.Sell, 90 + Below(21)),
                    _ => (_buys ? Side.Buy : Side.Sell, 90 + Below(11)),
                };
                return NextOrder(Header(account, Dark), side, price, takesMarketOrders: Hiding == Hiding.OneSided, isHidden: false);
        }
    }

    private Move NextOrder(CommandHeader header, Side side, int price, bool takesMarketOrders, bool isHidden)
    {
        var id = (ulong)Below(15);
        var who = $"{header.Account}/{id} in {header.Market}";
        var (lots, lives) = (new Quantity(1 + Below(20)), Below(5) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled);
        switch (Below(10))
        {
            case 0:
                return Make($"cancel {who}", Commands.CancelOrder(_record, header, id), isHidden);
            case 1:
                // The side is the same whichever order of the account it hits, unless prices are apart by sides.
                Price? to = Below(2) == 0 && Hiding != Hiding.Far ? new Price(price) : null;
                return Make(
                    $"replace {who} {lots.Lots}@{to?.Ticks}",
                    Commands.ReplaceOrder(_record, header, id, new(lots, to, Below(3) == 0)),
                    isHidden);
            case 2 when Below(4) == 0:
                header.Market = isHidden || Below(2) == 0 ? header.Market : CommandHeader.NoMarket;
                return Make($"cancel all of {header.Account} in {header.Market}", Commands.CancelAllOrders(_record, header), isHidden);
            case 3 when takesMarketOrders:
                return Make($"{side} {who} {lots.Lots}", Commands.SubmitOrder(_record, header, id, Order.Market(side, lots)), isHidden);
            default:
                var order = Order.Limit(side, lots, new(price), lives);
                var terms = lives == TimeInForce.GoodTillCancelled ? NextTerms(lots) : default;
                return Make(
                    $"{side} {who} {lots.Lots}@{price} {lives} {terms}", Commands.SubmitOrder(_record, header, id, order, terms), isHidden);
        }
    }

    private OrderTerms NextTerms(Quantity lots) => new()
    {
        Expires = Below(3) == 0 ? new Timestamp(_now + Below(300)) : null,
        Display = Below(3) == 0 ? new(1 + _random.NextBelow(lots.Lots)) : default,
    };

    private CommandHeader Header(int account, int market)
    {
        var header = new CommandHeader { Time = new(_now), Account = account, Market = (ushort)market };
        if (account > 0 && Below(3) == 0)
        {
            _numbers[account] = header.Number = _numbers.GetValueOrDefault(account) + (ulong)Below(3);
            header.Session = 7;
        }
        return header;
    }

    private Move Make(string text, int length, bool isHidden = false) =>
        new(new(_now), _record[..length], isHidden, $"{_now}: {(isHidden ? "hidden " : "")}{text}");

    private int Below(int bound) => (int)_random.NextBelow(bound);
}
