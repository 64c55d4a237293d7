using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The exchange as a pure state machine: a command in, events out. It has no clock, no randomness, no threads, does no
/// I/O and allocates nothing in steady state; time arrives in commands. The same commands give the same events and the
/// same <see cref="StateHash"/> on every machine. One thread at a time.
/// </summary>
public sealed class ExchangeKernel
{
    /// <summary>The version of the rules: a journal written under another is not replayed.</summary>
    public const int RulesVersion = 1;

    private readonly Ledger _ledger = new();
    private readonly List<Market> _markets = [];
    private readonly TimerQueue _timers = new();
    private readonly ClientSessions _sessions = new();
    private readonly ReportBuffer _reports = new();
    private readonly EventBuffer _events = new();
    private readonly Settlement _settlement;
    private readonly Queries _queries;
    private readonly Deposits _deposits;

    /// <summary>Creates an exchange with no markets and the operator's account alone.</summary>
    public ExchangeKernel()
    {
        Catalog.Add(new AccountDefinition("operator", Holdings.Nothing, [], default));
        _settlement = new(_ledger, _timers, _events);
        _queries = new(_ledger, _sessions, _events);
        _deposits = new(_ledger);
    }

    /// <summary>The sequence of the last command applied; queries have none.</summary>
    public long Sequence { get; private set; }

    /// <summary>The exchange's time: that of the last command, never going back.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>When the next timer is due; <see cref="Timestamp.Never"/> when there is none.</summary>
    public Timestamp NextDue => _timers.NextDue;

    /// <summary>The definitions of markets, accounts and tokens.</summary>
    public Catalog Catalog { get; } = new();

    /// <summary>Who has what.</summary>
    public Ledger Ledger => _ledger;

    /// <summary>The markets in definition order.</summary>
    public IReadOnlyList<Market> Markets => _markets;

    /// <summary>
    /// Applies one command record. Timers due at or before its time fire first. The events are those of this command
    /// and stay valid until the next.
    /// </summary>
    public ReadOnlySpan<Event> Apply(ReadOnlySpan<byte> record)
    {
        ref readonly var header = ref CommandHeader.Of(record);
        _events.Clear();
        if (header.Kind.IsQuery())
        {
            _queries.Answer(header, header.Market < _markets.Count ? _markets[header.Market] : null, Now, Sequence);
            return _events.Events;
        }
        Sequence++;
        FireTimers(Timestamp.Later(Now, header.Time));
        var first = _events.Count;
        ApplyOnce(record, header);
        _events.Stamp(first, Now, Sequence);
        return _events.Events;
    }

    /// <summary>Conservation: whether cash and units are exactly what was deposited. For tests and audits: looks at every account.</summary>
    public bool IsConserved() => _ledger.IsConserved();

    /// <summary>A hash of everything that future behaviour depends on, 64 hexadecimal digits.</summary>
    public string StateHash()
    {
        using var writer = new StateWriter();
        writer.Write(RulesVersion);
        writer.Write(Sequence);
        writer.Write(Now.Nanoseconds);
        Catalog.WriteState(writer);
        _ledger.WriteState(writer);
        foreach (var market in _markets)
        {
            market.WriteState(writer);
        }
        _timers.WriteState(writer);
        _sessions.WriteState(writer);
        return writer.Finish();
    }

    private void FireTimers(Timestamp now)
    {
        while (_timers.NextDue <= now)
        {
            var timer = _timers.Take();
            Now = Timestamp.Later(Now, timer.Due);
            var first = _events.Count;
            _settlement.Print(_markets[timer.Market], timer.Price, timer.Quantity);
            _events.Stamp(first, Now, Sequence);
        }
        Now = now;
    }

    /// <summary>Carries out a command, unless its instruction number was answered before: then the answer is repeated.</summary>
    private void ApplyOnce(ReadOnlySpan<byte> record, in CommandHeader header)
    {
        var reason = header.Number == 0 ? Dispatch(record, header) : ApplyNumbered(record, header);
        if (header.Session != 0 || header.Number != 0)
        {
            ref var answered = ref _events.Add(EventKind.Answered, header.Account, header.Market);
            answered.Id = header.Number;
            answered.Session = header.Session;
            answered.Reason = reason;
            answered.Sequence = _ledger.EventSequenceOf(header.Account);
        }
    }

    private Reason ApplyNumbered(ReadOnlySpan<byte> record, in CommandHeader header)
    {
        var log = _sessions.FindOrAdd(header.Account, header.Session);
        if (log is null)
        {
            return Reason.Limit;
        }
        if (header.Number <= log.LastNumber)
        {
            return log.Repeat(header.Number);
        }
        var reason = Dispatch(record, header);
        log.Add(header.Number, reason);
        return reason;
    }

