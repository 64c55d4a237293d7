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
    private Growing<double> _left;
    private Growing<double> _right;

    public ResidualSlope(Economy economy, ExcessDemand excess) => (_economy, _excess) = (economy, excess);

    /// <summary>
    /// Finds the derivatives by the agent's quantity; false when those of the others alone are not unique.
    /// </summary>
    /// <param name="i">The agent.</param>
    /// <param name="slope">What its own quantity falls by for a tick, as it stands in the Jacobian.</param>
    /// <param name="direction">The derivatives of the price and the sums.</param>
    public bool TryFind(int i, double slope, Span<double> direction)
    {
        ref readonly var agent = ref _economy[i];
        var jacobian = _excess.Jacobian;
        _left.Fill(jacobian.Size);
        MultiplyByOwnSums(jacobian, agent, _left.Writable);
        var denominator = ReadOwn(jacobian, agent, slope);
        if (Math.Abs(denominator) >= LeastDenominator
            && jacobian.IsReducedRegular(_own.Items, _left.Items, _right.Items, denominator))
        {
            for (var k = 0; k < direction.Length; k++)
            {
                direction[k] = -_left[k] / denominator;
            }
            return true;
        }
        _rest.CopyFrom(jacobian);
        _excess.AddSlope(_rest, agent, -slope);
        if (!_rest.TryInvert())
        {
            return false;
        }
        MultiplyByOwnSums(_rest, agent, direction);
        foreach (ref var derivative in direction)
        {
            derivative = -derivative;
        }
        return true;
    }

    /// <summary>A⁻¹u: u has ones where the agent's quantity is in a sum.</summary>
    private void MultiplyByOwnSums(SmallSystem system, in Agent agent, Span<double> product)
    {
        var inverse = system.Inverse;
        for (var row = 0; row < system.Size; row++)
        {
            var sum = inverse[row * system.Size];
            foreach (var column in _economy.MembershipsOf(agent))
            {
                sum += inverse[(row * system.Size) + column];
            }
            product[row] = sum;
        }
    }

    /// <summary>v and vᵀA⁻¹; gives 1 − vᵀA⁻¹u.</summary>
    private double ReadOwn(SmallSystem jacobian, in Agent agent, double slope)
    {
        var size = jacobian.Size;
        _own.Fill(size);
        _own[0] = -slope;
        foreach (ref readonly var term in _economy.TermsOf(agent))
        {
            _own[term.Sum] = slope * term.Slope;
        }
        _right.Fill(size);
        var denominator = 1.0;
        for (var row = 0; row < size; row++)
        {
            var weight = _own[row];
            if (weight == 0)
            {
                continue;
            }
            denominator -= weight * _left[row];
            for (var column = 0; column < size; column++)
            {
                _right[column] += weight * jacobian.Inverse[(row * size) + column];
            }
        }
        return denominator;
    }
}
