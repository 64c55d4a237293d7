using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The sum of all agents' demand as a function of the price, where nobody's depends on anybody's quantity: exact lines
/// between the prices of all their vertices, which are sorted once.
/// </summary>
/// <remarks>
/// A line on which nobody's quantity moves is told from a steep one by counting, not by a slope that rounding may have
/// left: there the quantities are whole lots, and their sum is exact.
/// </remarks>
internal sealed class AggregateDemand
{
    private static readonly Comparison<Corner> Ascending = static (x, y) =>
        x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks)
        : x.Agent != y.Agent ? x.Agent.CompareTo(y.Agent)
        : x.Vertex.CompareTo(y.Vertex);

    private readonly Economy _economy;
    private Growing<Corner> _corners;
    private Growing<Level> _levels;

    public AggregateDemand(Economy economy) => _economy = economy;

    /// <summary>The prices at which somebody has a vertex, lowest first.</summary>
    public ReadOnlySpan<Level> Levels => _levels.Items;

    /// <summary>Sorts the vertices.</summary>
    public void Build()
    {
        _corners.Clear();
        for (var i = 0; i < _economy.Count; i++)
        {
            var vertices = _economy.VerticesOf(_economy[i]);
            for (var k = 0; k < vertices.Length; k++)
            {
                _corners.Add(new(vertices[k].Ticks, i, k));
            }
        }
        _corners.Writable.Sort(Ascending);
        _levels.Clear();
        for (var at = 0; at < _corners.Count; at++)
        {
            if (at == 0 || _corners[at].Ticks != _corners[at - 1].Ticks)
            {
                _levels.Add(new() { Ticks = _corners[at].Ticks, FirstCorner = at });
            }
            _levels[_levels.Count - 1].CornerCount++;
        }
    }

    /// <summary>The sum at a price, as the limit from above or below; zero where it is but for rounding.</summary>
    public Aggregate At(double ticks, bool above)
    {
        var sum = Add(ticks, above, out var size);
        return Math.Abs(sum.Lots) <= Demand.Negligible * size ? sum with { Lots = 0 } : sum;
    }

    /// <summary>The sum at a price, every agent's quantity evaluated anew.</summary>
    /// <param name="ticks">The price.</param>
    /// <param name="above">Whether it is the limit from above, or from below.</param>
    /// <param name="size">The size of the numbers that were added.</param>
    public Aggregate Add(double ticks, bool above, out double size)
    {
        var (lots, slope, moving) = (new CompensatedSum(), new CompensatedSum(), 0);
        size = 0;
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            var demand = _economy.DemandOf(agent, ticks, above);
            lots.Add(demand.Lots);
            slope.Add(demand.Slope);
            moving += demand.Slope > 0 ? 1 : 0;
            size += Economy.SizeOf(agent, demand, ticks);
        }
        return new(lots.Value, moving == 0 ? default : slope, moving);
    }

    /// <summary>
    /// Computes the sum at all levels on one side of a price, outwards from there, so that what is near the price keeps all
    /// its digits: everything added on the way has one sign.
    /// </summary>
    /// <param name="ticks">The price.</param>
    /// <param name="sum">The sum there, as the limit from that side.</param>
    /// <param name="first">The first level on that side.</param>
    /// <param name="direction">1 above, −1 below.</param>
    public void Spread(double ticks, Aggregate sum, int first, int direction)
    {
        var area = 0.0;
        for (var at = first; at >= 0 && at < _levels.Count; at += direction)
        {
            ref var level = ref _levels[at];
            var distance = level.Ticks - ticks;
            var near = sum with { Lots = sum.Lots - (sum.Slope.Value * distance) };
            area += (sum.Lots + near.Lots) / 2 * distance;
            sum = near;
            foreach (ref readonly var corner in CornersAt(level))
            {
                Turn(corner, direction, ref sum);
            }
            (level.Area, level.Beyond, ticks) = (area, sum, level.Ticks);
        }
    }

    /// <summary>How many agents have a step at a level.</summary>
    public int CountSteps(in Level level)
    {
        var steps = 0;
        foreach (ref readonly var corner in CornersAt(level))
        {
            steps += _economy.IsStep(_economy[corner.Agent], corner.Vertex) ? 1 : 0;
        }
        return steps;
    }

    private ReadOnlySpan<Corner> CornersAt(in Level level) => _corners.Items.Slice(level.FirstCorner, level.CornerCount);

    /// <summary>Takes a vertex's agent from one of its lines to the next.</summary>
    private void Turn(in Corner corner, int direction, ref Aggregate sum)
    {
        ref readonly var agent = ref _economy[corner.Agent];
        var (left, entered) = direction > 0 ? (corner.Vertex, corner.Vertex + 1) : (corner.Vertex + 1, corner.Vertex);
        var (lots, slope, moving) = (sum.Lots, sum.Slope, sum.Moving);
        if (_economy.IsStep(agent, entered))
        {
            var vertices = _economy.VerticesOf(agent);
            lots -= direction * (vertices[entered - 1].Lots - vertices[entered].Lots);
        }
        else if (_economy.SlopeOf(agent, entered) is var found && found > 0)
        {
            slope.Add(found);
            moving++;
        }
        if (!_economy.IsStep(agent, left) && _economy.SlopeOf(agent, left) is var lost && lost > 0)
        {
            slope.Add(-lost);
            moving--;
        }
        sum = new(lots, moving == 0 ? default : slope, moving);
    }

    private readonly record struct Corner(double Ticks, int Agent, int Vertex);
}

/// <summary>A sum of demands next to a price.</summary>
/// <param name="Lots">The sum.</param>
/// <param name="Slope">What it falls by for a tick.</param>
/// <param name="Moving">How many agents' quantities move with the price.</param>
internal readonly record struct Aggregate(double Lots, CompensatedSum Slope, int Moving)
{
    /// <summary>Whether all is cleared, and nobody's quantity moves: so it is at other prices.</summary>
    public bool IsUpright => Lots == 0 && Moving == 0;

    /// <summary>What the sum without an agent falls by for a tick.</summary>
    public double SlopeWithout(in Demand own)
    {
        var slope = Slope;
        slope.Add(-own.Slope);
        return slope.Value;
    }

    /// <summary>Whether any other quantity than an agent's moves with the price.</summary>
    public bool MovesWithout(in Demand own) => Moving > (own.Slope > 0 ? 1 : 0);
}

/// <summary>A price at which somebody has a vertex, and the sum of demands as seen from the clearing price.</summary>
internal struct Level
{
    public double Ticks;
    public int FirstCorner;
    public int CornerCount;

    /// <summary>The integral of the sum from the clearing price to here.</summary>
    public double Area;

    /// <summary>The sum just farther away.</summary>
    public Aggregate Beyond;
}
