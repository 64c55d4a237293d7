using System.Globalization;
using Exchange.Engine.Bids;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using Exchange.Sdk.Internal;
using Event = Exchange.Engine.Kernel.Event;

namespace Exchange.Simulation.Tests.Audit;

/// <summary>
/// The undisturbed replay: a kernel that never crashes, gets every record of the journal that is final exactly once, and writes down who
/// was told what and answered how.
/// </summary>
internal sealed class JournalTwin
{
    private readonly ExchangeKernel _kernel = new();
    private readonly Dictionary<(int Account, ulong Session, ulong Number), Reason> _answers = [];
    private readonly Dictionary<(int Account, ulong Session, ulong Number), List<Sdk.Event[]>> _caused = [];
    private readonly Dictionary<(int Account, ulong Session), ulong> _lastNumbers = [];
    private readonly List<List<Sdk.Event>> _told = [];
    private readonly Dictionary<string, Int128> _units = new(StringComparer.Ordinal);
    private readonly List<Position> _positions = [];
    private Int128 _cash;

    public long Sequence => _kernel.Sequence;

    public Catalog Catalog => _kernel.Catalog;

    public ExchangeKernel Kernel => _kernel;

    /// <summary>How many repeated instructions there were.</summary>
    public int Repeats { get; private set; }

    /// <summary>How much all accounts were told.</summary>
    public int ToldCount => _told.Sum(told => told.Count);

    public string StateHash() => _kernel.StateHash();

    public int NumberOf(string account) =>
        _kernel.Catalog.TryFindAccount(account, out var number) ? number : throw new AuditException($"no account {account}");

    /// <summary>What an account was told, from its first event on.</summary>
    public IReadOnlyList<Sdk.Event> ToldTo(int account) => account < _told.Count ? _told[account] : [];

    /// <summary>How an instruction was answered; null: it is not in the journal.</summary>
    public Reason? AnswerTo(int account, ulong session, ulong number) =>
        _answers.TryGetValue((account, session, number), out var reason) ? reason : null;

    /// <summary>What an account was told by each of the commands that brought an instruction.</summary>
    public IReadOnlyList<Sdk.Event[]> CausedBy(int account, ulong session, ulong number) =>
        _caused.GetValueOrDefault((account, session, number)) ?? [];

    /// <summary>Replays what is new in a journal.</summary>
    /// <param name="storage">Where it lies.</param>
    /// <param name="through">The last record that is final.</param>
    public void Follow(JournalStorage storage, long through = long.MaxValue)
    {
        if (through <= Sequence)
        {
            return;
        }
        var summary = JournalReader.Read(storage, Apply, Sequence + 1, through, ExchangeKernel.RulesVersion);
        if (summary.Damage is { } damage)
        {
            throw new AuditException($"the journal is damaged: {damage}");
        }
    }

    /// <summary>Cash and units are what went in less what went out, to the atom.</summary>
    public void CheckConservation()
    {
        Int128 cash = 0;
        for (var account = 0; account < _kernel.Ledger.AccountCount; account++)
        {
            cash += _kernel.Ledger.CashOf(account).Atoms;
        }
        Require(cash == _cash, $"the accounts have {cash} atoms of cash, and {_cash} came in");
        for (var instrument = 0; instrument < _kernel.Ledger.Instruments.Count; instrument++)
        {
            Int128 units = 0;
            for (var account = 0; account < _kernel.Ledger.AccountCount; account++)
            {
                units += _kernel.Ledger.UnitsOf(account, instrument).Parts;
            }
            var name = _kernel.Ledger.Instruments[instrument];
            Require(units == _units.GetValueOrDefault(name), $"the accounts have {units} parts of {name}");
        }
    }

