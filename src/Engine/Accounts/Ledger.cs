using System.Runtime.InteropServices;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Accounts;

/// <summary>
/// Who has what: cash and units of every account. Cash and units only change hands; what enters and leaves does so by
/// deposit and withdrawal and is counted, so that conservation can be checked at any moment. One thread.
/// </summary>
public sealed class Ledger
{
    /// <summary>The operator's account, which collects charges and takes what rounding leaves.</summary>
    public const int Operator = 0;

    /// <summary>The most instruments there can be.</summary>
    public const int MaxInstruments = ushort.MaxValue;

    /// <summary>The most that one deposit or withdrawal moves, in atoms of cash or parts of units: more than text can say.</summary>
    public static readonly Int128 MaxDeposit = Int128.Parse("1000000000000000000000000000000");

    // Half of the greatest 128-bit integer: whoever is within it stays far from an overflow with one command more,
    // the trades of which move at most 10³⁴ atoms.
    private static readonly Int128 Bound = Int128.MaxValue / 2;

    /// <summary>The most that one command may move, in atoms: nobody within bounds is then led to an overflow.</summary>
    internal static readonly Int128 MaxMovedAtoms = Int128.MaxValue / 4;

    private readonly List<Account> _accounts = [];
    private readonly List<string> _instruments = [];
    private readonly Dictionary<string, int> _instrumentNumbers = new(StringComparer.Ordinal);
    private readonly List<Units> _depositedUnits = [];
    private Cash _depositedCash;
    private int _accountsOutOfBounds;

    /// <summary>Creates a ledger with the operator's account alone.</summary>
    public Ledger() => AddAccount();

    /// <summary>The number of accounts, the operator's included.</summary>
    public int AccountCount => _accounts.Count;

    /// <summary>The instruments' names, in the order of their first mention.</summary>
    public IReadOnlyList<string> Instruments => _instruments;

    /// <summary>
    /// Whether another order's trades are sure not to overflow anyone's cash: false once an account has or owes 8·10²⁵ of
    /// the currency, until deposits or withdrawals bring it back. Units would take 10¹⁵ trades to get that far.
    /// </summary>
    public bool HasRoom => _accountsOutOfBounds == 0;

    /// <summary>Whether there is such an instrument.</summary>
    public bool HasInstrument(string name) => _instrumentNumbers.ContainsKey(name);

    /// <summary>The number of an instrument, which is made if it is new.</summary>
    public int InstrumentOf(string name)
    {
        if (!_instrumentNumbers.TryGetValue(name, out var instrument))
        {
            instrument = _instruments.Count;
            _instruments.Add(name);
            _instrumentNumbers.Add(name, instrument);
            _depositedUnits.Add(default);
            foreach (var account in _accounts)
            {
                account.Units.Add(default);
            }
        }
        return instrument;
    }

    /// <summary>Adds an account with nothing and returns its number.</summary>
    public int AddAccount()
    {
        var account = new Account();
        for (var i = 0; i < _instruments.Count; i++)
        {
            account.Units.Add(default);
        }
        _accounts.Add(account);
        return _accounts.Count - 1;
    }

    /// <summary>The account's cash.</summary>
    public Cash CashOf(int account) => _accounts[account].Cash;

    /// <summary>The account's units of an instrument.</summary>
    public Units UnitsOf(int account, int instrument) => _accounts[account].Units[instrument];

    /// <summary>What cash all accounts have together.</summary>
    public Cash TotalCash => _depositedCash;

    /// <summary>What all accounts have of an instrument together.</summary>
    public Units TotalUnits(int instrument) => _depositedUnits[instrument];

    /// <summary>
    /// Whether a deposit or withdrawal of at most <see cref="MaxDeposit"/> keeps account and total within bounds, or
    /// leads them back.
    /// </summary>
    public bool CanDepositCash(int account, Cash amount) =>
        CanAdd(_accounts[account].Cash.Atoms, amount.Atoms) && CanAdd(_depositedCash.Atoms, amount.Atoms);

    /// <inheritdoc cref="CanDepositCash"/>
    public bool CanDepositUnits(int account, int instrument, Units amount) =>
        CanAdd(_accounts[account].Units[instrument].Parts, amount.Parts)
        && CanAdd(_depositedUnits[instrument].Parts, amount.Parts);

    /// <summary>Brings cash in (positive) or takes it out (negative).</summary>
    public void DepositCash(int account, Cash amount)
    {
        AddCash(account, amount);
        _depositedCash += amount;
    }

