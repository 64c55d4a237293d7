using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Random commands to a kernel on the bench and to its twin, which must say the same after every one.</summary>
internal sealed class SessionRun
{
    // The accounts without a capacity come last.
    private static readonly (string Name, double? Capacity, string[] Groups)[] Accounts =
    [
        ("A1", 0.5, ["g2"]), ("A2", 2, ["g1", "g2"]), ("A3", 0.125, []), ("A4", 0.5, ["g3", "g1", "g3"]), ("A5", 0.5, ["g2"]),
        ("A6", null, ["g1"]), ("A7", null, []), ("A8", null, ["g3"]),
    ];

    private static readonly ConditionalShape Conditionals =
        new(["g1", "g2", "g3"], [.. Accounts.Select(account => account.Name)]);

    private static readonly BidShape[] Shapes =
    [
        new("everything", 92, 16, 20, [BidKind.Limit, BidKind.Market, BidKind.Schedule, BidKind.RateSchedule]),
        new("orders", 98, 4, 9, [BidKind.Limit, BidKind.Limit, BidKind.Market]),
        new("schedules", 96, 9, 5, [BidKind.Schedule, BidKind.RateSchedule]),
    ];

    private readonly MarketDefinition[] _markets;
    private readonly KernelBench _bench = new();
    private readonly ListedExchange _twin = new();
    private readonly SeededGenerator _random;
    private readonly ulong _seed;
    private readonly BidShape _shape;
    private Timestamp _now;
    private ulong _number;
    private int _market;

    public SessionRun(MarketDefinition[] markets, ulong seed)
    {
        (_markets, _seed, _random) = (markets, seed, new(seed));
        _shape = Shapes[(int)(seed % (ulong)Shapes.Length)];
        foreach (var (name, capacity, groups) in Accounts)
        {
            if (capacity is { } value)
            {
                _bench.DefineTrader(name, value, groups);
            }
            else
            {
                _bench.DefineMember(name, groups);
            }
            _twin.AddAccount(name, capacity, groups);
        }
        foreach (var market in markets)
        {
            _now = _now.After(123_456_789);
            var lines = _twin.Do(_now, _market++, "operator", 0, () => _twin.Define(market))[..^1];
            Compare("define", _bench.At(_now.Nanoseconds).Define(market), lines);
        }
    }

    public KernelBench Bench => _bench;

    /// <summary>The words that lines consist of, market by market: what has happened at least once.</summary>
    public HashSet<string> Said { get; } = [];

    /// <summary>What has happened without a word, market by market.</summary>
    public HashSet<string> Unsaid => _twin.Unsaid;

    /// <summary>One command.</summary>
    public void Step()
    {
        _now = _now.After(Below(4) == 0 ? 0 : _random.NextBelow(400_000_000));
        _market = Below(_markets.Length);
        _bench.At(_now.Nanoseconds).In(_markets[_market].Id).Numbered(1, ++_number);
        var (account, id) = (PickAccount(), 1 + (ulong)Below(5));
        var name = Accounts[account - 1].Name;
        switch (Below(100))
        {
            case < 50:
                Submit(name, WithoutNeed(NextBid(account, id)));
                break;
            case < 75:
                Change(PickBid(account, id));
                break;
            case < 76:
                Do(name, "cancel all", () => _bench.CancelAll(name), () => _twin.CancelAll(_market, account));
                break;
            case < 77:
                _market = 0; // to which the answer goes then
                Do(name, "cancel everything", () => _bench.CancelAllEverywhere(name), () => _twin.CancelAll(null, account));
                break;
            case < 92:
                Do("operator", "clear", () => _bench.Clear(), () => _twin.Clear(_market));
                break;
            case < 97:
                SetPhase();
                break;
            case 97:
                Resume();
                break;
            default:
                Transfer(name);
                break;
        }
    }

    /// <summary>Whether the commands so far lead another kernel to the same state.</summary>
    public bool IsReplayedAlike()
    {
        var replica = new ExchangeKernel();
        foreach (var record in _bench.Journal)
        {
            replica.Apply(record);
        }
        return replica.StateHash() == _bench.Kernel.StateHash();
    }

