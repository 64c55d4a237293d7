using Exchange.Engine.Accounts;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// <c>balances.csv</c>: what of cash and units every account has after every command that changed it, and by how much; and
/// <c>transfers.csv</c>: what came in and went out. All else that changes balances are trades, their fees and allocations.
/// </summary>
internal sealed class BalanceFiles : IDisposable
{
    private const string BalanceColumns = "time,command,account,instrument,balance,change";
    private const string TransferColumns = "time,command,account,instrument,amount";

    // Stands for cash where an instrument's number would.
    private const int NoInstrument = -1;

    private readonly CsvFile _balances;
    private readonly CsvFile _transfers;
    private readonly ExchangeKernel _kernel;
    private readonly Dictionary<(int Account, int Instrument), Int128> _last = [];

    // What all accounts have together changes by transfers alone, which tells whether one was carried out.
    private readonly Dictionary<int, Int128> _totals = [];

    // What the command under way may have changed.
    private readonly SortedSet<(int Account, int Instrument)> _touched = [];

    public BalanceFiles(string folder, ExchangeKernel kernel)
    {
        _balances = new(folder, "balances.csv", BalanceColumns);
        _transfers = new(folder, "transfers.csv", TransferColumns);
        _kernel = kernel;
    }

    private Ledger Ledger => _kernel.Ledger;

    /// <summary>Notes that an account, and with it the operator's, may have got or paid something in a market.</summary>
    public void Touch(int account, int market)
    {
        _touched.Add((account, NoInstrument));
        _touched.Add((account, _kernel.Markets[market].Instrument));
        _touched.Add((Ledger.Operator, NoInstrument));
    }

    /// <summary>Writes what a command has changed.</summary>
    public void Write(ReadOnlySpan<byte> record)
    {
        ref readonly var header = ref CommandHeader.Of(record);
        if (header.Kind == CommandKind.Transfer)
        {
            WriteTransfers(header.Account, Commands.ReadTransfer(record));
        }
        else if (header.Kind == CommandKind.DefineAccount)
        {
            WriteTransfers(_kernel.Catalog.AccountCount - 1, Commands.ReadAccount(record).Deposit);
        }
        foreach (var (account, instrument) in _touched)
        {
            WriteBalance(account, instrument);
        }
        _touched.Clear();
    }

    public void Dispose()
    {
        _balances.Dispose();
        _transfers.Dispose();
    }

    private void WriteTransfers(int account, Holdings amounts)
    {
        WriteTransfer(account, NoInstrument, Ledger.TotalCash.Atoms);
        foreach (var (name, _) in amounts.Units)
        {
            if (Ledger.HasInstrument(name))
            {
                var instrument = Ledger.InstrumentOf(name);
                WriteTransfer(account, instrument, Ledger.TotalUnits(instrument).Parts);
            }
        }
    }

    private void WriteTransfer(int account, int instrument, Int128 total)
    {
        var amount = total - _totals.GetValueOrDefault(instrument);
        if (amount == 0)
        {
            return;
        }
        _totals[instrument] = total;
        _touched.Add((account, instrument));
        Begin(_transfers, account, instrument);
        _transfers.Add(Format(amount, instrument));
        _transfers.EndRow();
    }

    private void WriteBalance(int account, int instrument)
    {
        var balance = instrument == NoInstrument ? Ledger.CashOf(account).Atoms : Ledger.UnitsOf(account, instrument).Parts;
        var change = balance - _last.GetValueOrDefault((account, instrument));
        if (change == 0)
        {
            return;
        }
        _last[(account, instrument)] = balance;
        Begin(_balances, account, instrument);
        _balances.Add(Format(balance, instrument));
        _balances.Add(Format(change, instrument));
        _balances.EndRow();
    }

    private void Begin(CsvFile file, int account, int instrument)
    {
        file.Add(_kernel.Now);
        file.Add(_kernel.Sequence);
        file.Add(_kernel.Catalog.Account(account).Id);
        file.Add(instrument == NoInstrument ? "" : Ledger.Instruments[instrument]);
    }

    private static string Format(Int128 amount, int instrument) =>
        instrument == NoInstrument ? new Cash(amount).ToString() : new Units(amount).ToString();
}
