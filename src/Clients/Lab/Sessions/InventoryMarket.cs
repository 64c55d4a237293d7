using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Sdk.Economies;

namespace Exchange.Lab.Sessions;

/// <summary>
/// One design on a kernel of its own, in virtual time: a double auction every so often, size-discovery sessions at Poisson
/// times, and traders whose inventories are shocked, who want what the equilibrium says and report the truth.
/// </summary>
internal sealed class InventoryMarket
{
    private const string Instrument = "XYZ";
    private const string AuctionMarket = "auction";
    private const string SessionMarket = "sessions";
    private const double UnitsPerPart = 1e-6;
    private const double Tick = 1e-5;

    // Far beyond any price that comes about; inventories then are half as far from zero.
    private const double PriceRange = 50;

    private readonly InventoryEconomy _economy;
    private readonly Design _design;
    private readonly double _interval;
    private readonly ExchangeKernel _kernel = new();
    private readonly byte[] _record = new byte[Commands.MaxLength];
    private readonly SchedulePoint[] _points = new SchedulePoint[2];
    private readonly int _auction;
    private readonly int _sessions;

    /// <summary>Creates the market with its traders.</summary>
    /// <param name="economy">The economy.</param>
    /// <param name="design">The design.</param>
    /// <param name="intervalNs">From one auction to the next; the first comes after one of them.</param>
    /// <param name="sessions">When sessions come.</param>
    /// <param name="inventories">What the traders start with, in millionths of a unit.</param>
    public InventoryMarket(
        InventoryEconomy economy, Design design, long intervalNs, PoissonTrigger sessions, IReadOnlyList<long> inventories)
    {
        (_economy, _design, _interval) = (economy, design, intervalNs * 1e-9);
        _auction = design.Demand is null ? -1 : Define(AuctionMarket, new CallAuctionDefinition(
            Rationing.ProRata, RationingScope.Marginal, default, null), new IntervalTrigger(intervalNs));
        _sessions = design.Source is null ? -1 : Define(SessionMarket, SessionRule(economy, design), sessions);
        for (var trader = 0; trader < inventories.Count; trader++)
        {
            var deposit = new Holdings(Cash.Zero, [(Instrument, new Units(inventories[trader]))]);
            Apply(Commands.DefineAccount(_record, new() { Market = CommandHeader.NoMarket }, new($"t{trader}", deposit, [], default)));
        }
    }

    /// <summary>A trader's inventory, in units.</summary>
    public double InventoryOf(int trader) => (double)PartsOf(trader) * UnitsPerPart;

    /// <summary>Σ(z − Z̄)².</summary>
    public double Dispersion()
    {
        var (sum, squares) = (0.0, 0.0);
        for (var trader = 0; trader < _economy.Traders; trader++)
        {
            var inventory = InventoryOf(trader);
            sum += inventory;
            squares += inventory * inventory;
        }
        return squares - (sum * sum / _economy.Traders);
    }

    /// <summary>When the sessions of a trigger come, up to a moment: those of every kernel with it.</summary>
    public static IEnumerable<long> SessionTimes(InventoryEconomy economy, PoissonTrigger sessions, long untilNs)
    {
        var market = new InventoryMarket(economy, Design.Alone, 1_000_000_000, sessions, []);
        while (market._kernel.NextDue.Nanoseconds <= untilNs)
        {
            yield return market._kernel.NextDue.Nanoseconds;
            market.Advance(market._kernel.NextDue.Nanoseconds);
        }
    }

    /// <summary>
    /// Lets time pass to a moment at which there may be an auction or a session, or both. What traders say, they say a
    /// nanosecond before, when they know their shocks.
    /// </summary>
    public void Pass(long momentNs, ReadOnlySpan<long> shocks)
    {
        var before = new Timestamp(momentNs - 1);
        Advance(before.Nanoseconds);
        var hasTimer = _kernel.NextDue.Nanoseconds == momentNs;
        for (var trader = 0; trader < shocks.Length; trader++)
        {
            var account = trader + 1;
            if (shocks[trader] != 0)
            {
                var shock = new Holdings(Cash.Zero, [(Instrument, new Units(shocks[trader]))]);
                Apply(Commands.Transfer(_record, Header(before, account, CommandHeader.NoMarket), shock));
            }
            if (hasTimer)
            {
                Speak(before, trader, account);
            }
        }
        Advance(momentNs);
    }