    private void Submit(string name, ListedBid bid) =>
        Do(name, $"submit {bid}{(bid.IsStanding ? ", standing" : "")}", () => _bench.Submit(name, bid), () => _twin.Submit(_market, bid));

    /// <summary>Another way to want what the account wants, or nothing any more; now and then what is not so or does not go.</summary>
    private void Change(ListedBid bid)
    {
        var name = Accounts[bid.Account - 1].Name;
        var isOrder = bid.Order is not null;
        switch (Below(8))
        {
            case < 2:
                Do(name, $"cancel {bid.Id}", () => _bench.Cancel(name, bid.Id), () => _twin.Cancel(_market, bid.Account, bid.Id));
                break;
            case < 7 when isOrder:
            case 7 when !isOrder:
                ReplaceOrder(name, bid);
                break;
            default:
                ReplaceBid(name, WithoutNeed(NextReplacement(bid)));
                break;
        }
    }

    private void ReplaceOrder(string name, ListedBid bid)
    {
        var quantity = Below(3) == 0 ? default : _shape.NextSize(_random);
        Price? price = Below(2) == 0 ? null : _shape.NextPrice(_random);
        var replacement = new Replacement(quantity, price, Below(8) == 0);
        Do(
            name,
            $"replace {bid.Id} by {quantity}, {price}",
            () => _bench.Replace(name, bid.Id, quantity.Lots, price?.Ticks, replacement.LosesPriority),
            () => _twin.Replace(_market, bid.Account, bid.Id, replacement));
    }

    private void ReplaceBid(string name, ListedBid bid)
    {
        if (bid.Reported is { } reported)
        {
            Do(name, $"replace by {bid}", () => _bench.ReplaceReport(name, bid.Id, reported.Lots, bid.Kind), () => _twin.Replace(_market, bid));
            return;
        }
        string[] Replace() => bid.Conditional is { } conditional
            ? _bench.ReplaceConditional(name, bid.Id, conditional)
            : _bench.ReplaceSchedule(name, bid);
        Do(name, $"replace by {bid}", Replace, () => _twin.Replace(_market, bid));
    }

    private void SetPhase()
    {
        // Most markets are open most of the time.
        var phase = Below(3) == 0 ? (MarketPhase)(1 + Below(4)) : MarketPhase.Open;
        Do("operator", $"phase {phase}", () => _bench.Phase(phase), () => _twin.SetPhase(_market, phase));
    }

    /// <summary>Nothing came in for a time, since the exchange was down.</summary>
    private void Resume()
    {
        _now = _now.After(_random.NextBelow(8_000_000_000));
        Do("operator", "resume", () => _bench.At(_now.Nanoseconds).Resume(), () => Reason.None, isResumed: true);
    }

    /// <summary>Something in or out; now and then as much as makes good what the account owes.</summary>
    private void Transfer(string name)
    {
        var (cash, units) = ((Below(2001) - 1000) / 8m, (Below(201) - 100) / 4m);
        if (Below(2) == 0)
        {
            cash += Math.Max(0, -_twin.Cash[name]) + Below(2_000);
            units += Math.Max(0, -_twin.Units.GetValueOrDefault((name, "XYZ"))) + Below(25);
        }
        Do(
            name,
            "transfer",
            () => _bench.Transfer(name, cash.ToString(), units.ToString()),
            () => _twin.Transfer(name, "XYZ", cash, units));
    }

    /// <summary>Bids that the market takes, and now and then the wrong one.</summary>
    private ListedBid NextBid(int account, ulong id)
    {
        var rule = _markets[Below(25) == 0 ? Below(_markets.Length) : _market].Rule;
        var bid = _shape.Next(_random, account, id, _now);
        var other = bid with { Order = null, Points = [], IsPerSecond = false };
        return rule switch
        {
            DirectExchangeDefinition => NextReport(other),
            SizeDiscoveryDefinition => NextReport(other) with { IsInventory = true },
            WorkupDefinition => other with { Order = Order.Market((Side)Below(2), _shape.NextSize(_random)) },
            ConditionalAuctionDefinition when Below(3) != 0 => other with { Conditional = Conditionals.Next(_random) },
            ConditionalAuctionDefinition => other with { Points = _shape.NextPoints(_random) },
            _ => bid,
        };
    }

