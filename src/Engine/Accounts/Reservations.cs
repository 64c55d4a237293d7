using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Accounts;

/// <summary>
/// What accounts have set aside for their live bids in the markets with limits, and what they may do there. What is free is
/// what an account has and may owe, less what it has set aside: as long as it is not below zero, whatever trades, nobody
/// who trades in markets with limits alone can come to owe more than it may. One thread.
/// </summary>
public sealed class Reservations
{
    private readonly Ledger _ledger;
    private Account?[] _accounts = new Account?[16];

    /// <summary>Starts with nothing set aside.</summary>
    public Reservations(Ledger ledger) => _ledger = ledger;

    /// <summary>The cash that an account has set aside.</summary>
    public Cash CashOf(int account) => Find(account)?.Cash ?? default;

    /// <summary>The units of an instrument that an account has set aside.</summary>
    public Units UnitsOf(int account, int instrument) => OpenOf(account, instrument).Sells;

    /// <summary>The units of an instrument that an account's live bids could buy.</summary>
    public Units BuysOf(int account, int instrument) => OpenOf(account, instrument).Buys;

    /// <summary>How many live bids an account has in the markets with limits.</summary>
    public int BidsOf(int account) => Find(account)?.Bids ?? 0;

    /// <summary>The cash that an account can still set aside.</summary>
    public Cash FreeCash(int account) => _ledger.CashOf(account) + LimitsOf(account).Credit - CashOf(account);

    /// <summary>The units of an instrument that an account can still set aside.</summary>
    public Units FreeUnits(int account, int instrument)
    {
        var open = OpenOf(account, instrument);
        return _ledger.UnitsOf(account, instrument) + open.Short - open.Sells;
    }

    /// <summary>The units of an instrument that an account may still buy, or bid for; null: any number.</summary>
    public Units? RoomToBuy(int account, int instrument) => LimitsOf(account).MaxPosition is { } most
        ? most - _ledger.UnitsOf(account, instrument) - OpenOf(account, instrument).Buys
        : null;

    /// <summary>The units of an instrument that an account may still sell, or offer; null: any number.</summary>
    public Units? RoomToSell(int account, int instrument) => LimitsOf(account).MaxPosition is { } most
        ? most + _ledger.UnitsOf(account, instrument) - OpenOf(account, instrument).Sells
        : null;

    /// <summary>What an account may do.</summary>
    public AccountLimits LimitsOf(int account) => Find(account)?.Limits ?? AccountLimits.None;

    /// <summary>Changes what an account may do: what it has set aside stays so. Its instruments must be in the ledger.</summary>
    public void SetLimits(int account, AccountLimits limits)
    {
        var holder = FindOrAdd(account);
        holder.Limits = limits;
        foreach (ref var open in holder.Open.AsSpan())
        {
            open.Short = default;
        }
        foreach (var (instrument, units) in limits.ShortUnits)
        {
            holder.OpenIn(_ledger.InstrumentOf(instrument)).Short = units;
        }
    }

    /// <summary>
    /// Whether an account can set something aside; why not. <see cref="Reason.NoCash"/>, <see cref="Reason.NoUnits"/>, or
    /// <see cref="Reason.Limit"/>: its position could come to be too large. What is not above zero is not looked at.
    /// </summary>
    public Reason Check(int account, int instrument, in Reservation wanted)
    {
        if (wanted.Cash > Cash.Zero && wanted.Cash > FreeCash(account))
        {
            return Reason.NoCash;
        }
        if (wanted.Sells > Units.Zero && wanted.Sells > FreeUnits(account, instrument))
        {
            return Reason.NoUnits;
        }
        var exceeds = (wanted.Sells > Units.Zero && wanted.Sells > RoomToSell(account, instrument))
            || (wanted.Buys > Units.Zero && wanted.Buys > RoomToBuy(account, instrument));
        return exceeds ? Reason.Limit : Reason.None;
    }

    /// <summary>Whether an account may have bids of a size; <see cref="Reason.Limit"/> when it may not.</summary>
    /// <param name="account">The account.</param>
    /// <param name="size">What the bid could trade on its larger side.</param>
    /// <param name="bids">How many bids would be live besides those that are.</param>
    public Reason CheckSize(int account, Units size, int bids)
    {
        var limits = LimitsOf(account);
        return size > limits.MaxOrder || (bids > 0 && BidsOf(account) + bids > limits.MaxOpenOrders) ? Reason.Limit : Reason.None;
    }

