namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The prices, with every price at which a schedule has a step opened to a width of one tick, through which the price stays
/// and the stepping quantities run: along this axis all demands are continuous. Only schedules have steps, and they are
/// conditional on nobody, so that a step is at one price whatever the others trade.
/// </summary>
internal sealed class PriceAxis
{
    private static readonly Comparison<Step> Ascending = static (x, y) =>
        x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : x.Agent.CompareTo(y.Agent);

    private readonly Economy _economy;
    private Growing<Step> _steps;
    private Growing<int> _firsts;

    public PriceAxis(Economy economy) => _economy = economy;

    /// <summary>Finds the steps.</summary>
    public void Build()
    {
        _steps.Clear();
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            for (var piece = 1; agent.IsSchedule && piece < agent.VertexCount; piece++)
            {
                if (_economy.IsStep(agent, piece))
                {
                    var vertices = _economy.VerticesOf(agent);
                    _steps.Add(new(vertices[piece].Ticks, i, piece, vertices[piece - 1].Lots, vertices[piece].Lots));
                }
            }
        }
        _steps.Writable.Sort(Ascending);
        _firsts.Clear();
        for (var at = 0; at < _steps.Count; at++)
        {
            if (at == 0 || _steps[at].Ticks != _steps[at - 1].Ticks)
            {
                _firsts.Add(at);
            }
        }
    }

    /// <summary>The price at a point of the axis, and how far into which step it is.</summary>
    public Spot Locate(double point)
    {
        var (passed, end) = (0, _firsts.Count);
        while (passed < end)
        {
            var middle = (passed + end) >>> 1;
            (passed, end) = PriceOf(middle) + middle <= point ? (middle + 1, end) : (passed, middle);
        }
        var last = passed - 1;
        var fraction = last < 0 ? 1 : point - (PriceOf(last) + last);
        return fraction < 1 ? new(PriceOf(last), last, fraction) : new(point - passed, -1, 0);
    }

    /// <summary>The point of the axis at a price; where there is a step, its middle.</summary>
    public double PointOf(double ticks)
    {
        var below = CountBelow(ticks);
        return ticks + below + (IsOpened(below, ticks) ? 0.5 : 0);
    }

    /// <summary>The point of the axis so far into one of its places.</summary>
    public double PointOf(int place, double fraction) => PriceOf(place) + place + fraction;

    /// <summary>The number of the place at which the axis is opened at a price, −1 when none is.</summary>
    public int StepAt(double ticks) => CountBelow(ticks) is var below && IsOpened(below, ticks) ? below : -1;

    /// <summary>The agents that step at a place of the axis.</summary>
    public ReadOnlySpan<Step> StepsAt(int place)
    {
        var end = place + 1 < _firsts.Count ? _firsts[place + 1] : _steps.Count;
        return _steps.Items[_firsts[place]..end];
    }

    private bool IsOpened(int place, double ticks) => place < _firsts.Count && PriceOf(place) == ticks;

    private int CountBelow(double ticks)
    {
        var (below, end) = (0, _firsts.Count);
        while (below < end)
        {
            var middle = (below + end) >>> 1;
            (below, end) = PriceOf(middle) < ticks ? (middle + 1, end) : (below, middle);
        }
        return below;
    }

    private double PriceOf(int place) => _steps[_firsts[place]].Ticks;
}

/// <summary>An agent's quantity changes at one price.</summary>
/// <param name="Ticks">The price.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Piece">Which of its lines is the upright one.</param>
/// <param name="MostLots">What it wants just below the price.</param>
/// <param name="LeastLots">What it wants just above.</param>
internal readonly record struct Step(double Ticks, int Agent, int Piece, double MostLots, double LeastLots)
{
    public double Lots => MostLots - LeastLots;
}

/// <summary>A point of the axis.</summary>
/// <param name="Ticks">The price.</param>
/// <param name="Step">The place at which the axis is opened, −1 outside all.</param>
/// <param name="Fraction">How far into it.</param>
internal readonly record struct Spot(double Ticks, int Step, double Fraction);
