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

    /// <summary>
    /// The sum at a price, as the limit from above or below, every agent's evaluated anew; zero where it is but for rounding.
    /// </summary>
    public Aggregate At(double ticks, bool above)
    {
        var (lots, slope, moving, size) = (new CompensatedSum(), new CompensatedSum(), 0, 0.0);
        for (var i = 0; i < _economy.Count; i++)
        {
            var demand = _economy.DemandOf(_economy[i], ticks, above);
            lots.Add(demand.Lots);
            slope.Add(demand.Slope);
            moving += demand.Slope > 0 ? 1 : 0;
            size += demand.SizeAt(ticks);
        }
        var sum = lots.Value;
        return new(Math.Abs(sum) <= Demand.Negligible * size ? 0 : sum, moving == 0 ? 0 : slope.Value, moving);
    }

    /// <summary>
    /// Computes the sum at all levels on one side of a price, outwards from there, so that what is near the price keeps all
    /// its digits: everything added on the way has one sign.
    /// </summary>
    /// <param name="ticks">The price.</param>
    /// <param name="from">The sum there, as the limit from that side.</param>
    /// <param name="first">The first level on that side.</param>
    /// <param name="direction">1 above, −1 below.</param>
    public void Spread(double ticks, Aggregate from, int first, int direction)
    {
        var (lots, moving, area) = (from.Lots, from.Moving, 0.0);
        var slope = new CompensatedSum();
        slope.Add(from.Slope);
        for (var at = first; at >= 0 && at < _levels.Count; at += direction)
        {
            ref var level = ref _levels[at];
            var distance = level.Ticks - ticks;
            level.Near = lots - ((moving == 0 ? 0 : slope.Value) * distance);
            area += (lots + level.Near) / 2 * distance;
            (level.Area, level.Far) = (area, level.Near);
            foreach (ref readonly var corner in _corners.Items.Slice(level.FirstCorner, level.CornerCount))
            {
                Turn(corner, direction, ref level, ref slope, ref moving);
            }
            if (moving == 0)
            {
                slope = default;
            }
            (level.SlopeBeyond, level.MovingBeyond) = (slope.Value, moving);
            (lots, ticks) = (level.Far, level.Ticks);
        }
    }

    /// <summary>Takes a vertex's agent from one of its lines to the next.</summary>
    private void Turn(in Corner corner, int direction, ref Level level, ref CompensatedSum slope, ref int moving)
    {
        ref readonly var agent = ref _economy[corner.Agent];
        var (left, entered) = direction > 0 ? (corner.Vertex, corner.Vertex + 1) : (corner.Vertex + 1, corner.Vertex);
        var vertices = _economy.VerticesOf(agent);
        if (_economy.IsStep(agent, entered))
        {
            level.Far -= direction * (vertices[entered - 1].Lots - vertices[entered].Lots);
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
    }

    private readonly record struct Corner(double Ticks, int Agent, int Vertex);
}

/// <summary>A sum of demands at a price.</summary>
/// <param name="Lots">The sum.</param>
/// <param name="Slope">What it falls by for a tick.</param>
/// <param name="Moving">How many agents' quantities move with the price.</param>
internal readonly record struct Aggregate(double Lots, double Slope, int Moving);

/// <summary>A price at which somebody has a vertex, and the sum of demands around it as seen from the clearing price.</summary>
internal struct Level
{
    public double Ticks;
    public int FirstCorner;
    public int CornerCount;

    /// <summary>The sum on the side of the clearing price, and on the other side: they differ where somebody has a step.</summary>
    public double Near;
    public double Far;

    /// <summary>The integral of the sum from the clearing price to here.</summary>
    public double Area;

    /// <summary>What the sum falls by for a tick on the other side, and how many move there.</summary>
    public double SlopeBeyond;
    public int MovingBeyond;
}
