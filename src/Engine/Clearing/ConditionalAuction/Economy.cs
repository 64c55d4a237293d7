using System.Diagnostics;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The bids of a clearing as agents, in the order of arrival, in ticks and lots, and the sums that their conditions are on:
/// only those that somebody who bids is in.
/// </summary>
internal sealed class Economy
{
    private readonly Grid _grid;
    private readonly Sums _sums = new();
    private readonly double _ticksPerSlope;
    private readonly double _tickScaled;
    private Growing<Agent> _agents;
    private Growing<Vertex> _vertices;
    private Growing<Term> _terms;
    private Growing<int> _memberships;
    private Int128 _baseScaled;

    public Economy(Grid grid)
    {
        _grid = grid;
        _ticksPerSlope = Reals.From(grid.LotSize) / Reals.From(grid.TickSize);
        _tickScaled = (double)grid.TickSize.Scaled;
    }

    /// <summary>
    /// The tick that all prices here are counted from: that of the flattest bid, whose quantity takes the most digits of the
    /// price, so that it keeps its own.
    /// </summary>
    public double BaseTicks { get; private set; }

    /// <summary>The number of agents.</summary>
    public int Count => _agents.Count;

    /// <summary>The number of sums that conditions are on.</summary>
    public int SumCount => _sums.Count;

    /// <summary>Whether every bid is a line without bounds, whatever it is conditional on.</summary>
    public bool IsAffine { get; private set; }

    /// <summary>Whether no bid depends on anybody's quantity.</summary>
    public bool IsPrivate => _terms.Count == 0;

    public ref readonly Agent this[int agent] => ref _agents[agent];

    public ReadOnlySpan<Vertex> VerticesOf(in Agent agent) => _vertices.Items.Slice(agent.FirstVertex, agent.VertexCount);

    public ReadOnlySpan<Term> TermsOf(in Agent agent) => _terms.Items.Slice(agent.FirstTerm, agent.TermCount);

    public ReadOnlySpan<int> MembershipsOf(in Agent agent) =>
        _memberships.Items.Slice(agent.FirstMembership, agent.MembershipCount);

    /// <summary>What the sums take off an agent's price: Σ c·S.</summary>
    public double ShiftOf(in Agent agent, ReadOnlySpan<double> unknowns)
    {
        var shift = 0.0;
        foreach (ref readonly var term in TermsOf(agent))
        {
            shift += term.Slope * unknowns[term.Sum];
        }
        return shift;
    }

    /// <summary>
    /// What an agent wants at a price from which the sums' part is taken: at a vertex on the line above it, or below it, as
    /// the limit from there.
    /// </summary>
    public Demand DemandOf(in Agent agent, double ticks, bool above = true)
    {
        var vertices = VerticesOf(agent);
        var (piece, end) = (0, vertices.Length);
        while (piece < end)
        {
            var middle = (piece + end) >>> 1;
            var isPassed = vertices[middle].Ticks < ticks || (above && vertices[middle].Ticks == ticks);
            (piece, end) = isPassed ? (middle + 1, end) : (piece, middle);
        }
        return new(LotsOn(agent, vertices, piece, ticks), SlopeOf(agent, piece), piece);
    }

    /// <summary>The quantity on one of an agent's lines, exact at its vertices.</summary>
    private double LotsOn(in Agent agent, ReadOnlySpan<Vertex> vertices, int piece, double ticks)
    {
        if (piece > 0 && (piece == vertices.Length ? agent.SlopeAbove == 0 : vertices[piece - 1].Ticks == ticks))
        {
            return vertices[piece - 1].Lots;
        }
        if (piece < vertices.Length && (piece == 0 ? agent.SlopeBelow == 0 : vertices[piece].Ticks == ticks))
        {
            return vertices[piece].Lots;
        }
        if (agent.IsSchedule)
        {
            var from = vertices[piece - 1];
            return from.Lots - (SlopeOf(agent, piece) * (ticks - from.Ticks));
        }
        var lots = (agent.Intercept - ticks) / agent.OwnSlope;
        return Math.Min(Math.Max(lots, agent.LeastLots), agent.MostLots);
    }