    /// <summary>
    /// Where there are limits: a bid of which the worst is not known before the clearing, so that nothing is set aside for it
    /// and limits show in the clearing alone. What is set aside has a model of its own.
    /// </summary>
    private ListedBid WithoutNeed(ListedBid bid)
    {
        if (!_markets[_market].HasLimits || (bid.Conditional is null && bid.Points.Length == 0))
        {
            return bid;
        }
        var conditional = bid.Conditional ?? Conditionals.Next(_random);
        return bid with { IsStanding = true, Points = [], IsPerSecond = false, Conditional = conditional with { Min = null, Max = null } };
    }

    /// <summary>Any account; where that is refused, mostly one that has no bid there yet.</summary>
    private int PickAccount()
    {
        var account = 1 + Below(Accounts.Length);
        var isTaken = _markets[_market].Rule is ConditionalAuctionDefinition or SizeDiscoveryDefinition
            && _twin.BidsIn(_market).Any(bid => bid.Account == account);
        return isTaken && Below(4) != 0 ? 1 + Below(Accounts.Length) : account;
    }

    /// <summary>A bid that is there, as a rule; else one that likely is not.</summary>
    private ListedBid PickBid(int account, ulong id)
    {
        var bids = _twin.BidsIn(_market);
        return bids.Count == 0 || Below(8) == 0 ? new(account, id, IsStanding: false, default) : bids[Below(bids.Count)];
    }

    private ListedBid NextReport(ListedBid bid) => bid with { Reported = new Quantity(Below(27) - 13) };

    /// <summary>A bid of the same kind, as a rule.</summary>
    private ListedBid NextReplacement(ListedBid bid)
    {
        var replacement = new ListedBid(bid.Account, bid.Id, IsStanding: false, default);
        if ((bid.Reported is not null) == (Below(12) != 0))
        {
            return NextReport(replacement) with { IsInventory = bid.IsInventory == (Below(8) != 0) };
        }
        return (bid.Conditional is not null) == (Below(8) != 0)
            ? replacement with { Conditional = Conditionals.Next(_random) }
            : replacement with { Points = _shape.NextPoints(_random), IsPerSecond = Below(2) == 0 };
    }

    private void Do(string account, string what, Func<string[]> does, Func<Reason> twin, bool isResumed = false)
    {
        var expected = _twin.Do(_now, _market, account, _number, twin, isResumed);
        Compare($"{account} {what} in {_markets[_market].Id}", does(), expected);
        foreach (var (name, cash) in _twin.Cash)
        {
            AssertHolds(what, $"cash of {name}", cash, (decimal)Ledger.CashOf(_bench.NumberOf(name)).Atoms / 1_000_000_000_000);
        }
        foreach (var ((name, instrument), units) in _twin.Units)
        {
            var held = Ledger.UnitsOf(_bench.NumberOf(name), Ledger.InstrumentOf(instrument));
            AssertHolds(what, $"{instrument} of {name}", units, (decimal)held.Parts / 1_000_000);
        }
    }

    private void AssertHolds(string what, string amount, decimal expected, decimal actual)
    {
        if (actual != expected)
        {
            Assert.Fail($"{Where(what)}: {amount} is {actual}, not {expected}");
        }
    }

    private Engine.Accounts.Ledger Ledger => _bench.Kernel.Ledger;

    private void Compare(string what, string[] lines, string[] expected)
    {
        string[] actual = [.. lines.Select((line, i) => $"{_bench.Events[i].Time.Nanoseconds} {line}")];
        if (!actual.SequenceEqual(expected))
        {
            Assert.Fail($"{Where(what)}:\n{string.Join('\n', actual)}\nnot as\n{string.Join('\n', expected)}");
        }
        foreach (var line in expected)
        {
            Said.Add(string.Join(' ', line.Split(' ').Where(word => !word.Any(char.IsDigit))));
        }
    }

    private string Where(string what) => $"seed {_seed}, command {_bench.Journal.Count}, at {_now.Nanoseconds}, {what}";

    private int Below(int bound) => (int)_random.NextBelow(bound);
}