    /// <summary>Brings units in (positive) or takes them out (negative).</summary>
    public void DepositUnits(int account, int instrument, Units amount)
    {
        _accounts[account].Units[instrument] += amount;
        _depositedUnits[instrument] += amount;
    }

    /// <summary>Moves units from seller to buyer and their cost from buyer to seller.</summary>
    public void Settle(int buyer, int seller, int instrument, Units units, Cash cost)
    {
        MoveCash(buyer, seller, cost);
        _accounts[seller].Units[instrument] -= units;
        _accounts[buyer].Units[instrument] += units;
    }

    /// <summary>
    /// Gives an account what a clearing allotted to it, below zero takes it; what the accounts of one clearing get, the
    /// operator's included, adds up to nothing.
    /// </summary>
    public void Allocate(int account, int instrument, Units units, Cash cash)
    {
        AddCash(account, cash);
        _accounts[account].Units[instrument] += units;
    }

    /// <summary>Moves cash between accounts; a negative amount moves it back.</summary>
    public void MoveCash(int from, int to, Cash amount)
    {
        AddCash(from, -amount);
        AddCash(to, amount);
    }

    /// <summary>Whether what the accounts have is exactly what was deposited. Looks at every account.</summary>
    public bool IsConserved()
    {
        // Sums on the way to the total may be beyond 128 bits; the total is the same modulo 2¹²⁸.
        Int128 cash = 0;
        foreach (var account in _accounts)
        {
            cash = unchecked(cash + account.Cash.Atoms);
        }
        for (var instrument = 0; instrument < _instruments.Count; instrument++)
        {
            Int128 units = 0;
            foreach (var account in _accounts)
            {
                units = unchecked(units + account.Units[instrument].Parts);
            }
            if (units != _depositedUnits[instrument].Parts)
            {
                return false;
            }
        }
        return cash == _depositedCash.Atoms;
    }

    /// <summary>The number of the account's next private event, counted from one.</summary>
    internal long NextEventSequence(int account) => ++_accounts[account].EventSequence;

    /// <summary>The number of the account's last private event; zero before the first.</summary>
    internal long EventSequenceOf(int account) => _accounts[account].EventSequence;

    internal void WriteState(StateWriter writer)
    {
        writer.Write(_depositedCash.Atoms);
        writer.Write(_instruments.Count);
        for (var instrument = 0; instrument < _instruments.Count; instrument++)
        {
            writer.Write(_instruments[instrument]);
            writer.Write(_depositedUnits[instrument].Parts);
        }
        writer.Write(_accounts.Count);
        foreach (var account in _accounts)
        {
            writer.Write(account.Cash.Atoms);
            writer.Write(account.EventSequence);
            foreach (var units in account.Units)
            {
                writer.Write(units.Parts);
            }
        }
    }

    internal void ReadState(StateReader reader)
    {
        _depositedCash = new(reader.ReadInt128());
        for (int instrument = 0, count = reader.ReadIndex(MaxInstruments + 1); instrument < count; instrument++)
        {
            if (InstrumentOf(reader.ReadString()) != instrument)
            {
                throw StateReader.Malformed("two instruments have one name");
            }
            _depositedUnits[instrument] = new(reader.ReadInt128());
        }
        reader.AccountCount = reader.ReadCount();
        for (var account = 0; account < reader.AccountCount; account++)
        {
            if (account == _accounts.Count)
            {
                AddAccount();
            }
            AddCash(account, new(reader.ReadInt128()));
            _accounts[account].EventSequence = reader.ReadInt64();
            foreach (ref var units in CollectionsMarshal.AsSpan(_accounts[account].Units))
            {
                units = new(reader.ReadInt128());
            }
        }
    }

    private void AddCash(int account, Cash amount)
    {
        var holder = _accounts[account];
        _accountsOutOfBounds -= IsWithinBounds(holder.Cash.Atoms) ? 0 : 1;
        holder.Cash += amount;
        _accountsOutOfBounds += IsWithinBounds(holder.Cash.Atoms) ? 0 : 1;
    }

    private static bool IsWithinBounds(Int128 amount) => amount >= -Bound && amount <= Bound;

    private static bool CanAdd(Int128 to, Int128 amount) =>
        Int128.IsNegative(to) != Int128.IsNegative(amount) || IsWithinBounds(to + amount);

    private sealed class Account
    {
        public Cash Cash { get; set; }

        public List<Units> Units { get; } = [];

        public long EventSequence { get; set; }
    }
}
