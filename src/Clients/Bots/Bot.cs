using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>What a bot is born with.</summary>
/// <param name="Market">The market it trades in.</param>
/// <param name="Prices">The prices it may name.</param>
/// <param name="UnitSize">The size of one unit.</param>
/// <param name="Seed">The seed of its chance.</param>
public sealed record BotSetup(Market Market, PriceRange Prices, decimal UnitSize, int Seed);

/// <summary>
/// A trading strategy: asked again and again which orders it wants, it answers; everything else (the connection, placing,
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

    /// <summary>What the bot may trade this period; null for strategies without induced values.</summary>
    protected PrivateUnits? Units { get; private set; }

    /// <summary>What the bot has bought less what it has sold, over all periods.</summary>
    protected decimal Position { get; private set; }

    /// <summary>Whether the bot has nothing left to trade this period.</summary>
    internal bool IsDone => Units?.IsDone ?? false;

    /// <summary>Which orders the bot wants now. They stay until they trade, the next decision, or the end of the period.</summary>
    protected abstract Quotes Decide();

    /// <summary>Called with the market's public updates before a decision, if the strategy watches the market.</summary>
    /// <param name="update">The update.</param>
    protected virtual void OnUpdate(MarketUpdate update)
    {
    }

    internal Quotes NextQuotes() => IsDone ? Quotes.None : Decide();

    internal void Observe(MarketUpdate update) => OnUpdate(update);

    internal void BeginPeriod(PrivateUnits? units) => Units = units;

    internal void Trade(Side side, decimal quantity)
    {
        Position += side == Side.Buy ? quantity : -quantity;
        Units?.Trade(quantity);
    }
}
