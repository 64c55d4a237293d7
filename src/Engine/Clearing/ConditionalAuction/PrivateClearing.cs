namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// Clears bids that are conditional on nobody's quantity, straight or bent, with bounds or without: the price at which the
/// sum of all demands is zero, and for everyone the area under what the others leave it. O(K log K) in the number of
/// vertices.
/// </summary>
/// <remarks>
/// <para>
/// With X(p) what the others leave the agent at p, the negative of the sum of their demands, the area under the residual
/// curve is ∫₀^q p(x)dx = q·p* − ∫ X(p)dp from the price of nothing to p*, for buyers and sellers alike. The sum of all
/// demands has been integrated outwards from p*, the agent's own is taken off, so that an agent costs a search.
/// </para>
/// <para>
/// Not unique is a price next to which nobody's quantity moves though all is cleared, and an allocation where two bids have
/// a step at the price and both are cut. A range of prices at which the others leave an agent the same is an upright piece
/// of its residual curve: it has no area, so that the payment is unique.
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
        solution.SetPrice(_economy, _ticks);
        _aggregate.Spread(_ticks, _below.Sum, _below.First, -1);
        _aggregate.Spread(_ticks, _above.Sum, _above.First, 1);
        for (var i = 0; i < _economy.Count; i++)
        {
            Pay(_economy[i], solution);
        }
        return true;
    }

    /// <summary>Finds a price at which the sum of demands is zero, or changes its sign; whether the outcome is the only one.</summary>
    public bool TryFindPrice()
    {
        _aggregate.Build();
        var levels = _aggregate.Levels;
        var level = FindLevel(levels);
        if (level < levels.Length && _aggregate.At(levels[level].Ticks, above: false) is var below && below.Lots >= 0)
        {
            _ticks = levels[level].Ticks;
            _steps = _aggregate.CountSteps(levels[level]);
            (_below, _above) = (new(below, level - 1), new(_aggregate.At(_ticks, above: true), level + 1));
            var isCutTwice = _steps > 1 && below.Lots != 0 && _above.Sum.Lots != 0;
            return !isCutTwice && !below.IsUpright && !_above.Sum.IsUpright;
        }
        _steps = 0;
        return TrySolve(levels, level);
    }

    /// <summary>The first level above which there is no more demand than supply.</summary>
    private int FindLevel(ReadOnlySpan<Level> levels)
    {
        // Added up from the lowest price, which leaves rounding errors, the sums say where it is, or next to it.
        _aggregate.Spread(levels[0].Ticks, _aggregate.At(levels[0].Ticks, above: false), 0, 1);
        var level = 0;
        while (level < levels.Length && levels[level].Beyond.Lots > 0)
        {
            level++;
        }
        while (level < levels.Length && _aggregate.At(levels[level].Ticks, above: true).Lots > 0)
        {
            level++;
        }
        while (level > 0 && _aggregate.At(levels[level - 1].Ticks, above: true).Lots <= 0)
        {
            level--;
        }
        return level;
    }

    /// <summary>On the line below a level.</summary>
    private bool TrySolve(ReadOnlySpan<Level> levels, int level)
    {
        _ticks = levels[Math.Max(level - 1, 0)].Ticks;
        var sum = _aggregate.At(_ticks, above: level > 0);
        if (sum.Moving == 0)
        {
            return false;
        }

        // Once more for what rounding has left on a long way.
        _ticks += sum.Lots / sum.Slope.Value;
        _ticks += _aggregate.Add(_ticks, above: false, out _).Lots / sum.Slope.Value;
        _ticks = level > 0 ? Math.Max(_ticks, levels[level - 1].Ticks) : _ticks;
        _ticks = level < levels.Length ? Math.Min(_ticks, levels[level].Ticks) : _ticks;
        var cleared = sum with { Lots = 0 };
        (_below, _above) = (new(cleared, level - 1), new(cleared, level));
        return true;
    }

    private void Pay(in Agent agent, Solution solution)
    {
        var (most, least) = (_economy.DemandOf(agent, _ticks, above: false), _economy.DemandOf(agent, _ticks));

        // Where all steps at the price are taken, or none is, everyone is at an end of its own; else the only one gives way.
        var isStep = most.Lots != least.Lots;
        var lots = !isStep || _below.Sum.Lots == 0 ? most.Lots : least.Lots - _above.Sum.Lots;
        var (direction, side, own) = lots > 0 ? (-1, _below, most) : (1, _above, least);
        var isFlat = _steps > (isStep ? 1 : 0) && direction * (lots - own.Lots + side.Sum.Lots) < 0;
        var slope = isFlat ? 0
            : side.Sum.MovesWithout(own) ? 1 / side.Sum.SlopeWithout(own)
            : double.PositiveInfinity;
        var area = lots == 0 ? 0 : (lots * _ticks) - OfferedArea(agent, side, direction);
        solution.Set(agent.Arrival, lots, slope, area);
    }

    /// <summary>∫ X(p)dp from the price at which the others leave the agent nothing to p*.</summary>
    private double OfferedArea(in Agent agent, Side side, int direction)
    {
        var levels = _aggregate.Levels;
        var count = direction < 0 ? side.First + 1 : levels.Length - side.First;
        var near = CountLevelsToNothing(agent, side.First, direction, count);
        var (start, sum, area) = (_ticks, side.Sum, 0.0);
        if (near > 0)
        {
            ref readonly var level = ref levels[side.First + (direction * (near - 1))];
            (start, sum, area) = (level.Ticks, level.Beyond, level.Area);
        }
        var own = _economy.DemandOf(agent, start, above: direction > 0);
        var offered = direction * (sum.Lots - own.Lots);
        var end = start;
        if (offered > 0)
        {
            var last = near < count ? levels[side.First + (direction * near)].Ticks : direction * double.PositiveInfinity;
            end = sum.MovesWithout(own) ? start + (direction * offered / sum.SlopeWithout(own)) : near < count ? last : start;
            end = direction < 0 ? Math.Max(end, last) : Math.Min(end, last);
        }
        area += (end - start) * (sum.Lots - (sum.Slope.Value * (end - start) / 2));
        return area - OwnArea(agent, end);
    }

    /// <summary>How many levels, going away from p*, the others leave the agent something beyond.</summary>
    private int CountLevelsToNothing(in Agent agent, int first, int direction, int count)
    {
        // Most residual curves end near p*.
        var (passed, end) = (0, 1);
        while (end <= count && IsSomethingLeft(agent, first + (direction * (end - 1)), direction))
        {
            (passed, end) = (end, 2 * end);
        }
        end = Math.Min(end - 1, count);
        while (passed < end)
        {
            var middle = (passed + end) >>> 1;
            (passed, end) = IsSomethingLeft(agent, first + (direction * middle), direction) ? (middle + 1, end) : (passed, middle);
        }
        return passed;
    }

    /// <summary>Whether the others leave the agent something just farther away than a level.</summary>
    private bool IsSomethingLeft(in Agent agent, int at, int direction)
    {
        ref readonly var level = ref _aggregate.Levels[at];
        return direction * (_economy.DemandOf(agent, level.Ticks, above: direction > 0).Lots - level.Beyond.Lots) < 0;
    }

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
