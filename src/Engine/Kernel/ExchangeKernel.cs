using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The exchange as a pure state machine: a command in, events out. It has no clock, no randomness, no threads, does no
/// I/O and allocates nothing in steady state; time arrives in commands. The same commands give the same events and the
/// same <see cref="StateHash"/> on every machine. One thread at a time.
/// </summary>
public sealed partial class ExchangeKernel
{
    /// <summary>The version of the rules: a journal written under another is not replayed, but from a snapshot at its end.</summary>
    public const int RulesVersion = 6;

    private readonly Ledger _ledger = new();
    private readonly Reservations _reservations;
    private readonly List<Market> _markets = [];
    private readonly TimerQueue _timers = new();
    private readonly ClientSessions _sessions = new();
    private readonly Presence _presence = new();
    private readonly EventBuffer _events = new();
    private readonly SchedulePoint[] _points = new SchedulePoint[DemandSchedule.MaxPoints];
    private readonly Condition[] _conditions = new Condition[ConditionalBid.MaxConditions];
    private readonly Announcer _announcer;
    private readonly Indicatives _indicatives;
    private readonly BookTrading _bookTrading;
    private readonly BookPhases _bookPhases;
    private readonly SessionTrading _sessionTrading;
    private readonly CrossTrading _crossTrading;
    private readonly Triggering _triggering;
    private readonly Definitions _definitions;
    private readonly Queries _queries;
    private readonly Deposits _deposits;
    private readonly MassCancel _massCancel;
    private readonly Blocks _blocks;

    /// <summary>Creates an exchange with no markets and the operator's account alone.</summary>
    /// <param name="observer">Sees what markets do; null: nobody does.</param>
    public ExchangeKernel(IKernelObserver? observer = null)
    {
        Catalog.Add(new AccountDefinition("operator", Holdings.Nothing, [], default));
        var references = new References(_markets, Catalog, _ledger);
        _announcer = new(_ledger, _timers, _events, observer);
        _indicatives = new(_timers, _announcer, references);
        _reservations = new(_ledger);
        var bookLimits = new BookLimits(_reservations);
        var bookSettlement = new BookSettlement(_ledger, _announcer, bookLimits);
        _bookTrading = new(_ledger, _announcer, _indicatives, bookSettlement, bookLimits);
        _bookPhases = new(_ledger, _announcer, references, _bookTrading, bookSettlement, bookLimits);
        var sessionLimits = new SessionLimits(_reservations);
        _sessionTrading = new(_ledger, _announcer, _indicatives, references, sessionLimits);
        _crossTrading = new(_ledger, _announcer, references, sessionLimits);
        _triggering = new(_timers, _sessionTrading, _crossTrading);
        _massCancel = new(_markets, _bookTrading, _sessionTrading, _triggering, _timers);
        _blocks = new(_ledger, _massCancel, _events);
        _deposits = new(_ledger, _reservations);
        _definitions = new(_ledger, Catalog, _markets, _deposits, _reservations, _events);
        _queries = new(_ledger, _reservations, _sessions, _presence, _events);
    }

    /// <summary>The sequence of the last command applied; queries have none.</summary>
    public long Sequence { get; private set; }

    /// <summary>The exchange's time: that of the last command, never going back.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>When the next timer is due; <see cref="Timestamp.Never"/> when there is none.</summary>
    public Timestamp NextDue => Timestamp.Earlier(_timers.NextDue, _presence.NextDue);

    /// <summary>Whether the kernel must be told that the exchange was down: connections were lost then.</summary>
    public bool AwaitsResumption => _presence.IsAnybody;

    /// <summary>The definitions of markets, accounts and tokens.</summary>
    public Catalog Catalog { get; } = new();

    /// <summary>Who has what.</summary>
    public Ledger Ledger => _ledger;

    /// <summary>Who has set aside what.</summary>
    public Reservations Reservations => _reservations;

    /// <summary>The markets in definition order.</summary>
    public IReadOnlyList<Market> Markets => _markets;

