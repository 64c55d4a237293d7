using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// One session market on a real exchange, and its traders, numbered from zero: bids go in as commands, and what a clearing
/// gave is read from the events. After every clearing the market is found to have created nothing and to have left the
/// operator what the traders paid.
/// </summary>
internal sealed class LiveMarket
{
    private readonly byte[] _record = new byte[Commands.MaxLength];
    private readonly Grid _grid;
    private CommandHeader _header = new() { Market = CommandHeader.NoMarket };

    /// <summary>Opens a market to traders with these capacities; zero: none.</summary>
    public LiveMarket(MarketDefinition definition, IEnumerable<double> capacities)
        : this(definition, capacities.Select(capacity => (DecimalOf(capacity), Array.Empty<string>())))
    {
    }

    /// <summary>Opens a market to traders in these groups.</summary>
    public LiveMarket(MarketDefinition definition, IEnumerable<string[]> groups)
        : this(definition, groups.Select(groups => (default(FixedDecimal), groups)))
    {
    }

    private LiveMarket(MarketDefinition definition, IEnumerable<(FixedDecimal Capacity, string[] Groups)> traders)
    {
        _grid = definition.Grid;
        Apply(Commands.DefineMarket(_record, _header, definition));
        _header.Market = 0;
        foreach (var (capacity, groups) in traders)
        {
            var account = new AccountDefinition($"T{TraderCount++}", Holdings.Nothing, groups, capacity);
            Apply(Commands.DefineAccount(_record, _header, account));
        }
    }

    public int TraderCount { get; }

    public ExchangeKernel Kernel { get; } = new();

    /// <summary>The events of the last command.</summary>
    public Event[] Events { get; private set; } = [];

    public Cash OperatorCash => Kernel.Ledger.CashOf(Ledger.Operator);

    /// <summary>A market that tells everything at once.</summary>
    public static MarketDefinition Definition(
        Grid grid, SessionRuleDefinition rule, Trigger? trigger = null, params Charge[] charges) => new(
            "market", "XYZ", grid, rule, trigger ?? Trigger.Operator, Disclosure.Lit, Charges.None with { OnClearing = charges });

    /// <summary>The commands that follow come at this time.</summary>
    public LiveMarket At(Timestamp time)
    {
        _header.Time = time;
        return this;
    }

    public Reason Submit(int trader, ulong id, in Order order, bool isStanding = false) =>
        Answer(Commands.SubmitOrder(_record, Of(trader), id, order, isStanding));

    public Reason Submit(
        int trader, ulong id, ReadOnlySpan<SchedulePoint> points, bool isPerSecond = false, bool isStanding = false) =>
        Answer(Commands.SubmitSchedule(_record, Of(trader), id, Schedule(points, isPerSecond), isStanding));

    public Reason Submit(int trader, ListedBid bid) => bid.Order is { } order
        ? Submit(trader, bid.Id, order, bid.IsStanding)
        : Submit(trader, bid.Id, bid.Points, bid.IsPerSecond, bid.IsStanding);

    public Reason Submit(int trader, ulong id, in ConditionalBid bid) =>
        Answer(Commands.SubmitConditional(_record, Of(trader), id, bid, isStanding: false));

    public Reason Report(int trader, ulong id, long lots) =>
        Answer(Commands.SubmitReport(_record, Of(trader), id, BidKind.Endowment, new(lots), isStanding: false));

    public Reason Replace(int trader, ulong id, in Replacement replacement) =>
        Answer(Commands.ReplaceOrder(_record, Of(trader), id, replacement));

    public Reason Replace(int trader, ulong id, ReadOnlySpan<SchedulePoint> points, bool isPerSecond) =>
        Answer(Commands.ReplaceSchedule(_record, Of(trader), id, Schedule(points, isPerSecond)));

    public Reason Cancel(int trader, ulong id) => Answer(Commands.CancelOrder(_record, Of(trader), id));

    /// <summary>Gives a trader lots from outside, or takes them.</summary>
    public void Shock(int trader, long lots) =>
        Apply(Commands.Transfer(_record, Of(trader), new(Cash.Zero, [("XYZ", _grid.UnitsOf(new(lots)))])));

    /// <summary>What a trader holds.</summary>
    public long LotsOf(int trader) => (long)(Kernel.Ledger.UnitsOf(AccountOf(trader), 0).Parts / _grid.PartsPerLot);

    /// <summary>Clears on the operator's word.</summary>
    public LiveClearing Clear() => Clear(() => Apply(Commands.Clear(_record, _header)));

    /// <summary>Lets the time come at which the market clears by itself.</summary>
    public LiveClearing ClearAt(Timestamp time) => Clear(() => Apply(Commands.Advance(_record, At(time)._header)));

    private LiveClearing Clear(Action bringAbout)
    {
        var operatorBefore = OperatorCash;
        bringAbout();
        var cleared = Assert.Single(Events, e => e.Kind == EventKind.Cleared);
        Allocation[] allocations =
        [
            .. from e in Events
               where e.Kind == EventKind.Allocated
               select new Allocation(e.Account - 1, e.Id, e.Allotted.Lots, new(e.Amount)),
        ];
        Assert.Equal(0, allocations.Sum(allocation => allocation.Lots));
        var operatorGot = allocations.Aggregate(Cash.Zero, (sum, allocation) => sum - allocation.Cash);
        Assert.Equal(operatorBefore + operatorGot, OperatorCash);
        Assert.All(Events.Where(e => e.Kind == EventKind.Settled), e => Assert.Equal(operatorGot, new Cash(e.Amount)));
        Assert.True(Kernel.IsConserved(), "cash or units came from nowhere or went there");
        return new(_grid, cleared, allocations) { OperatorCash = operatorGot };
    }

    /// <summary>Why the exchange refused the command; it says so last.</summary>
    private Reason Answer(int length)
    {
        Apply(length);
        return Events is [.., { Kind: EventKind.Rejected } rejected] ? rejected.Reason : Reason.None;
    }

    private void Apply(int length) => Events = Kernel.Apply(_record.AsSpan(0, length)).ToArray();

    private CommandHeader Of(int trader)
    {
        var header = _header;
        header.Account = AccountOf(trader);
        return header;
    }

    // The operator's account is the first.
    public static int AccountOf(int trader) => trader + 1;

    private static DemandSchedule Schedule(ReadOnlySpan<SchedulePoint> points, bool isPerSecond)
    {
        Assert.Equal(Reason.None, DemandSchedule.TryCreate(points, isPerSecond, out var schedule));
        return schedule;
    }
}

/// <summary>What a bid got: lots bought, and cash received, charges taken off.</summary>
internal readonly record struct Allocation(int Trader, ulong Id, long Lots, Cash Cash);

/// <summary>How a clearing ended.</summary>
internal sealed record LiveClearing(Grid Grid, Event Cleared, Allocation[] Allocations)
{
    /// <summary>What the operator received; where it is told, it was told this.</summary>
    public Cash OperatorCash { get; init; }

    public bool IsCleared => Cleared.Failure == ClearingFailure.None;

    public long Ticks => Cleared.Price.Ticks;

    /// <summary>What a bid's owner pays besides the price.</summary>
    public Cash ChargeOn(Allocation allocation) =>
        -allocation.Cash - Grid.Cost(Cleared.Price, new(allocation.Lots));
}