    /// <summary>Everybody has what they brought and what they were told that they traded.</summary>
    public void CheckPositions()
    {
        for (var account = 1; account < _kernel.Ledger.AccountCount; account++)
        {
            var position = PositionOf(account);
            var units = decimal.Parse(_kernel.Ledger.UnitsOf(account, 0).ToString(), CultureInfo.InvariantCulture);
            var cash = decimal.Parse(_kernel.Ledger.CashOf(account).ToString(), CultureInfo.InvariantCulture);
            Require(units == position.Units, $"account {account} has {units} units, and {position.Units} by what it was told");
            Require(cash == position.Cash, $"account {account} has {cash}, and {position.Cash} by what it was told");
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new AuditException(what);
        }
    }

    private void Apply(long sequence, ReadOnlySpan<byte> record)
    {
        Require(sequence == Sequence + 1, $"record {sequence} follows {Sequence}");
        var header = CommandHeader.Of(record);
        var caused = new List<Sdk.Event>();
        var answer = default(Reason?);
        foreach (ref readonly var told in _kernel.Apply(record))
        {
            if (told.Kind == EventKind.Answered)
            {
                answer = told.Reason;
            }
            else if (told.Account != Event.Public && EventMapping.IsTold(told.Kind))
            {
                var message = Note(told);
                if (told.Account == header.Account)
                {
                    caused.Add(message);
                }
            }
        }
        if (header.Number != 0)
        {
            CheckAnswer(header, answer, caused);
        }
        if (answer is null or Reason.None)
        {
            Count(record, header.Kind, header.Account);
        }
    }

    private Sdk.Event Note(in Event told)
    {
        while (_told.Count <= told.Account)
        {
            _told.Add([]);
        }
        var all = _told[told.Account];
        Require(told.Sequence == all.Count + 1, $"account {told.Account}: event {told.Sequence} follows {all.Count}");
        var message = EventReading.Read(EventMapping.Write(told, _kernel.Catalog))!;
        all.Add(message);
        PositionOf(told.Account).Add(message);
        return message;
    }

    private Position PositionOf(int account)
    {
        while (_positions.Count <= account)
        {
            _positions.Add(new());
        }
        return _positions[account];
    }

    private void CheckAnswer(in CommandHeader header, Reason? answer, List<Sdk.Event> caused)
    {
        var key = (header.Account, header.Session, header.Number);
        var name = $"instruction {key}";
        Require(answer is not null, $"{name} has no answer");
        if (_answers.TryGetValue(key, out var before))
        {
            Repeats++;
            Require(answer == before, $"{name} was answered {before} and then {answer}");
            Require(!caused.Any(told => told is Sdk.Accepted or Sdk.Replaced), $"{name} acted twice");
        }
        else
        {
            var last = _lastNumbers.GetValueOrDefault((header.Account, header.Session));
            Require(
                header.Number > last ? answer != Reason.TooOld : answer == Reason.TooOld,
                $"{name} after {last} was answered {answer}");
            _lastNumbers[(header.Account, header.Session)] = Math.Max(last, header.Number);
            _answers.Add(key, answer.GetValueOrDefault());
            _caused.Add(key, []);
        }
        _caused[key].Add([.. caused]);
    }

    private void Count(ReadOnlySpan<byte> record, CommandKind kind, int account)
    {
        if (kind is not (CommandKind.DefineAccount or CommandKind.Transfer))
        {
            return;
        }
        var deposit = kind switch
        {
            CommandKind.DefineAccount => Commands.ReadAccount(record).Deposit,
            _ => Commands.ReadTransfer(record),
        };
        _cash += deposit.Cash.Atoms;
        var position = PositionOf(kind == CommandKind.DefineAccount ? _kernel.Catalog.AccountCount - 1 : account);
        position.Cash += decimal.Parse(deposit.Cash.ToString(), CultureInfo.InvariantCulture);
        foreach (var (instrument, units) in deposit.Units)
        {
            _units[instrument] = _units.GetValueOrDefault(instrument) + units.Parts;
            position.Units += decimal.Parse(units.ToString(), CultureInfo.InvariantCulture);
        }
    }
}