    /// <summary>What the quantity falls by for a tick on one of an agent's lines; infinite on a step.</summary>
    public double SlopeOf(in Agent agent, int piece)
    {
        if (piece == 0 || piece == agent.VertexCount)
        {
            return piece == 0 ? agent.SlopeBelow : agent.SlopeAbove;
        }
        if (!agent.IsSchedule)
        {
            return 1 / agent.OwnSlope;
        }
        var vertices = VerticesOf(agent);
        var (from, to) = (vertices[piece - 1], vertices[piece]);
        return (from.Lots - to.Lots) / (to.Ticks - from.Ticks);
    }

    /// <summary>The size of the numbers that a quantity is computed from, in lots, at a price or at the parts of one.</summary>
    public static double SizeOf(in Agent agent, in Demand demand, double ticks) => agent.IsSchedule
        ? Math.Max(agent.MostLots, -agent.LeastLots)
        : Math.Abs(demand.Lots) + (demand.Slope * (Math.Abs(agent.Intercept) + Math.Abs(ticks)));

    /// <summary>Whether one of an agent's lines is upright: its quantity changes at one price.</summary>
    public bool IsStep(in Agent agent, int piece)
    {
        var vertices = VerticesOf(agent);
        return piece > 0 && piece < vertices.Length && vertices[piece - 1].Ticks == vertices[piece].Ticks;
    }

    /// <summary>Reads the bids: conditional bids and quantity schedules.</summary>
    public void Read(CollectedBids bids)
    {
        _agents.Clear();
        _vertices.Clear();
        _terms.Clear();
        _memberships.Clear();
        _sums.Clear();
        FindBase(bids);
        IsAffine = true;
        var arrival = -1;
        foreach (ref readonly var bid in bids)
        {
            var agent = new Agent { Arrival = ++arrival, FirstVertex = _vertices.Count };
            Read(bids, bid, ref agent);
            IsAffine &= double.IsInfinity(agent.LeastLots) && double.IsInfinity(agent.MostLots);
            _agents.Add(agent);
        }
        if (_sums.Count > 0)
        {
            ReadMemberships(bids);
            DropEmptySums();
        }
    }

    private void FindBase(CollectedBids bids)
    {
        (_baseScaled, var flattest) = (0, double.PositiveInfinity);
        foreach (ref readonly var bid in bids)
        {
            if (bid.Kind == BidKind.Conditional && bids.OwnSlopeOf(bid) is var slope && slope < flattest)
            {
                (flattest, _baseScaled) = (slope, bids.ConditionalOf(bid).Intercept.Scaled);
            }
            else if (bid.Kind == BidKind.Schedule && flattest > double.MaxValue)
            {
                (flattest, _baseScaled) = (double.MaxValue, bids.PointsOf(bid)[0].Price.Ticks * _grid.TickSize.Scaled);
            }
        }
        _baseScaled -= _baseScaled % _grid.TickSize.Scaled;
        BaseTicks = (double)(_baseScaled / _grid.TickSize.Scaled);
    }

    private void ReadMemberships(CollectedBids bids)
    {
        var i = 0;
        foreach (ref readonly var bid in bids)
        {
            ref var agent = ref _agents[i++];
            agent.FirstMembership = _memberships.Count;
            _sums.AddMemberships(bid, ref _memberships);
            agent.MembershipCount = _memberships.Count - agent.FirstMembership;
        }
    }

    private void DropEmptySums()
    {
        if (!_sums.DropEmpty())
        {
            return;
        }
        foreach (ref var sum in _memberships.Writable)
        {
            sum = _sums.Renumbered(sum);
        }
        var kept = 0;
        foreach (ref var agent in _agents.Writable)
        {
            var terms = TermsOf(agent);
            agent.FirstTerm = kept;
            foreach (ref readonly var term in terms)
            {
                if (_sums.Renumbered(term.Sum) is var sum && sum != 0)
                {
                    _terms[kept++] = term with { Sum = sum };
                }
            }
            agent.TermCount = kept - agent.FirstTerm;
        }
        _terms.Truncate(kept);
    }

    private void Read(CollectedBids bids, in CollectedBid bid, ref Agent agent)
    {
        if (bid.Kind == BidKind.Conditional)
        {
            ReadConditional(bids, bid, ref agent);
        }
        else
        {
            Debug.Assert(bid.Kind == BidKind.Schedule, "The market takes no other bids.");
            ReadSchedule(bids, bid, ref agent);
        }
        agent.VertexCount = _vertices.Count - agent.FirstVertex;
    }

