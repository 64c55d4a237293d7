using System.Numerics;
using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Limits;

/// <summary>
/// What is set aside, computed anew from every bid that lives, lot by lot and in big integers, and what must hold of it: slow,
/// and knowing nothing of what happened before.
/// </summary>
internal sealed class ReservationModel(ExchangeKernel kernel)
{
    private readonly HashSet<(int Market, int Account, ulong Id)> _ids = [];

    /// <summary>An id that a bid has been brought with.</summary>
    public void Note(int market, int account, ulong id) => _ids.Add((market, account, id));

    /// <summary>What is wrong; null: nothing.</summary>
    public string? Fault()
    {
        var needs = new Dictionary<int, Need>();
        foreach (var (market, account, id) in _ids.Where(id => kernel.Markets[id.Market].Definition.HasLimits))
        {
            if (kernel.Markets[market] is ContinuousMarket book)
            {
                Add(book, account, id, NeedOf(needs, account));
            }
        }
        foreach (var market in kernel.Markets.OfType<SessionMarket>().Where(market => market.Definition.HasLimits))
        {
            foreach (ref readonly var bid in market.Bids)
            {
                Add(market, bid, NeedOf(needs, bid.Account));
            }
        }
        for (var account = 1; account < kernel.Ledger.AccountCount; account++)
        {
            if (Fault(account, NeedOf(needs, account)) is { } fault)
            {
                return $"{kernel.Catalog.Account(account).Id} {fault}";
            }
        }
        return null;
    }

    private string? Fault(int account, Need need)
    {
        var (reservations, ledger) = (kernel.Reservations, kernel.Ledger);
        var limits = kernel.Catalog.Account(account).Limits;
        var reserved = (BigInteger)reservations.CashOf(account).Atoms;
        if (reserved < need.Cash || reserved > need.Cash + need.Error || need.Bids != reservations.BidsOf(account))
        {
            return $"has set aside {reservations.CashOf(account)} for {reservations.BidsOf(account)} bids, not {need.Cash} atoms for {need.Bids}";
        }
        if (ledger.CashOf(account) + limits.Credit < reservations.CashOf(account))
        {
            return $"has {ledger.CashOf(account)}, a credit of {limits.Credit} and {reservations.CashOf(account)} set aside";
        }
        for (var instrument = 0; instrument < ledger.Instruments.Count; instrument++)
        {
            var (sells, buys) = (reservations.UnitsOf(account, instrument), reservations.BuysOf(account, instrument));
            if (need.Sells.GetValueOrDefault(instrument) != (BigInteger)sells.Parts
                || need.Buys.GetValueOrDefault(instrument) != (BigInteger)buys.Parts)
            {
                return $"could sell {sells} and buy {buys}, not {need.Sells.GetValueOrDefault(instrument)} and {need.Buys.GetValueOrDefault(instrument)} parts";
            }
            var name = ledger.Instruments[instrument];
            var units = ledger.UnitsOf(account, instrument);
            var shortUnits = limits.ShortUnits.Where(s => s.Instrument == name).Select(s => s.Units).FirstOrDefault();
            if (units + shortUnits < sells)
            {
                return $"has {units}, may be {shortUnits} short, and has {sells} set aside";
            }
            if (limits.MaxPosition is { } most && (units + buys > most || sells - units > most))
            {
                return $"has {units}, could buy {buys} and sell {sells}, and may hold {most}";
            }
        }
        return limits.MaxOpenOrders < need.Bids ? $"has {need.Bids} bids" : null;
    }

    private static Need NeedOf(Dictionary<int, Need> needs, int account)
    {
        if (!needs.TryGetValue(account, out var need))
        {
            needs[account] = need = new();
        }
        return need;
    }

    private static void Add(ContinuousMarket book, int account, ulong id, Need need)
    {
        if (book.Collected.TryGet(account, id, out var collected))
        {
            var isBuyer = collected.Side == Side.Buy;
            var end = isBuyer ? Price.MaxTicks : -Price.MaxTicks;
            Add(book, collected.Side, collected.Kind == BidKind.Market ? end : collected.Price.Ticks, collected.Open.Lots, need);
        }
        if (book.Rule.TryGet(account, id, out var live))
        {
            Add(book, live.Side, live.Limit.Ticks, live.Open.Lots, need);
        }
    }

    private static void Add(SessionMarket market, in CollectedBid bid, Need need)
    {
        var (cash, error, sells, buys) = SessionNeed.Of(market, bid);
        var (instrument, parts) = (market.Instrument, (BigInteger)market.Definition.Grid.PartsPerLot);
        need.Cash += cash;
        need.Error += error;
        need.Bids++;
        need.Sells[instrument] = need.Sells.GetValueOrDefault(instrument) + (parts * sells);
        need.Buys[instrument] = need.Buys.GetValueOrDefault(instrument) + (parts * buys);
    }

    private static void Add(ContinuousMarket book, Side side, long ticks, long lots, Need need)
    {
        var definition = book.Definition;
        if (definition.Collar is { } collar)
        {
            ticks = Math.Min(Math.Max(ticks, collar.Low.Ticks), collar.High.Ticks);
        }
        var price = new BigInteger(ticks) * (BigInteger)definition.Grid.AtomsPerTickLot;
        var fees = new[]
        {
            BigInteger.Zero, (BigInteger)definition.Charges.MakerFeePerLot.Atoms, (BigInteger)definition.Charges.TakerFeePerLot.Atoms,
        };
        var perLot = (side == Side.Buy ? price : -price) + fees.Max();
        need.Cash += BigInteger.Max(perLot, 0) * lots;
        need.Bids++;
        var open = side == Side.Buy ? need.Buys : need.Sells;
        open[book.Instrument] = open.GetValueOrDefault(book.Instrument) + ((BigInteger)definition.Grid.PartsPerLot * lots);
    }

    private sealed class Need
    {
        public BigInteger Cash { get; set; }

        /// <summary>How much more may be set aside, where reals are rounded.</summary>
        public BigInteger Error { get; set; }

        public int Bids { get; set; }

        public Dictionary<int, BigInteger> Sells { get; } = [];

        public Dictionary<int, BigInteger> Buys { get; } = [];
    }
}
