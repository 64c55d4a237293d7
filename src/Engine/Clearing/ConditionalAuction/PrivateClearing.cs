namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// Clears bids that are conditional on nobody's quantity, straight or bent, with bounds or without: the price at which the
/// sum of all demands is zero, and for everyone the area under what the others leave it.
/// </summary>
/// <remarks>
/// <para>
/// With X(p) what the others leave the agent at p, the negative of the sum of their demands, the area under the residual
/// curve is ∫₀^q p(x)dx = q·p* − ∫ X(p)dp from the price of nothing to p*, for buyers and sellers alike. The sum of all
/// demands has been integrated outwards from p*, the agent's own is taken off, so that an agent costs a bisection.
/// </para>
/// <para>
/// Not unique is a price where nobody's quantity moves though all is cleared, and an allocation where two bids have a step
/// at the price and both are cut. A range of prices at which the others leave an agent the same is an upright piece of
/// its residual curve: it has no area, so that the payment is unique.
/// </para>
/// </remarks>
internal sealed class PrivateClearing
{
    private readonly Economy _economy;
    private readonly AggregateDemand _aggregate;
    private double _ticks;
    private int _steps;
    private Side _below;
    private Side _above;

    public PrivateClearing(Economy economy) => (_economy, _aggregate) = (economy, new(economy));

    /// <summary>The price found.</summary>
    public double Ticks => _ticks;

