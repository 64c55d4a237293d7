using System.Security.Cryptography;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>
/// The slow twin of a whole exchange of session markets: lists and decimals, and every event the line that
/// <see cref="EventText"/> would make of it, with its time before it.
/// </summary>
internal sealed partial class ListedExchange
{
    private const string Operator = "operator";

    private readonly List<ListedSession> _markets = [];
    private readonly List<(string Name, double? Capacity, string[] Groups)> _accounts = [(Operator, null, [])];
    private readonly List<string> _groups = [];
    private readonly List<string> _lines = [];
    private Timestamp _now;

    /// <summary>Everyone's cash.</summary>
    public Dictionary<string, decimal> Cash { get; } = new() { [Operator] = 0 };

    /// <summary>Everyone's units, by account and instrument.</summary>
    public Dictionary<(string Account, string Instrument), decimal> Units { get; } = [];

    /// <summary>The bids in a market.</summary>
    public IReadOnlyList<ListedBid> BidsIn(int market) => _markets[market].Bids.Bids;

    public void AddAccount(string name, double? capacity, params string[] groups)
    {
        _accounts.Add((name, capacity, groups));
        _groups.AddRange(groups.Except(_groups));
        Cash.Add(name, 0);
    }

    /// <summary>Lets time pass to a command, carries it out and answers; the lines.</summary>
    public string[] Do(Timestamp at, int market, string account, ulong number, Func<Reason> command, bool isResumed = false)
    {
        _lines.Clear();
        PassTime(at, isResumed);
        var reason = command();
        Say(market, $"{account} answer {number}{(reason == Reason.None ? "" : " " + reason.Name())}");
        return [.. _lines];
    }

    public Reason Define(MarketDefinition definition)
    {
        var market = new ListedSession(_markets.Count, definition, _now, TargetOf);
        _markets.Add(market);
        Say(market.Index, "MarketDefined");
        TellCommitment(market, 1);
        SetInstant(market);
        return Reason.None;
    }

    public Reason Transfer(string account, string instrument, decimal cash, decimal units)
    {
        Cash[account] += cash;
        AddUnits(account, instrument, units);
        return Reason.None;
    }

    public Reason SetPhase(int number, MarketPhase phase)
    {
        var market = _markets[number];
        if (market.Phase != phase)
        {
            market.Phase = phase;
            Say(number, $"phase {phase}");
            CancelWhere(market, _ => phase == MarketPhase.Closed, CancelReason.Phase);
        }
        return Reason.None;
    }

    public Reason Submit(int number, ListedBid bid)
    {
        var market = _markets[number];
        var (_, capacity, groups) = _accounts[bid.Account];
        bid = bid with { Accepted = _now, Capacity = capacity, Groups = groups };
        var reason = IsOpenToBids(market) ? market.Check(bid) : Reason.WrongPhase;
        if (reason == Reason.None)
        {
            market.Bids.Add(bid);
            Say(number, $"{NameOf(bid)} {bid.Id} accepted");
        }
        return Refuse(market, bid, reason);
    }

    public Reason Replace(int number, int account, ulong id, Replacement replacement) =>
        NoteReplaced(number, account, id, bids => bids.Replace(account, id, replacement, _now));

    public Reason Replace(int number, ListedBid bid)
    {
        var (_, capacity, groups) = _accounts[bid.Account];
        bid = bid with { Capacity = capacity, Groups = groups };
        return NoteReplaced(number, bid.Account, bid.Id, bids =>
        {
            if (_markets[number].CheckReplacing(bid) is var reason && reason != Reason.None)
            {
                return reason;
            }
            if (bid.Reported is not null)
            {
                return bids.Replace(bid, _now);
            }
            return bid.Conditional is { } conditional
                ? bids.Replace(bid.Account, bid.Id, conditional, _now)
                : bids.Replace(bid.Account, bid.Id, bid.Points, bid.IsPerSecond, _now);
        });
    }

