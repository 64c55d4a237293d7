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

    /// <summary>The point at a price; where there is a step, its middle.</summary>
    public Spot At(double ticks) => StepAt(ticks) is var place and >= 0 ? new(ticks, place, 0.5) : Spot.At(ticks);

    /// <summary>The point so far up the axis.</summary>
    public Spot Move(Spot start, double distance) => distance < 0 ? Down(start, -distance) : Up(start, distance);

    /// <summary>The number of the place at which the axis is opened at a price, −1 when none is.</summary>
    public int StepAt(double ticks) => CountUpTo(ticks) is var passed and > 0 && PriceOf(passed - 1) == ticks ? passed - 1 : -1;

    /// <summary>The agents that step at a place of the axis.</summary>
    public ReadOnlySpan<Step> StepsAt(int place)
    {
        var end = place + 1 < _firsts.Count ? _firsts[place + 1] : _steps.Count;
        return _steps.Items[_firsts[place]..end];
    }

    private Spot Up(Spot start, double distance)
    {
        var (ticks, next) = (start.Ticks, CountUpTo(start.Ticks));
        if (start.Step >= 0)
        {
            if (start.Fraction + distance < 1)
            {
                return start with { Fraction = start.Fraction + distance };
            }
            distance -= 1 - start.Fraction;
        }
        for (; next < _firsts.Count && PriceOf(next) - ticks <= distance; next++)
        {
            distance -= PriceOf(next) - ticks;
            ticks = PriceOf(next);
            if (distance < 1)
            {
                return new(ticks, next, distance);
            }
            distance--;
        }
        return Spot.At(ticks + distance);
    }

    private Spot Down(Spot start, double distance)
    {
        var (ticks, next) = (start.Ticks, CountUpTo(start.Ticks) - 1);
        if (start.Step >= 0)
        {
            if (distance <= start.Fraction)
            {
                return start with { Fraction = start.Fraction - distance };
            }
            (distance, next) = (distance - start.Fraction, next - 1);
        }
        for (; next >= 0 && ticks - PriceOf(next) < distance; next--)
        {
            distance -= ticks - PriceOf(next);
            ticks = PriceOf(next);
            if (distance <= 1)
            {
                return new(ticks, next, 1 - distance);
            }
            distance--;
        }
        return Spot.At(ticks - distance);
    }

    /// <summary>How many places are at or below a price.</summary>
    private int CountUpTo(double ticks)
    {
        var (passed, end) = (0, _firsts.Count);
        while (passed < end)
        {
            var middle = (passed + end) >>> 1;
            (passed, end) = PriceOf(middle) <= ticks ? (middle + 1, end) : (passed, middle);
        }
        return passed;
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

/// <summary>A point of the axis. At a step's price without the step is above it.</summary>
/// <param name="Ticks">The price.</param>
/// <param name="Step">The place at which the axis is opened, −1 outside all.</param>
/// <param name="Fraction">How far into it.</param>
internal readonly record struct Spot(double Ticks, int Step, double Fraction)
{
    /// <summary>A price at which there is no step, or above it.</summary>
    public static Spot At(double ticks) => new(ticks, -1, 0);
}