    private void Speak(Timestamp at, int trader, int account)
    {
        if (_auction >= 0)
        {
            // What is left of the bid for the last auction is gone; one for an auction that did not come is replaced.
            var header = Header(at, account, _auction);
            var market = (SessionMarket)_kernel.Markets[_auction];
            Require(DemandSchedule.TryCreate(WantedBy(trader), isPerSecond: false, out var schedule));
            Apply(market.Bids.TryGet(account, 1, out _)
                ? Commands.ReplaceSchedule(_record, header, 1, schedule)
                : Commands.SubmitSchedule(_record, header, 1, schedule, isStanding: false));
        }
        if (_sessions >= 0)
        {
            var header = Header(at, account, _sessions);
            var market = (SessionMarket)_kernel.Markets[_sessions];
            var inventory = new Quantity((long)PartsOf(trader));
            Apply(market.Bids.TryGet(account, 1, out _)
                ? Commands.ReplaceReport(_record, header, 1, BidKind.Inventory, inventory)
                : Commands.SubmitReport(_record, header, 1, BidKind.Inventory, inventory, isStanding: true));
        }
    }

    /// <summary>The flow demand over one interval, a straight line from one end of the prices to the other.</summary>
    private ReadOnlySpan<SchedulePoint> WantedBy(int trader)
    {
        var inventory = InventoryOf(trader);
        foreach (var (i, sign) in (ReadOnlySpan<(int, int)>)[(0, -1), (1, 1)])
        {
            var price = _economy.Value + (sign * PriceRange);
            var units = _interval * _design.Demand!.Value.At(price, inventory);
            _points[i] = new(new((long)Math.Round(price / Tick)), new((long)Math.Round(units / UnitsPerPart)));
        }
        return _points;
    }

    private Int128 PartsOf(int trader) => _kernel.Ledger.UnitsOf(trader + 1, 0).Parts;

    private int Define(string id, SessionRuleDefinition rule, Trigger trigger)
    {
        Require(Grid.TryCreate(Decimal(Tick), Decimal(UnitsPerPart), out var grid));
        var disclosure = new Disclosure(DepthDisclosure.None, 0, 0);
        var definition = new MarketDefinition(id, Instrument, grid!, rule, trigger, disclosure, Charges.None)
        {
            Reference = id == SessionMarket && _design.Demand is not null ? AuctionMarket : "",
        };
        Apply(Commands.DefineMarket(_record, new() { Market = CommandHeader.NoMarket }, definition));
        return _kernel.Markets.Count - 1;
    }

    private void Advance(long atNs) => Apply(Commands.Advance(_record, Header(new(atNs), 0, CommandHeader.NoMarket)));

    private void Apply(int length)
    {
        foreach (ref readonly var told in _kernel.Apply(_record.AsSpan(0, length)))
        {
            if (told.Kind == EventKind.Rejected)
            {
                throw new InvalidOperationException($"A trader was refused: {told.Reason}.");
            }
        }
    }

    private static SizeDiscoveryDefinition SessionRule(InventoryEconomy economy, Design design) =>
        new(Decimal(economy.Value), Decimal(economy.Gamma), Decimal(economy.Rate), design.Source!.Value)
        {
            IsAlone = design.Demand is null,
        };

    private static CommandHeader Header(Timestamp at, int account, int market) =>
        new() { Time = at, Account = account, Market = (ushort)market };

    private static void Require(Reason reason)
    {
        if (reason != Reason.None)
        {
            throw new InvalidOperationException($"The market cannot be: {reason}.");
        }
    }

    /// <summary>To fifteen places.</summary>
    private static FixedDecimal Decimal(double value) => new((Int128)Math.Round((decimal)value * 1_000_000_000_000_000m) * 1000);
}