    public Reason Cancel(int number, int account, ulong id)
    {
        var market = _markets[number];
        var reason = market.Bids.Find(account, id) is null ? Reason.UnknownOrder : Reason.None;
        CancelWhere(market, bid => bid.Account == account && bid.Id == id, CancelReason.User);
        return Refuse(market, new(account, id, false, default), reason);
    }

    public Reason CancelAll(int? only, int account)
    {
        foreach (var market in _markets.Where(market => (only ?? market.Index) == market.Index))
        {
            CancelWhere(market, bid => bid.Account == account, CancelReason.User);
        }
        return Reason.None;
    }

    public Reason Clear(int number) => TakeWord(_markets[number]);

    private Reason Clear(ListedSession market)
    {
        if (market.Phase != MarketPhase.Open)
        {
            return Reason.WrongPhase;
        }
        var clearing = market.Clear(MomentOf(market), (bid, cash, units) => CanSettle(market, bid, cash, units));
        market.Session = null;
        var (outcome, sums) = (clearing.Outcome, new List<(string Group, long Lots)>());
        if (outcome.Failure == ClearingFailure.None)
        {
            Settle(market, clearing);
            sums = GroupSums(market, outcome);
            market.Bids.Settle(outcome.Each, outcome.Ticks, market.LastCleared, _now);
            CancelWhere(market, bid => !bid.IsStanding && bid.Open > 0, CancelReason.Cleared);
            market.Bids.Bids.RemoveAll(
                bid => !bid.IsStanding || (bid.Open == 0 && bid.Kind is BidKind.Limit or BidKind.Market or BidKind.Schedule));
            market.LastCleared = _now;
            market.Clearings++;
        }
        var number = market.Clearings;
        Publish(market, () => TellCleared(market, outcome, number));
        foreach (var (group, lots) in sums)
        {
            Publish(market, () => Say(market.Index, $"group {group} traded {lots}"));
        }
        CallFollowers(market);
        return Reason.None;
    }

    private bool CanSettle(ListedSession market, ListedBid bid, decimal cash, decimal units)
    {
        var (name, held) = (NameOf(bid), Units.GetValueOrDefault((NameOf(bid), market.Definition.Instrument)));
        return (cash >= 0 || Cash[name] + cash >= 0) && (units >= 0 || held + units >= 0);
    }

    private void Settle(ListedSession market, ListedClearing clearing)
    {
        var (outcome, owed, operatorCash) = (clearing.Outcome, market.Owed(clearing), 0m);
        foreach (var bid in market.Bids.Bids.Where(bid => clearing.LeftOut.Contains(bid.Account)))
        {
            Say(market.Index, $"{NameOf(bid)} {bid.Id} rejected LIMIT");
        }
        for (var i = 0; i < owed.Length; i++)
        {
            var bid = market.Bids.Bids[i];
            var cash = clearing.Payments[i] - owed[i];
            Cash[NameOf(bid)] += cash;
            operatorCash -= cash;
            AddUnits(NameOf(bid), market.Definition.Instrument, outcome.Each[i] * market.LotSize);
            Say(market.Index, $"{NameOf(bid)} {bid.Id} allocated {outcome.Each[i]}@{outcome.Ticks} for {Text(cash)}");
        }
        Cash[Operator] += operatorCash;
        if (market.TellsOperator)
        {
            Say(market.Index, $"{Operator} settled {Text(operatorCash)}");
        }
    }

    /// <summary>What the members of every group that has bid bought together, if the public is told.</summary>
    private List<(string Group, long Lots)> GroupSums(ListedSession market, Outcome outcome)
    {
        var bids = market.Bids.Bids.Zip(outcome.Each).ToList();
        return _groups
            .Where(group => market.Definition.Disclosure.ShowsGroupSums && bids.Exists(bid => bid.First.Groups.Contains(group)))
            .Select(group => (group, bids.Where(bid => bid.First.Groups.Contains(group)).Sum(bid => bid.Second)))
            .ToList();
    }

