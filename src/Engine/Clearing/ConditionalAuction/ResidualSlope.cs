namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// How price and sums move with what one agent is given, all others keeping to their bids: −A⁻¹u/(1 − vᵀA⁻¹u) by
/// Sherman and Morrison's formula, a rank-one change of the Jacobian A of all. Where the agent's own part is most of A,
/// or nearly everything of a singular rest, the rest is inverted by itself.
/// </summary>
internal sealed class ResidualSlope
{
    private const double LeastDenominator = 0.125;

    private readonly Economy _economy;
    private readonly ExcessDemand _excess;
    private readonly SmallSystem _rest = new();
    private Growing<double> _own;
    private Growing<double> _direction;

    public ResidualSlope(Economy economy, ExcessDemand excess) => (_economy, _excess) = (economy, excess);

    /// <summary>In proportion to the derivatives of the price and the sums.</summary>
    public ReadOnlySpan<double> Direction => _direction.Items;

    /// <summary>
    /// Finds the derivatives by the agent's quantity; false when those of the others alone are not unique.
    /// </summary>
    /// <param name="i">The agent.</param>
    /// <param name="slope">What its own quantity falls by for a tick, as it stands in the Jacobian.</param>
    /// <param name="scale">What <see cref="Direction"/> is to be multiplied by.</param>
    public bool TryFind(int i, double slope, out double scale)
    {
        ref readonly var agent = ref _economy[i];
        var jacobian = _excess.Jacobian;
        _direction.Fill(jacobian.Size);
        MultiplyByOwnSums(jacobian, agent);
        var denominator = ReadOwn(agent, slope);
        scale = -1 / denominator;
        if (Math.Abs(denominator) >= LeastDenominator
            && jacobian.IsReducedRegular(_economy.MembershipsOf(agent), _own.Items, Direction, denominator))
        {
            return true;
        }
        _rest.CopyFrom(jacobian);
        _excess.AddSlope(_rest, agent, -slope);
        if (!_rest.TryInvert())
        {
            return false;
        }
        MultiplyByOwnSums(_rest, agent);
        scale = -1;
        return true;
    }

    /// <summary>A⁻¹u: u has ones where the agent's quantity is in a sum.</summary>
    private void MultiplyByOwnSums(SmallSystem system, in Agent agent)
    {
        var inverse = system.Inverse;
        for (var row = 0; row < system.Size; row++)
        {
            var sum = inverse[row * system.Size];
            foreach (var column in _economy.MembershipsOf(agent))
            {
                sum += inverse[(row * system.Size) + column];
            }
            _direction[row] = sum;
        }
    }

    /// <summary>Reads v; gives 1 − vᵀA⁻¹u.</summary>
    private double ReadOwn(in Agent agent, double slope)
    {
        _own.Fill(_direction.Count);
        _own[0] = -slope;
        var denominator = 1 + (slope * _direction[0]);
        foreach (ref readonly var term in _economy.TermsOf(agent))
        {
            _own[term.Sum] = slope * term.Slope;
            denominator -= _own[term.Sum] * _direction[term.Sum];
        }
        return denominator;
    }
}
