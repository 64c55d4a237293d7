using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>What the bots of one market are induced to trade for, period by period. One caller at a time.</summary>
internal sealed class Experiment
{
    private readonly Crowd _crowd;
    private readonly Market _market;
    private readonly Random _random;
    private readonly UniformEndowments? _endowments;
    private HoldingMarket? _inventories;

    /// <exception cref="ArgumentException">The strategies are induced to different things, or the market is not one for them.</exception>
    public Experiment(Crowd crowd, Market market, IEnumerable<Strategy> strategies, Random random)
    {
        (_crowd, _market, _random) = (crowd, market, random);
        Inducement[] induced = [.. strategies.Select(strategy => strategy.Induced).Where(one => one != Inducement.None).Distinct()];
        Induced = induced.Length <= 1
            ? induced.FirstOrDefault()
            : throw new ArgumentException($"The bots in market '{market.Id}' trade for different things.", nameof(strategies));
        _endowments = market.Endowments;
        if (Induced == Inducement.Endowment && _endowments is null)
        {
            throw new ArgumentException(
                $"Market '{market.Id}' has neither a direct exchange nor a transaction fee for uniform endowments.", nameof(market));
        }
    }

    public Inducement Induced { get; }

    /// <summary>Whether what is induced lasts for the run, so that only the run as a whole has an efficiency.</summary>
    public bool IsCumulative => Induced == Inducement.Inventory;

    /// <summary>The capacity of a bot's account; null: none.</summary>
    public decimal? Capacity => Induced == Inducement.Endowment ? _crowd.Capacity : null;

    // One, or the least that fits the grid and is not below one.
    public decimal UnitSize => decimal.Ceiling(1 / _market.LotSize) * _market.LotSize;

    /// <summary>How many units the account of a bot of this strategy has at the beginning.</summary>
    public decimal DrawUnits(Strategy strategy) => strategy.Induced == Inducement.Inventory
        ? _crowd.Inventories.Draw(_market.LotSize, _random)
        : BotAccounts.ManyUnits;

    /// <summary>The market of the next period.</summary>
    /// <param name="openingUnits">What the accounts of the induced bots had before their first trade.</param>
    public InducedMarket NextPeriod(IReadOnlyList<decimal> openingUnits) => Induced switch
    {
        Inducement.Endowment => HoldingMarket.Of(openingUnits.Select(_ => DrawEndowment()), _endowments!.PayoffMean),
        Inducement.Inventory => _inventories ??= HoldingMarket.Of(openingUnits.Select(Inventory), _crowd.Inventories.PayoffMean),
        _ => _crowd.Schedules.Draw(
            [.. openingUnits.Select((_, i) => i % 2 == 0 ? Side.Buy : Side.Sell)], UnitSize, _market.TickSize, _random),
    };

    private PrivateHolding DrawEndowment()
    {
        var drawn = Uniform.Draw(_endowments!.Lowest, _endowments.Highest, _market.LotSize, _random);
        return new(drawn, _crowd.Capacity, _endowments.PayoffMean, isForOneClearing: true);
    }

    private PrivateHolding Inventory(decimal units) => new(units, _crowd.Inventories.Capacity, _crowd.Inventories.PayoffMean);
}