    /// <summary>The accounts that may bring and change nothing; the operator's stands for all of them.</summary>
    public IReadOnlyList<int> Blocked => _blocks.Accounts;

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
            // At the moment of the question: that of the last command would tell when somebody else acted.
            var asked = Timestamp.Later(Now, header.Time);
            _queries.Answer(header, header.Market < _markets.Count ? _markets[header.Market] : null, asked, Sequence);
            return _events.Events;
        }
        Sequence++;
        FireTimers(Timestamp.Later(Now, header.Time), header.Kind is CommandKind.Resumed or CommandKind.Continued);
        var first = _events.Count;
        ApplyOnce(record, header);
        _events.Stamp(first, Now, Sequence);
        return _events.Events;
    }

    /// <summary>Conservation: whether cash and units are exactly what was deposited. For tests and audits: looks at every account.</summary>
    public bool IsConserved() => _ledger.IsConserved();

    private void FireTimers(Timestamp now, bool skipsMissed)
    {
        while (NextDue <= now)
        {
            var first = _events.Count;
            if (_presence.NextDue < _timers.NextDue)
            {
                Now = Timestamp.Later(Now, _presence.NextDue);
                CancelAbsent();
            }
            else
            {
                FireTimer(now, skipsMissed);
            }
            _events.Stamp(first, Now, Sequence);
        }
        Now = now;
    }

    /// <summary>Cancels the bids of those who lost their connection and have not come back in time.</summary>
    private Reason CancelAbsent()
    {
        while (_presence.NextDue <= Now)
        {
            _massCancel.Cancel(_presence.Take(), CommandHeader.NoMarket, CancelReason.User, Now);
        }
        return Reason.None;
    }

    private void FireTimer(Timestamp now, bool skipsMissed)
    {
        var timer = _timers.Take();
        var market = _markets[timer.Market];
        if (!skipsMissed || timer.Kind != TimerKind.Trigger || !_triggering.TrySkip((SessionMarket)market, now))
        {
            Now = Timestamp.Later(Now, timer.Due);
            Fire(timer, market);
        }
    }

    private void Fire(in KernelTimer timer, Market market)
    {
        if (timer.Kind == TimerKind.Expiry)
        {
            Expire(market);
        }
        else if (timer.Kind == TimerKind.Trigger)
        {
            _triggering.Fire((SessionMarket)market, Now);
        }
        else if (timer.Kind == TimerKind.Close)
        {
            _triggering.Close((SessionMarket)market, timer.Due);
        }
        else if (timer.Told == EventKind.Indicative)
        {
            _indicatives.Tell(market, Now);
        }
        else
        {
            _announcer.Tell(market, timer);
        }
        _triggering.Follow(market, Now);
    }

    private void Expire(Market market)
    {
        if (market is CrossMarket cross)
        {
            _crossTrading.Expire(cross, Now);
        }
        else
        {
            _bookTrading.Expire((ContinuousMarket)market, Now);
        }
        NoteExpiry(market);
    }

    /// <summary>Carries out a command, unless its instruction number was answered before: then the answer is repeated.</summary>
    private void ApplyOnce(ReadOnlySpan<byte> record, in CommandHeader header)
    {
        var reason = header.Number == 0 ? Dispatch(record, header) : ApplyNumbered(record, header);
        if (header.Market < _markets.Count)
        {
            NoteExpiry(_markets[header.Market]);
            _triggering.Follow(_markets[header.Market], Now);
        }
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
        _sessions.Add(header.Account, log, header.Number, reason, Sequence);
        return reason;
    }

    private Reason Dispatch(ReadOnlySpan<byte> record, in CommandHeader header)
    {
        if (header.Kind.IsBidding() && _blocks.Holds(header.Account))
        {
            return Answer(header, Commands.ReadBidId(record), Reason.NotAuthorised);
        }
        switch (header.Kind)
        {
            case CommandKind.SubmitOrder or CommandKind.ReplaceOrder or CommandKind.CancelOrder:
                ref readonly var payload = ref Commands.ReadOrder(record);
                return Answer(header, payload.Id, ApplyOrder(header, payload));
            case CommandKind.SubmitOrderWithTerms:
                return Answer(header, Commands.ReadBidId(record), ApplyOrderWithTerms(record, header));
            case CommandKind.SubmitPegged:
                return Answer(header, Commands.ReadBidId(record), ApplyPegged(record, header));
            case CommandKind.SubmitSchedule or CommandKind.ReplaceSchedule or CommandKind.SubmitReport
                or CommandKind.SubmitConditional or CommandKind.ReplaceConditional or CommandKind.ReplaceReport:
                return Answer(header, Commands.ReadBidId(record), ApplyBid(record, header));
            case CommandKind.CancelAllOrders:
                _massCancel.Cancel(header.Account, header.Market, CancelReason.User, Now);
                return Reason.None;
            case CommandKind.Advance or CommandKind.Continued:
                return Reason.None;
            case CommandKind.Resumed:
                _presence.DisconnectAll(Now);
                return CancelAbsent();
            case CommandKind.Connected:
                return _presence.TryConnect(header.Account, Commands.ReadSession(record), Commands.ReadGrace(record))
                    ? Reason.None
                    : Reason.Limit;
            case CommandKind.Disconnected:
                _presence.Disconnect(header.Account, Commands.ReadSession(record), Now);
                return CancelAbsent();
            case CommandKind.Clear:
                return _markets[header.Market] is SessionMarket session ? _triggering.Clear(session, Now) : Reason.WrongPhase;
            case CommandKind.DefineMarket:
                return ListInstruments(Define(Commands.ReadMarket(record)));
            case CommandKind.DefineAccount:
                return ListInstruments(_definitions.Define(Commands.ReadAccount(record)));
            case CommandKind.DefineToken:
                return _definitions.Define(Commands.ReadToken(record), Now);
            case CommandKind.RevokeToken:
                return _definitions.Revoke(Commands.ReadTokenNumber(record), Now);
            case CommandKind.Block:
                return _blocks.Add(header.Account, Now);
            case CommandKind.Unblock:
                return _blocks.Remove(header.Account);
            case CommandKind.Transfer:
                return ListInstruments(_deposits.TryMake(header.Account, Commands.ReadTransfer(record)));
            case CommandKind.SetLimits:
                return ListInstruments(_definitions.SetLimits(header.Account, Commands.ReadLimits(record)));
            case CommandKind.SetPhase:
                return SetPhase(_markets[header.Market], Commands.ReadPhase(record));
            default:
                throw new InvalidOperationException($"No command has kind {header.Kind}.");
        }
    }

    /// <summary>Has the next order of a market that expires do so when it is due.</summary>
    private void NoteExpiry(Market market) => _timers.SetExpiry(market.Index, market.NextExpiry);

    private Reason SetPhase(Market market, MarketPhase phase)
    {
        var from = market.Phase;
        if (from == phase)
        {
            return Reason.None;
        }
        market.Phase = phase;
        _announcer.AddPublic(EventKind.PhaseChanged, market).Phase = phase;
        if (market is ContinuousMarket book)
        {
            _bookPhases.Enter(book, from, phase, Now);
        }
        else if (phase == MarketPhase.Closed)
        {
            _sessionTrading.Close((SessionMarket)market, Now);
        }
        else if (market is CrossMarket cross)
        {
            _crossTrading.Enter(cross, phase, Now);
        }
        return Reason.None;
    }

    private Reason Define(MarketDefinition definition)
    {
        var reason = _definitions.Define(definition, Now);
        if (reason == Reason.None && _markets[^1] is SessionMarket market)
        {
            if (!market.RuleDefinition.Seed.IsEmpty)
            {
                _announcer.TellCommitment(market);
            }
            Follow(market);
            _triggering.Start(market, Now);
        }
        return reason;
    }

    /// <summary>Has a market follow the trades or the quotes of another, if it does.</summary>
    private void Follow(Market market)
    {
        if (market.Definition.Trigger is AfterTradeTrigger { Market: var followed } && Catalog.TryFindMarket(followed, out var number))
        {
            _triggering.Follow((SessionMarket)market, number);
        }
        if (market is CrossMarket cross)
        {
            _crossTrading.Follow(cross);
        }
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