    /// <summary>Whether what an account has set aside leaves it to withdraw an amount below zero; <see cref="Reason.NoCash"/>.</summary>
    public Reason CheckWithdrawal(int account, Cash amount) =>
        amount < Cash.Zero && CashOf(account) > Cash.Zero && FreeCash(account) + amount < Cash.Zero ? Reason.NoCash : Reason.None;

    /// <summary>Whether what an account has set aside leaves it to withdraw an amount below zero; <see cref="Reason.NoUnits"/>.</summary>
    public Reason CheckWithdrawal(int account, int instrument, Units amount) =>
        amount < Units.Zero && UnitsOf(account, instrument) > Units.Zero && FreeUnits(account, instrument) + amount < Units.Zero
            ? Reason.NoUnits
            : Reason.None;

    /// <summary>Sets aside what live bids need.</summary>
    public void Add(int account, int instrument, in Reservation reserved, int bids)
    {
        var holder = FindOrAdd(account);
        ref var open = ref holder.OpenIn(instrument);
        holder.Cash += reserved.Cash;
        holder.Bids += bids;
        open.Sells += reserved.Sells;
        open.Buys += reserved.Buys;
        System.Diagnostics.Debug.Assert(
            holder.Cash >= Cash.Zero && holder.Bids >= 0 && open.Sells >= Units.Zero && open.Buys >= Units.Zero,
            "Nothing is released that was not set aside.");
    }

    /// <summary>Releases what live bids needed.</summary>
    public void Remove(int account, int instrument, in Reservation reserved, int bids) =>
        Add(account, instrument, Reservation.None - reserved, -bids);

    internal void WriteState(StateWriter writer)
    {
        for (var account = 0; account < _ledger.AccountCount; account++)
        {
            writer.Write(CashOf(account).Atoms);
            writer.Write(BidsOf(account));
            for (var instrument = 0; instrument < _ledger.Instruments.Count; instrument++)
            {
                writer.Write(UnitsOf(account, instrument).Parts);
                writer.Write(BuysOf(account, instrument).Parts);
            }
        }
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote, where nothing was set aside before.</summary>
    internal void ReadState(StateReader reader)
    {
        for (var account = 0; account < reader.AccountCount; account++)
        {
            var (cash, bids) = (new Cash(reader.ReadInt128()), reader.ReadCount());
            if (cash != default || bids != 0)
            {
                var holder = FindOrAdd(account);
                (holder.Cash, holder.Bids) = (cash, bids);
            }
            for (var instrument = 0; instrument < _ledger.Instruments.Count; instrument++)
            {
                var (sells, buys) = (new Units(reader.ReadInt128()), new Units(reader.ReadInt128()));
                if (sells != default || buys != default)
                {
                    ref var open = ref FindOrAdd(account).OpenIn(instrument);
                    (open.Sells, open.Buys) = (sells, buys);
                }
            }
        }
    }

    private OpenInstrument OpenOf(int account, int instrument) =>
        Find(account) is { } holder && instrument < holder.Open.Length ? holder.Open[instrument] : default;

    private Account? Find(int account) => account < _accounts.Length ? _accounts[account] : null;

    private Account FindOrAdd(int account)
    {
        if (account >= _accounts.Length)
        {
            Array.Resize(ref _accounts, Math.Max(account + 1, _accounts.Length * 2));
        }
        return _accounts[account] ??= new();
    }

    private struct OpenInstrument
    {
        public Units Sells;
        public Units Buys;
        public Units Short;
    }

    private sealed class Account
    {
        public AccountLimits Limits { get; set; } = AccountLimits.None;

        public Cash Cash { get; set; }

        public int Bids { get; set; }

        /// <summary>By instrument, as far as there was need.</summary>
        public OpenInstrument[] Open = [];

        public ref OpenInstrument OpenIn(int instrument)
        {
            if (instrument >= Open.Length)
            {
                Array.Resize(ref Open, Math.Max(instrument + 1, Open.Length * 2));
            }
            return ref Open[instrument];
        }
    }
}