    private void ReadConditional(CollectedBids bids, in CollectedBid bid, ref Agent agent)
    {
        var conditional = bids.ConditionalOf(bid);
        agent.Intercept = TicksOf(conditional.Intercept);
        agent.OwnSlope = bids.OwnSlopeOf(bid) * _ticksPerSlope;
        agent.MostLots = conditional.MaxQuantity?.Lots ?? double.PositiveInfinity;
        agent.LeastLots = conditional.MinQuantity?.Lots ?? double.NegativeInfinity;
        if (conditional.MaxQuantity is { Lots: var most })
        {
            _vertices.Add(new(agent.Intercept - (agent.OwnSlope * most), most));
        }
        if (conditional.MinQuantity is { Lots: var least })
        {
            _vertices.Add(new(agent.Intercept - (agent.OwnSlope * least), least));
        }
        agent.SlopeBelow = conditional.MaxQuantity is null ? 1 / agent.OwnSlope : 0;
        agent.SlopeAbove = conditional.MinQuantity is null ? 1 / agent.OwnSlope : 0;
        agent.FirstTerm = _terms.Count;
        foreach (ref readonly var condition in conditional.Conditions)
        {
            if (_sums.Name(condition, bid.Account) is var sum && sum != 0)
            {
                AddTerm(agent, new(sum, condition.RealSlope * _ticksPerSlope));
            }
        }
        agent.TermCount = _terms.Count - agent.FirstTerm;
    }

    /// <summary>Adds a term, or to the one on the same sum.</summary>
    private void AddTerm(in Agent agent, Term term)
    {
        ref var end = ref _sums.EndOfLastTerm(term.Sum);
        if (end > agent.FirstTerm)
        {
            _terms[end - 1] = new(term.Sum, _terms[end - 1].Slope + term.Slope);
            return;
        }
        _terms.Add(term);
        end = _terms.Count;
    }

    /// <summary>
    /// A schedule's points, less what it got at earlier clearings: max(q − bought, 0) + min(q + sold, 0), which bends
    /// where q is what was bought, and where it is what was sold.
    /// </summary>
    private void ReadSchedule(CollectedBids bids, in CollectedBid bid, ref Agent agent)
    {
        agent.IsSchedule = true;
        var points = bids.PointsOf(bid);
        for (var i = 0; i < points.Length; i++)
        {
            var to = new Vertex(points[i].Price.Ticks - BaseTicks, points[i].Quantity.Lots);
            if (i > 0 && (bid.BoughtLots | bid.SoldLots) != 0)
            {
                var from = new Vertex(points[i - 1].Price.Ticks - BaseTicks, points[i - 1].Quantity.Lots);
                AddBend(agent, from, to, bid.BoughtLots);
                AddBend(agent, from, to, -bid.SoldLots);
            }
            AddVertex(agent, new(to.Ticks, Math.Max(to.Lots - bid.BoughtLots, 0) + Math.Min(to.Lots + bid.SoldLots, 0)));
        }
        agent.MostLots = _vertices[agent.FirstVertex].Lots;
        agent.LeastLots = _vertices[_vertices.Count - 1].Lots;
    }

    /// <summary>Where the line between two points crosses a quantity, nothing is wanted.</summary>
    private void AddBend(in Agent agent, Vertex from, Vertex to, double lots)
    {
        if (from.Ticks < to.Ticks && from.Lots > lots && lots > to.Lots)
        {
            var share = (from.Lots - lots) / (from.Lots - to.Lots);
            AddVertex(agent, new(from.Ticks + (share * (to.Ticks - from.Ticks)), 0));
        }
    }

    /// <summary>Adds a vertex; of several at a price the first and the last stay.</summary>
    private void AddVertex(in Agent agent, Vertex vertex)
    {
        var count = _vertices.Count - agent.FirstVertex;
        if (count > 0 && _vertices[_vertices.Count - 1] == vertex)
        {
            return;
        }
        if (count > 1 && _vertices[_vertices.Count - 2].Ticks == vertex.Ticks)
        {
            _vertices[_vertices.Count - 1] = vertex;
            return;
        }
        _vertices.Add(vertex);
    }

    /// <summary>Counted from the base; the nearest double, exact on the grid.</summary>
    private double TicksOf(FixedDecimal price)
    {
        var (ticks, rest) = Int128.DivRem(price.Scaled - _baseScaled, _grid.TickSize.Scaled);
        return (double)ticks + ((double)rest / _tickScaled);
    }
}