    private void TellCleared(ListedSession market, Outcome outcome, ulong clearing)
    {
        if (outcome.Failure != ClearingFailure.None)
        {
            Say(market.Index, $"cleared {outcome.Failure.Name()}");
            return;
        }
        market.LastPrice = market.HasPrice ? new Price(outcome.Ticks) : null;
        market.HasTraded |= outcome.Volume > 0;
        var isDecided = outcome.DecidedBy != DecidedBy.None;
        var decided = isDecided || outcome.Surplus != 0 ? $" surplus {outcome.Surplus}" : "";
        decided += isDecided ? $" by {outcome.DecidedBy.Name()}" : "";
        Say(market.Index, $"cleared {outcome.Volume}{(market.HasPrice ? $"@{outcome.Ticks}{decided}" : " without a price")}");
        if (market.Secret(clearing).Length > 0)
        {
            Say(market.Index, $"seed revealed {Convert.ToHexStringLower(market.Secret(clearing))}");
        }
        TellCommitment(market, clearing + 1);
    }

    private void TellCommitment(ListedSession market, ulong clearing)
    {
        if (market.Secret(clearing).Length > 0)
        {
            Say(market.Index, $"seed committed {Convert.ToHexStringLower(SHA256.HashData(market.Secret(clearing)))}");
        }
    }

    /// <summary>The last price that the public knows of the market named, in this one's ticks; what the rule was given as long as there is none.</summary>
    private Price? ReferenceOf(ListedSession market) =>
        _markets.Find(other => other.Definition.Id == market.Definition.Reference) is { LastPrice: { } last } named
            ? new Price((long)Math.Floor(last.Ticks * named.TickSize / market.TickSize))
            : market.StatedReference;

    private ListedMoment MomentOf(ListedSession market)
    {
        decimal UnitsOf(string name) => Units.GetValueOrDefault((name, market.Definition.Instrument));
        return new(
            _now,
            market.Session is { } session ? session.Price : ReferenceOf(market),
            market.Bids.Bids.Sum(bid => UnitsOf(NameOf(bid))),
            _accounts.Where(account => account.Name != Operator).Sum(account => UnitsOf(account.Name)));
    }

    private Reason NoteReplaced(int number, int account, ulong id, Func<ListedBids, Reason> replace)
    {
        var market = _markets[number];
        var reason = IsOpenToBids(market) ? replace(market.Bids) : Reason.WrongPhase;
        if (reason == Reason.None)
        {
            var bid = market.Bids.Find(account, id)!;
            var ticks = bid.Kind == BidKind.Limit ? bid.Order!.Value.Price.Ticks : 0;
            Say(number, $"{NameOf(bid)} {id} replaced {bid.Open}@{ticks}");
        }
        return Refuse(market, new(account, id, false, default), reason);
    }

    private void CancelWhere(ListedSession market, Predicate<ListedBid> gone, CancelReason why)
    {
        foreach (var bid in market.Bids.Bids.FindAll(gone))
        {
            Say(market.Index, $"{NameOf(bid)} {bid.Id} cancelled {bid.Open}@0 {why.Name()}");
            market.Bids.Remove(bid.Account, bid.Id);
        }
    }

    private Reason Refuse(ListedSession market, ListedBid bid, Reason reason)
    {
        if (reason != Reason.None)
        {
            Say(market.Index, $"{NameOf(bid)} {bid.Id} rejected {reason.Name()}");
        }
        return reason;
    }

    private void AddUnits(string account, string instrument, decimal units) =>
        Units[(account, instrument)] = Units.GetValueOrDefault((account, instrument)) + units;

    private ConditionTarget TargetOf(string name) => _groups.Contains(name)
        ? ConditionTarget.Group(_groups.IndexOf(name))
        : ConditionTarget.Account(_accounts.FindIndex(account => account.Name == name));

    private string NameOf(ListedBid bid) => _accounts[bid.Account].Name;

    private void Say(int market, string line) =>
        _lines.Add($"{_now.Nanoseconds} {(market == 0 ? "" : _markets[market].Definition.Id + ": ")}{line}");

    private static bool IsOpenToBids(ListedSession market) => market.Phase is MarketPhase.Open or MarketPhase.PreOpen;

    private static string Text(decimal cash) => new Cash((Int128)(cash * 1_000_000_000_000)).ToString();
}
