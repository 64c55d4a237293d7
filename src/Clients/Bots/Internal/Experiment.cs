using Exchange.Sdk;
using Exchange.Sdk.Economies;

namespace Exchange.Bots.Internal;

/// <summary>What the bots of one market are induced to trade for, period by period. One caller at a time.</summary>
internal sealed class Experiment
{
    private readonly Crowd _crowd;
    private readonly Market _market;
    private readonly Random _random;
    private readonly UniformEndowments? _endowments;
    private readonly SignalEconomy? _economy;

    /// <exception cref="ArgumentException">The strategies are induced to different things, or the market is not one for them.</exception>
    public Experiment(Crowd crowd, Market market, IEnumerable<(Strategy Strategy, int Count)> teams, Random random)
    {
        (_crowd, _market, _random) = (crowd, market, random);
        (Strategy Strategy, int Count)[] inducedTeams = [.. teams.Where(team => team.Strategy.Induced != Inducement.None)];
        Inducement[] induced = [.. inducedTeams.Select(team => team.Strategy.Induced).Distinct()];
        Induced = induced.Length <= 1
            ? induced.FirstOrDefault()
            : throw new ArgumentException($"The bots in market '{market.Id}' trade for different things.", nameof(teams));
        Traders = inducedTeams.Sum(team => team.Count);
        _endowments = market.Endowments;
        if (Induced == Inducement.Endowment && _endowments is null)
        {
            throw new ArgumentException(
                $"Market '{market.Id}' has neither a direct exchange nor a transaction fee for uniform endowments.", nameof(market));
        }
        _economy = EconomyOf(Induced, crowd, market, Traders);
        Inventories = market.SizeDiscovery is not { } sessions ? crowd.Inventories : crowd.Inventories with
        {
            PayoffMean = sessions.Value,
            PayoffRate = sessions.Rate,
            HoldingCost = sessions.Gamma,
        };
    }

    public Inducement Induced { get; }

    /// <summary>How many bots trade for it.</summary>
    public int Traders { get; }

    /// <summary>What inventories pay and cost: what the market supposes, where it supposes anything.</summary>
    public InducedInventories Inventories { get; }

    /// <summary>
    /// Whether traders hold inventories. These last, so that periods begin and end as they do: with much to gain, or little.
    /// </summary>
    public bool IsOfInventories => Induced == Inducement.Inventory;

    /// <summary>The capacity of a bot's account; null: none.</summary>
    public decimal? Capacity => Induced == Inducement.Endowment ? _crowd.Capacity : null;

    // One, or the least that fits the grid and is not below one.
    public decimal UnitSize => decimal.Ceiling(1 / _market.LotSize) * _market.LotSize;

    /// <summary>How many units the account of a bot of this strategy has at the beginning.</summary>
    public decimal DrawUnits(Strategy strategy) => strategy.Induced == Inducement.Inventory
        ? Inventories.Draw(_market.LotSize, _random)
        : BotAccounts.ManyUnits;

    /// <summary>The groups that the account of one of the induced bots is in.</summary>
    /// <param name="bot">Its number among them.</param>
    public IReadOnlyList<string> GroupsOf(int bot) => _economy?.GroupsOf(bot) ?? [];

    /// <summary>The market of the next period.</summary>
    /// <param name="units">What the accounts of the induced bots hold.</param>
    public InducedMarket NextPeriod(IReadOnlyList<decimal> units) => Induced switch
    {
        Inducement.Endowment => HoldingMarket.Of(units.Select(_ => DrawEndowment()), _endowments!.PayoffMean),
        _ when _economy is not null => SignalMarket.Of(_economy, _crowd.Signals.Draw(Traders, _market.TickSize, _random)),
        Inducement.Inventory => HoldingMarket.Of(
            units.Select(held => new PrivateHolding(held, Inventories.Capacity, Inventories.PayoffMean)), Inventories.PayoffMean),
        _ => _crowd.Schedules.Draw(
            [.. units.Select((_, i) => i % 2 == 0 ? Side.Buy : Side.Sell)], UnitSize, _market.TickSize, _random),
    };

    /// <summary>How long the next period lasts: of inventories, until the payoff.</summary>
    public TimeSpan NextPeriodLength() => IsOfInventories ? Inventories.DrawPayoffTime(_random) : _crowd.PeriodLength;

    private PrivateHolding DrawEndowment()
    {
        var drawn = Uniform.Draw(_endowments!.Lowest, _endowments.Highest, _market.LotSize, _random);
        return new(drawn, _crowd.Capacity, _endowments.PayoffMean, isForOneClearing: true);
    }

    private static SignalEconomy? EconomyOf(Inducement induced, Crowd crowd, Market market, int traders)
    {
        if (induced is not (Inducement.FundamentalValue or Inducement.GroupValue or Inducement.UnequalCapacities))
        {
            return null;
        }
        if (market.ConditionalAuction is not { } auction)
        {
            throw new ArgumentException($"Market '{market.Id}' is not a conditional auction.", nameof(market));
        }
        return auction.SigmaFor(traders) is not null
            ? InducedSignals.EconomyOf(induced, auction.Model ?? crowd.Signals.Model, traders)
            : throw new ArgumentException($"Market '{market.Id}' has no tax for {traders} traders.", nameof(market));
    }
}
