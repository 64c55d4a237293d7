using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>What the bots of one strategy made of their market.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Bots">How many there are.</param>
/// <param name="Efficiency">
/// The realised over the maximum surplus that falls to these bots, at the equilibrium price: mean over the completed periods,
/// of inventories each with the weight of what there was to gain; null where nothing is induced or before the first period is
/// completed.
/// </param>
public sealed record StrategyReport(string Strategy, int Bots, double? Efficiency);

/// <summary>What the bots of one market have done.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Orders">Orders brought and changed.</param>
/// <param name="Refusals">Instructions refused, other than for orders that had traded meanwhile.</param>
/// <param name="Trades">Trades whose taker (in crosses and clearings: whose buyer) was one of the bots.</param>
/// <param name="Volume">The sum of their quantities.</param>
/// <param name="Periods">Completed periods.</param>
/// <param name="Efficiency">
/// Realised over maximum surplus: mean over the completed periods, of inventories each with the weight of what there was to
/// gain; of a linked market that of the pair, which the same bots trade; null without a completed period.
/// </param>
/// <param name="Latency">From order to answer, of all bots.</param>
/// <param name="Strategies">The strategies, in the order of the teams.</param>
public sealed record MarketReport(
    string Market,
    long Orders,
    long Refusals,
    long Trades,
    decimal Volume,
    int Periods,
    double? Efficiency,
    LatencyHistogram Latency,
    IReadOnlyList<StrategyReport> Strategies);

/// <summary>What a fleet has done.</summary>
/// <param name="Elapsed">Since all bots were connected.</param>
/// <param name="Markets">The markets, in the order of the crowds, each followed by the one that is linked to it.</param>
public sealed record FleetReport(TimeSpan Elapsed, IReadOnlyList<MarketReport> Markets);