    /// <summary>Clears; false when the outcome is not unique.</summary>
    public bool TryClear(Solution solution)
    {
        if (_economy.Count < 2 || !TryFindPrice())
        {
            return false;
        }
        solution.Ticks = _ticks;
        _steps = CountSteps();
        _aggregate.Spread(_ticks, _below.Sum, _below.First, -1);
        _aggregate.Spread(_ticks, _above.Sum, _above.First, 1);
        for (var i = 0; i < _economy.Count; i++)
        {
            if (!TryPay(_economy[i], solution))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Finds a price at which the sum of demands is zero, or changes its sign; whether it is the only one.</summary>
    public bool TryFindPrice()
    {
        _aggregate.Build();
        var levels = _aggregate.Levels;
        var (low, high) = (0, levels.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var isPassed = _aggregate.At(levels[middle].Ticks, above: true).Lots > 0;
            (low, high) = isPassed ? (middle + 1, high) : (low, middle);
        }
        if (low < levels.Length)
        {
            var (ticks, below) = (levels[low].Ticks, _aggregate.At(levels[low].Ticks, above: false));
            if (below.Lots >= 0)
            {
                _ticks = ticks;
                _below = new(below, low - 1);
                _above = new(_aggregate.At(ticks, above: true), low + 1);
                return !IsUpright(_below) && !IsUpright(_above);
            }
        }
        return TrySolve(levels, low);
    }

    /// <summary>How many bids have a step at the price.</summary>
    private int CountSteps()
    {
        var steps = 0;
        for (var i = 0; i < _economy.Count; i++)
        {
            var most = _economy.DemandOf(_economy[i], _ticks, above: false).Lots;
            steps += most != _economy.DemandOf(_economy[i], _ticks).Lots ? 1 : 0;
        }
        return steps;
    }

    private static bool IsUpright(Side side) => side.Sum is { Lots: 0, Moving: 0 };

    /// <summary>On the line below a level.</summary>
    private bool TrySolve(ReadOnlySpan<Level> levels, int level)
    {
        var anchor = levels[Math.Max(level - 1, 0)].Ticks;
        var sum = _aggregate.At(anchor, above: level > 0);
        _ticks = anchor;
        if (sum.Moving == 0)
        {
            return false;
        }
        _ticks += sum.Lots / sum.Slope;
        if (level > 0 && level < levels.Length)
        {
            _ticks = Math.Min(_ticks, levels[level].Ticks);
        }
        var cleared = sum with { Lots = 0 };
        (_below, _above) = (new(cleared, level - 1), new(cleared, level));
        return true;
    }

    private bool TryPay(in Agent agent, Solution solution)
    {
        var (most, least) = (_economy.DemandOf(agent, _ticks, above: false), _economy.DemandOf(agent, _ticks));
        var lots = least.Lots;
        var isStep = most.Lots != least.Lots;
        if (isStep)
        {
            // At its step a bid gets what the others leave, if no other is cut.
            if (_steps > 1 && _below.Sum.Lots != 0 && _above.Sum.Lots != 0)
            {
                return false;
            }
            lots = _below.Sum.Lots == 0 ? most.Lots : least.Lots - _above.Sum.Lots;
        }
        var (direction, own) = lots > 0 ? (-1, most) : (1, least);
        var side = direction < 0 ? _below : _above;
        var offered = own.Lots - side.Sum.Lots;
        var othersMove = side.Sum.Moving - (own.Slope > 0 ? 1 : 0);
        var slope = _steps > (isStep ? 1 : 0) && direction * (lots - offered) < 0 ? 0
            : othersMove == 0 ? double.PositiveInfinity : 1 / (side.Sum.Slope - own.Slope);
        var area = lots == 0 ? 0 : (lots * _ticks) - OfferedArea(agent, side, direction);
        solution.Set(agent.Arrival, lots, slope, area);
        return true;
    }

    /// <summary>∫ X(p)dp from the price at which the others leave the agent nothing to p*.</summary>
    private double OfferedArea(in Agent agent, Side side, int direction)
    {
        var levels = _aggregate.Levels;
        var count = direction < 0 ? side.First + 1 : levels.Length - side.First;

        // The first level, going away from p*, beyond which the others leave nothing.
        var (near, far) = (0, count);
        while (near < far)
        {
            var middle = (near + far) >>> 1;
            ref readonly var level = ref levels[side.First + (direction * middle)];
            var isPassed = direction * Offered(agent, level.Ticks, level.Far, above: direction > 0) < 0;
            (near, far) = isPassed ? (middle + 1, far) : (near, middle);
        }
        var (start, startLots, startArea) = (_ticks, side.Sum.Lots, 0.0);
        var (slope, moving) = (side.Sum.Slope, side.Sum.Moving);
        if (near > 0)
        {
            ref readonly var level = ref levels[side.First + (direction * (near - 1))];
            (start, startLots, startArea) = (level.Ticks, level.Far, level.Area);
            (slope, moving) = (level.SlopeBeyond, level.MovingBeyond);
        }
        var own = _economy.DemandOf(agent, start, above: direction > 0);
        var (othersSlope, othersMove) = (slope - own.Slope, moving - (own.Slope > 0 ? 1 : 0));
        var offered = direction * (startLots - own.Lots);
        var distance = offered <= 0 ? 0 : othersMove > 0 ? offered / othersSlope : near < count ? double.PositiveInfinity : 0;
        var end = start + (direction * distance);
        if (near < count)
        {
            var last = levels[side.First + (direction * near)].Ticks;
            end = direction < 0 ? Math.Max(end, last) : Math.Min(end, last);
        }
        var sumArea = startArea + ((end - start) * (startLots - (slope * (end - start) / 2)));
        return sumArea - OwnArea(agent, end);
    }

    /// <summary>What the others leave the agent at a price at which all together want so much.</summary>
    private double Offered(in Agent agent, double ticks, double sum, bool above) =>
        _economy.DemandOf(agent, ticks, above).Lots - sum;

    /// <summary>The integral of the agent's own demand from p* to a price.</summary>
    private double OwnArea(in Agent agent, double end)
    {
        var (low, high) = end < _ticks ? (end, _ticks) : (_ticks, end);
        var (area, from) = (0.0, low);
        foreach (ref readonly var vertex in _economy.VerticesOf(agent))
        {
            if (vertex.Ticks > from && vertex.Ticks < high)
            {
                area += AreaOnLine(agent, from, vertex.Ticks);
                from = vertex.Ticks;
            }
        }
        area += AreaOnLine(agent, from, high);
        return end < _ticks ? -area : area;
    }

    private double AreaOnLine(in Agent agent, double low, double high) => (high - low)
        * (_economy.DemandOf(agent, low).Lots + _economy.DemandOf(agent, high, above: false).Lots) / 2;

    /// <summary>The sum of demands next to p* on one side, and the first level there.</summary>
    private readonly record struct Side(Aggregate Sum, int First);
}
