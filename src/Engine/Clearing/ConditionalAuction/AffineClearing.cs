namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// Clears conditional bids without bounds in closed form: with h the slope of an agent's own quantity, q = (a − p + Σ c·S)/h,
/// so that price and sums solve a linear system of their number. The residual curve p + r·(x − q) of every agent comes from
/// a rank-one change of that system, its payment is p·q + (σ − r)·q²/2. O(N·G + G³) with agents in few of G groups,
/// O(N·G²) at most, and O(G³) more for each agent that has most of the market to itself.
/// </summary>
/// <remarks>
/// The outcome is unique where the system's reciprocal condition number exceeds 10⁻¹², and everybody's residual curve where
/// that of the system without it does. Rounding costs digits in proportion to the condition number: nine are left of one
/// of 10⁷.
/// </remarks>
internal sealed class AffineClearing
{
    // The first lands on the solution, the second takes off what rounding added.
    private const int Steps = 2;

    private readonly Economy _economy;
    private readonly ExcessDemand _excess;
    private readonly ResidualSlope _residual;
    private Growing<double> _unknowns;
    private Growing<double> _scratch;

    public AffineClearing(Economy economy, ExcessDemand excess, ResidualSlope residual) =>
        (_economy, _excess, _residual) = (economy, excess, residual);

    /// <summary>Solves; false when outcome or residual curves are not unique.</summary>
    public bool TryClear(Solution solution)
    {
        _unknowns.Fill(1 + _economy.SumCount);
        _scratch.Fill(1 + _economy.SumCount);
        _unknowns[0] = MeanIntercept();
        for (var step = 0; step < Steps; step++)
        {
            _excess.Evaluate(Spot.At(_unknowns[0]), _unknowns.Items);
            if (step == 0 && !TryInvert())
            {
                return false;
            }
            _excess.Jacobian.Solve(_excess.Values, _scratch.Writable);
            for (var k = 0; k < _unknowns.Count; k++)
            {
                _unknowns[k] -= _scratch[k];
            }
        }
        _excess.Evaluate(Spot.At(_unknowns[0]), _unknowns.Items);
        solution.SetPrice(_economy, _unknowns[0]);
        return TryPay(solution);
    }

    /// <summary>The derivatives are the same everywhere.</summary>
    private bool TryInvert()
    {
        _excess.Differentiate();
        return _excess.Jacobian.TryInvert();
    }

    private bool TryPay(Solution solution)
    {
        for (var i = 0; i < _economy.Count; i++)
        {
            var demand = _excess.Demands[i];
            if (!_residual.TryFind(i, demand.Slope, out var scale))
            {
                return false;
            }
            var slope = _residual.Direction[0] * scale;
            var area = demand.Lots * (_unknowns[0] - (slope * demand.Lots / 2));
            solution.Set(_economy[i].Arrival, demand.Lots, slope, area);
        }
        return true;
    }

    /// <summary>A price near the solution, so that the differences from it are of the bids' own size.</summary>
    private double MeanIntercept()
    {
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            sum += agent.Intercept / agent.OwnSlope;
            weights += 1 / agent.OwnSlope;
        }
        return weights > 0 ? sum / weights : 0;
    }
}
