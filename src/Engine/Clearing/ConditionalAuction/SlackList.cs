namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// How far every agent is from the ends of the line it is on at a solution, the nearest first: along a path only those can
/// change lines whose slack is within reach of it, few of many.
/// </summary>
internal sealed class SlackList
{
    private static readonly Comparison<Slack> NearestFirst = static (x, y) =>
        x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : x.Agent.CompareTo(y.Agent);

    private readonly Economy _economy;
    private readonly ExcessDemand _excess;
    private Growing<Slack> _slacks;
    private double _mostTerms;

    public SlackList(Economy economy, ExcessDemand excess) => (_economy, _excess) = (economy, excess);

    /// <summary>Agents with bounds or bends, the least slack first.</summary>
    public ReadOnlySpan<Slack> Slacks => _slacks.Items;

    /// <summary>Computes the slacks at a price and sums.</summary>
    public void Build(ReadOnlySpan<double> unknowns)
    {
        _slacks.Clear();
        _mostTerms = 0;
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            var vertices = _economy.VerticesOf(agent);
            var piece = _excess.Demands[i].Piece;
            var ticks = unknowns[0] - _economy.ShiftOf(agent, unknowns);
            var below = piece > 0 ? Math.Abs(ticks - vertices[piece - 1].Ticks) : double.PositiveInfinity;
            var above = piece < vertices.Length ? Math.Abs(vertices[piece].Ticks - ticks) : double.PositiveInfinity;
            if (vertices.Length > 0)
            {
                _slacks.Add(new(Math.Min(below, above), i));
            }
            var terms = 0.0;
            foreach (ref readonly var term in _economy.TermsOf(agent))
            {
                terms += Math.Abs(term.Slope);
            }
            _mostTerms = Math.Max(_mostTerms, terms);
        }
        _slacks.Writable.Sort(NearestFirst);
    }

    /// <summary>The most that a way to other unknowns can use up of anybody's slack.</summary>
    public double Reach(ReadOnlySpan<double> from, ReadOnlySpan<double> to)
    {
        var most = 0.0;
        for (var k = 1; k < from.Length; k++)
        {
            most = Math.Max(most, Math.Abs(to[k] - from[k]));
        }
        return Math.Abs(to[0] - from[0]) + (_mostTerms * most);
    }
}

/// <summary>How far an agent's price, less the sums' part, is from the ends of its line.</summary>
internal readonly record struct Slack(double Ticks, int Agent);
