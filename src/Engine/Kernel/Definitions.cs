using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>What the operator defines: markets, accounts and tokens.</summary>
internal sealed class Definitions
{
    private readonly Ledger _ledger;
    private readonly Catalog _catalog;
    private readonly List<Market> _markets;
    private readonly Deposits _deposits;
    private readonly Reservations _reservations;
    private readonly EventBuffer _events;

    public Definitions(
        Ledger ledger,
        Catalog catalog,
        List<Market> markets,
        Deposits deposits,
        Reservations reservations,
        EventBuffer events)
    {
        (_ledger, _catalog, _markets) = (ledger, catalog, markets);
        (_deposits, _reservations, _events) = (deposits, reservations, events);
    }

    /// <summary>Defines a market, the last of the list then.</summary>
    public Reason Define(MarketDefinition definition, Timestamp now)
    {
        if (_catalog.TryFindMarket(definition.Id, out _))
        {
            return Reason.DuplicateId;
        }
        var isFollowedUnknown = definition.Trigger is AfterTradeTrigger { Market: var followed } && !_catalog.TryFindMarket(followed, out _);
        if (isFollowedUnknown || (definition.Reference.Length > 0 && !_catalog.TryFindMarket(definition.Reference, out _)))
        {
            return Reason.UnknownMarket;
        }
        if (definition.Rule is ReferenceCrossDefinition && !CanCross(definition))
        {
            return Reason.Malformed;
        }
        if (!definition.Charges.AreInRange || !definition.Disclosure.IsInRange || definition.Collar?.High < definition.Collar?.Low)
        {
            return Reason.OutOfRange;
        }
        var isFull = _ledger.Instruments.Count == Ledger.MaxInstruments && !_ledger.HasInstrument(definition.Instrument);
        if (isFull || _markets.Count == CommandHeader.NoMarket)
        {
            return Reason.Limit;
        }
        var market = Open(definition, now);
        _catalog.Add(definition);
        _events.Add(EventKind.MarketDefined, Event.Public, (ushort)market.Index);
        return Reason.None;
    }

    /// <summary>Makes a market of a definition, the last of the list then.</summary>
    public Market Open(MarketDefinition definition, Timestamp now)
    {
        var (index, instrument) = (_markets.Count, _ledger.InstrumentOf(definition.Instrument));
        Market market = definition.Rule switch
        {
            ContinuousRuleDefinition => new ContinuousMarket(index, instrument, definition),
            ReferenceCrossDefinition => new CrossMarket(index, instrument, definition, now, NumberOf(definition.Reference)),
            _ => new CallMarket(index, instrument, definition, now),
        };
        _markets.Add(market);
        return market;
    }

    /// <summary>
    /// Whether a cross can follow its reference: a book of the same instrument, and one that is lit, as the cross tells its
    /// quotes with every trade.
    /// </summary>
    private bool CanCross(MarketDefinition definition) => definition.Trigger.OpenNs == 0
        && definition.Reference.Length > 0
        && _markets[NumberOf(definition.Reference)] is ContinuousMarket { Definition: var quoted }
        && quoted.Instrument == definition.Instrument
        && quoted.Disclosure.Depth != DepthDisclosure.None;

    private int NumberOf(string market) => _catalog.TryFindMarket(market, out var number)
        ? number
        : throw new InvalidOperationException($"There is no market {market}.");

    /// <summary>Defines an account with its first deposit.</summary>
    public Reason Define(AccountDefinition definition)
    {
        if (_catalog.TryFindAccount(definition.Id, out _))
        {
            return Reason.DuplicateId;
        }
        if (_deposits.Check(definition.Deposit) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        refusal = Check(definition.Limits, definition.Deposit.Units.Count);
        if (refusal != Reason.None)
        {
            return refusal;
        }
        var account = _ledger.AddAccount();
        _catalog.Add(definition);
        _deposits.Make(account, definition.Deposit);
        _reservations.SetLimits(account, definition.Limits);
        _events.Add(EventKind.AccountDefined, account, CommandHeader.NoMarket);
        return Reason.None;
    }

    /// <summary>
    /// Changes what an account may do. What it holds and what it has set aside stay as they are, also beyond the limits: then
    /// it can do only what leads it back.
    /// </summary>
    public Reason SetLimits(int account, AccountLimits limits)
    {
        var refusal = Check(limits, newInstruments: 0);
        if (refusal == Reason.None)
        {
            _catalog.SetLimits(account, limits);
            _reservations.SetLimits(account, limits);
        }
        return refusal;
    }

    /// <summary>Whether limits can be given, with as many instruments named besides.</summary>
    private Reason Check(AccountLimits limits, int newInstruments)
    {
        foreach (var (instrument, _) in limits.ShortUnits)
        {
            newInstruments += _ledger.HasInstrument(instrument) ? 0 : 1;
        }
        if (!limits.AreInRange)
        {
            return Reason.OutOfRange;
        }
        return newInstruments > Ledger.MaxInstruments - _ledger.Instruments.Count ? Reason.Limit : Reason.None;
    }

    /// <summary>Lets the holder of a token in; those that have let nobody in for a day are forgotten.</summary>
    public Reason Define(Token token, Timestamp now)
    {
        _catalog.ForgetTokens(now);
        if (_catalog.TokenCount == Catalog.MaxTokens)
        {
            return Reason.Limit;
        }
        var number = _catalog.Add(token);
        _events.Add(EventKind.TokenDefined, token.Account, CommandHeader.NoMarket).Id = (ulong)number;
        return Reason.None;
    }

    /// <summary>Lets the holder of a token in no more.</summary>
    public Reason Revoke(int token, Timestamp now)
    {
        if (_catalog.FindToken(token) is not { } known)
        {
            return Reason.OutOfRange;
        }
        _catalog.Revoke(token, now);
        _events.Add(EventKind.TokenRevoked, known.Account, CommandHeader.NoMarket).Id = (ulong)token;
        return Reason.None;
    }
}
