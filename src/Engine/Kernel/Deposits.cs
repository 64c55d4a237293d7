using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Brings cash and units in and takes them out: all that a command names, or nothing when one cannot be.</summary>
internal sealed class Deposits
{
    private readonly Ledger _ledger;
    private readonly Reservations _reservations;

    public Deposits(Ledger ledger, Reservations reservations) => (_ledger, _reservations) = (ledger, reservations);

    /// <summary>
    /// Deposits what is positive and withdraws what is negative. <see cref="Reason.OutOfRange"/> or
    /// <see cref="Reason.Limit"/>, and nothing changed, when an amount is too large or leads an account too far out;
    /// <see cref="Reason.NoCash"/> or <see cref="Reason.NoUnits"/> when it would take what live bids have set aside.
    /// </summary>
    public Reason TryMake(int account, Holdings amounts)
    {
        var refusal = Check(amounts);
        if (refusal != Reason.None)
        {
            return refusal;
        }
        refusal = CheckCash(account, amounts.Cash);
        foreach (var (instrument, units) in amounts.Units)
        {
            if (refusal == Reason.None && _ledger.HasInstrument(instrument))
            {
                refusal = CheckUnits(account, _ledger.InstrumentOf(instrument), units);
            }
        }
        if (refusal == Reason.None)
        {
            Make(account, amounts);
        }
        return refusal;
    }

    /// <summary>Why amounts cannot be deposited whoever has the account.</summary>
    public Reason Check(Holdings amounts)
    {
        var isInRange = IsInRange(amounts.Cash.Atoms);
        var newInstruments = 0;
        foreach (var (instrument, units) in amounts.Units)
        {
            isInRange &= IsInRange(units.Parts);
            newInstruments += _ledger.HasInstrument(instrument) ? 0 : 1;
        }
        if (!isInRange)
        {
            return Reason.OutOfRange;
        }
        return newInstruments > Ledger.MaxInstruments - _ledger.Instruments.Count ? Reason.Limit : Reason.None;
    }

    /// <summary>Deposits and withdraws what has been checked.</summary>
    public void Make(int account, Holdings amounts)
    {
        _ledger.DepositCash(account, amounts.Cash);
        foreach (var (instrument, units) in amounts.Units)
        {
            _ledger.DepositUnits(account, _ledger.InstrumentOf(instrument), units);
        }
    }

    private Reason CheckCash(int account, Cash amount) =>
        _ledger.CanDepositCash(account, amount) ? _reservations.CheckWithdrawal(account, amount) : Reason.Limit;

    private Reason CheckUnits(int account, int instrument, Units amount) =>
        _ledger.CanDepositUnits(account, instrument, amount)
            ? _reservations.CheckWithdrawal(account, instrument, amount)
            : Reason.Limit;

    private static bool IsInRange(Int128 amount) => amount >= -Ledger.MaxDeposit && amount <= Ledger.MaxDeposit;
}
