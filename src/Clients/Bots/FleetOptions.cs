using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>Bots of one strategy.</summary>
/// <param name="Strategy">The strategy's name, see <see cref="Bots.Strategy.All"/>.</param>
/// <param name="Count">How many, above zero.</param>
public sealed record Team(string Strategy, int Count);

/// <summary>The bots that trade in one market.</summary>
/// <param name="Market">
/// The market's id; it exists. Of size-discovery sessions, workups and matching sessions that take their price from another
/// market, the bots trade there, too.
/// </param>
/// <param name="Teams">
/// Bots with private units are buyers and sellers in turn. All teams are induced to trade for the same thing, or for nothing.
/// </param>
public sealed record Crowd(string Market, IReadOnlyList<Team> Teams)
{
    /// <summary>How long a period lasts, from when every bot has its first bids in; of inventories it lasts until the payoff.</summary>
    public TimeSpan PeriodLength { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a bot thinks between two decisions, on average; the times are exponential.</summary>
    public TimeSpan ThinkTime { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>
    /// The most decisions a bot takes in a period, above zero; with a long period the number of decisions does not depend on
    /// the machine. Null: as many as there is time for.
    /// </summary>
    public int? TurnsPerPeriod { get; init; }

    /// <summary>Private values and costs; the prices that all bots of the market name.</summary>
    public InducedSchedules Schedules { get; init; } = new();

    /// <summary>What inventories pay and cost, as far as the market does not suppose anything.</summary>
    public InducedInventories Inventories { get; init; } = new();

    /// <summary>Signals of values.</summary>
    public InducedSignals Signals { get; init; } = new();

    /// <summary>κ, the capacity of bots with endowments: holding z costs them z²/(2κ). Above zero.</summary>
    public decimal Capacity { get; init; } = 0.5m;
}

/// <summary>What a <see cref="BotFleet"/> runs.</summary>
/// <param name="Url">The exchange.</param>
/// <param name="OperatorToken">An operator's token: it makes the bots' accounts and tokens.</param>
/// <param name="Crowds">The bots by market; a market stands here once.</param>
public sealed record FleetOptions(Uri Url, string OperatorToken, IReadOnlyList<Crowd> Crowds)
{
    /// <summary>Of an https address: whom the bots trust, and who they are; null: as the system has it.</summary>
    public ClientTls? Tls { get; init; }

    /// <summary>The seed of all values, costs and decisions.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How often progress is reported.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromMilliseconds(250);
}
