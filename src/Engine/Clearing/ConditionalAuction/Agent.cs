namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// An agent of the economy: the bid of one account, in ticks and lots. At the price p and the sums S of the groups it wants
/// φ(p − Σ c·S), where φ falls in pieces of straight lines between its vertices and beyond them.
/// </summary>
internal struct Agent
{
    /// <summary>Its place among the bids collected.</summary>
    public int Arrival;

    /// <summary>Whether φ was given by points; else it is a line between bounds.</summary>
    public bool IsSchedule;

    /// <summary>Of a conditional bid: the price of nothing, and what it falls by for a lot.</summary>
    public double Intercept;
    public double OwnSlope;

    /// <summary>The least and the greatest quantity, infinite without bound.</summary>
    public double LeastLots;
    public double MostLots;

    /// <summary>The vertices of φ, at least one; at most two at a price.</summary>
    public int FirstVertex;
    public int VertexCount;

    /// <summary>What the quantity falls by for a tick, below the first vertex and above the last.</summary>
    public double SlopeBelow;
    public double SlopeAbove;

    /// <summary>The conditions.</summary>
    public int FirstTerm;
    public int TermCount;

    /// <summary>The sums that its own quantity is in, besides that of all.</summary>
    public int FirstMembership;
    public int MembershipCount;
}

/// <summary>A point of φ.</summary>
internal readonly record struct Vertex(double Ticks, double Lots);

/// <summary>A condition: what the bid's price rises by for a lot of a sum.</summary>
/// <param name="Sum">The number of the sum, from 1; 0 is the price in the vector of unknowns.</param>
/// <param name="Slope">Ticks a lot.</param>
internal readonly record struct Term(int Sum, double Slope);

/// <summary>What an agent wants somewhere.</summary>
/// <param name="Lots">The quantity.</param>
/// <param name="Slope">What it falls by for a tick.</param>
/// <param name="Piece">The line it is on: 0 before the first vertex, k between vertex k − 1 and k.</param>
internal readonly record struct Demand(double Lots, double Slope, int Piece)
{
    /// <summary>Of the size of numbers: some hundred times what rounding can make of them.</summary>
    public const double Negligible = 1.0 / (1L << 45);
}
