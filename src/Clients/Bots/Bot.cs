using Exchange.Sdk;
using Exchange.Sdk.Economies;

namespace Exchange.Bots;

/// <summary>What a bot is born with.</summary>
/// <param name="Market">The market it trades in.</param>
/// <param name="Prices">The prices it may name.</param>
/// <param name="UnitSize">The size of one unit.</param>
/// <param name="Seed">The seed of its chance.</param>
public sealed record BotSetup(Market Market, PriceRange Prices, decimal UnitSize, int Seed)
{
    /// <summary>How many bots with the same inducement there are in the market, itself included.</summary>
    public int Traders { get; init; } = 1;

    /// <summary>What inventories pay and cost.</summary>
    public InducedInventories Inventories { get; init; } = new();

    /// <summary>
    /// Of size-discovery sessions, workups and matching sessions, the market that their price comes from: the bot trades there,
    /// too. Null: there is none.
    /// </summary>
    public Market? Linked { get; init; }
}

/// <summary>
/// A trading strategy: asked again and again which bids it wants, it answers; everything else (the connection, placing,
/// replacing and cancelling, periods, accounting) is done for it. A strategy is one subclass with a constructor that takes a
/// <see cref="BotSetup"/>, and a <see cref="StrategyAttribute"/>. All calls to one bot come one after the other.
/// </summary>
public abstract class Bot
{
    /// <summary>A bot.</summary>
    /// <param name="setup">What it is born with.</param>
    protected Bot(BotSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        Setup = setup;
        Random = new(setup.Seed);
    }

    /// <summary>What the bot was born with.</summary>
    protected BotSetup Setup { get; }

    /// <summary>The bot's own source of chance: the same seed makes the same draws.</summary>
    protected Random Random { get; }

    /// <summary>What the bot may trade this period; null unless the strategy is given <see cref="Inducement.Units"/>.</summary>
    protected PrivateUnits? Units => Valuation as PrivateUnits;

    /// <summary>
    /// What the bot holds; null unless the strategy is given an <see cref="Inducement.Endowment"/> or its
    /// <see cref="Inducement.Inventory"/>.
    /// </summary>
    protected PrivateHolding? Holding => Valuation as PrivateHolding;

    /// <summary>
    /// What the bot knows of values; null unless the strategy is given a signal, of a <see cref="Inducement.FundamentalValue"/>
    /// say.
    /// </summary>
    protected PrivateSignal? Signal => Valuation as PrivateSignal;

    /// <summary>What the bot has bought less what it has sold, over all periods.</summary>
    protected decimal Position { get; private set; }

    /// <summary>The sealed bid that the bot has in its market, as far as it was told; null: none.</summary>
    protected Bid? Sealed { get; private set; }

    /// <summary>Whether the bot has nothing left to trade for this period.</summary>
    internal bool IsDone => Valuation?.IsDone ?? false;

    private Valuation? Valuation { get; set; }

    /// <summary>Which bids the bot wants now. They stay until they trade, the next decision, or the end of the period.</summary>
    protected abstract Quotes Decide();

    /// <summary>Called with the market's public updates before a decision, if the strategy watches the market.</summary>
    /// <param name="update">The update.</param>
    protected virtual void OnUpdate(MarketUpdate update)
    {
    }

    /// <summary>A demand that is a straight line over all prices, its ends rounded to lots.</summary>
    /// <param name="demand">What is wanted at a price, signed; it never rises with the price.</param>
    protected Schedule Line(Func<decimal, decimal> demand)
    {
        ArgumentNullException.ThrowIfNull(demand);
        return Line(Setup.Market, demand, perSecond: false);
    }

    /// <summary>The standing flow of demand that <see cref="Holding"/> makes a trader want.</summary>
    /// <param name="market">Where.</param>
    /// <param name="demand">What is wanted, a second.</param>
    protected Schedule Flow(Market market, FlowDemand demand)
    {
        ArgumentNullException.ThrowIfNull(market);
        var inventory = (double)Holding!.Quantity;
        return Line(market, price => (decimal)demand.At((double)price, inventory), perSecond: true);
    }

    /// <summary>Asks the bot what it wants.</summary>
    /// <param name="live">The sealed bid that is live in its market.</param>
    internal Quotes NextQuotes(Bid? live = null)
    {
        Sealed = live;
        return IsDone ? Quotes.None : Decide();
    }

    internal void Observe(MarketUpdate update) => OnUpdate(update);

    internal void BeginPeriod(Valuation? valuation) => Valuation = valuation;

    /// <summary>Takes a trade in, or with zero a clearing that gave nothing.</summary>
    internal void Trade(decimal quantity)
    {
        Position += quantity;
        Valuation?.Trade(quantity);
    }

    /// <summary>Takes in what came to the inventory, or went, without a trade.</summary>
    internal void Shock(decimal quantity) => Holding?.Shock(quantity);

    private Schedule Line(Market market, Func<decimal, decimal> demand, bool perSecond)
    {
        var prices = new PriceRange(Setup.Prices.Lowest, Setup.Prices.Highest, market.TickSize);
        return new([PointAt(prices.Lowest), PointAt(prices.Highest)], perSecond);

        SchedulePoint PointAt(decimal price) => new(price, decimal.Round(demand(price) / market.LotSize) * market.LotSize);
    }
}