    private Reason Dispatch(ReadOnlySpan<byte> record, in CommandHeader header)
    {
        switch (header.Kind)
        {
            case CommandKind.SubmitOrder:
            case CommandKind.ReplaceOrder:
            case CommandKind.CancelOrder:
                return ApplyOrder(header, Commands.ReadOrder(record));
            case CommandKind.CancelAllOrders:
                CancelAll(header.Account, header.Market);
                return Reason.None;
            case CommandKind.Advance:
                return Reason.None;
            case CommandKind.DefineMarket:
                return ListInstruments(Define(Commands.ReadMarket(record)));
            case CommandKind.DefineAccount:
                return ListInstruments(Define(Commands.ReadAccount(record)));
            case CommandKind.DefineToken:
                return Define(Commands.ReadToken(record));
            case CommandKind.Transfer:
                return ListInstruments(_deposits.TryMake(header.Account, Commands.ReadTransfer(record)));
            case CommandKind.SetPhase:
                return SetPhase(_markets[header.Market], Commands.ReadPhase(record));
            default:
                throw new InvalidOperationException($"No command has kind {header.Kind}.");
        }
    }

    private Reason ApplyOrder(in CommandHeader header, in OrderPayload payload)
    {
        var market = _markets[header.Market];
        _reports.Clear();
        var reason = header.Kind switch
        {
            CommandKind.CancelOrder => market.Rule.Cancel(header.Account, payload.Id, CancelReason.User, _reports),
            _ when market.Phase != MarketPhase.Open => Reason.WrongPhase,
            _ when !_ledger.HasRoom => Reason.Limit,
            CommandKind.SubmitOrder => market.Rule.Submit(header.Account, payload.Id, payload.ToOrder(), _reports),
            _ => market.Rule.Replace(header.Account, payload.Id, payload.ToReplacement(), _reports),
        };
        if (reason != Reason.None)
        {
            ref var rejected = ref _settlement.AddPrivate(EventKind.Rejected, header.Account, header.Market);
            rejected.Id = payload.Id;
            rejected.Reason = reason;
            return reason;
        }
        if (header.Kind == CommandKind.SubmitOrder)
        {
            ref var accepted = ref _settlement.AddPrivate(EventKind.Accepted, header.Account, header.Market);
            accepted.Id = payload.Id;
        }
        _settlement.Apply(market, _reports.Reports, Now);
        return Reason.None;
    }

    private void CancelAll(int account, ushort only)
    {
        foreach (var market in _markets)
        {
            if (only == CommandHeader.NoMarket || only == market.Index)
            {
                _reports.Clear();
                market.Rule.CancelAll(account, CancelReason.User, _reports);
                _settlement.Apply(market, _reports.Reports, Now);
            }
        }
    }

    private Reason SetPhase(Market market, MarketPhase phase)
    {
        // A book without an opening auction has nothing to collect orders for.
        if (phase == MarketPhase.PreOpen)
        {
            return Reason.WrongPhase;
        }
        if (market.Phase == phase)
        {
            return Reason.None;
        }
        market.Phase = phase;
        _settlement.AddPublic(EventKind.PhaseChanged, market).Phase = phase;
        for (var account = 0; phase == MarketPhase.Closed && account < _ledger.AccountCount; account++)
        {
            _reports.Clear();
            market.Rule.CancelAll(account, CancelReason.Phase, _reports);
            _settlement.Apply(market, _reports.Reports, Now);
        }
        return Reason.None;
    }

    private Reason Define(MarketDefinition definition)
    {
        if (Catalog.TryFindMarket(definition.Id, out _))
        {
            return Reason.DuplicateId;
        }
        if (!definition.Charges.AreInRange || !definition.Disclosure.IsInRange)
        {
            return Reason.OutOfRange;
        }
        var isFull = _ledger.Instruments.Count == Ledger.MaxInstruments && !_ledger.HasInstrument(definition.Instrument);
        if (isFull || _markets.Count == CommandHeader.NoMarket)
        {
            return Reason.Limit;
        }
        _markets.Add(new Market(_markets.Count, _ledger.InstrumentOf(definition.Instrument), definition));
        Catalog.Add(definition);
        _events.Add(EventKind.MarketDefined, Event.Public, (ushort)(_markets.Count - 1));
        return Reason.None;
    }

    private Reason Define(AccountDefinition definition)
    {
        if (Catalog.TryFindAccount(definition.Id, out _))
        {
            return Reason.DuplicateId;
        }
        if (_deposits.Check(definition.Deposit) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        var account = _ledger.AddAccount();
        Catalog.Add(definition);
        _deposits.Make(account, definition.Deposit);
        _events.Add(EventKind.AccountDefined, account, CommandHeader.NoMarket);
        return Reason.None;
    }

    private Reason Define(Token token)
    {
        Catalog.Add(token);
        _events.Add(EventKind.TokenDefined, token.Account, CommandHeader.NoMarket).Id = (ulong)(Catalog.TokenCount - 1);
        return Reason.None;
    }

    /// <summary>Lists the instruments that a command has mentioned first, for those who read the catalog.</summary>
    private Reason ListInstruments(Reason outcome)
    {
        while (Catalog.InstrumentCount < _ledger.Instruments.Count)
        {
            Catalog.AddInstrument(_ledger.Instruments[Catalog.InstrumentCount]);
        }
        return outcome;
    }
}
