namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// Clears bids that are bent or bounded where some are conditional on others' quantities: the lines that everyone is on by
/// an active set, then everybody's residual curve line by line, since others' bounds may switch between what it got and
/// nothing. Only bids for which <see cref="Dominance"/> holds.
/// </summary>
internal sealed class PiecewiseClearing
{
    private readonly Economy _economy;
    private readonly ExcessDemand _excess;
    private readonly Dominance _dominance;
    private readonly ActiveSet _activeSet;
    private readonly LinePath _path;

    public PiecewiseClearing(Economy economy, ExcessDemand excess, ResidualSlope residual)
    {
        (_economy, _excess) = (economy, excess);
        (_dominance, _path) = (new(economy), new(economy, excess, residual));
        _activeSet = new(economy, excess, _path);
    }

    /// <summary>Clears.</summary>
    public ClearingFailure Clear(Solution solution)
    {
        if (_economy.Count < 2 || !_dominance.Holds())
        {
            return ClearingFailure.NotUnique;
        }
        var failure = _activeSet.Solve();
        if (failure != ClearingFailure.None)
        {
            return failure;
        }
        _excess.Differentiate();
        if (!_excess.Jacobian.TryInvert())
        {
            return ClearingFailure.NotUnique;
        }
        solution.SetPrice(_economy, _excess.Spot.Ticks);
        _path.Begin(_activeSet.Unknowns, _activeSet.NegligibleLots, _activeSet.NegligibleTicks);
        for (var i = 0; i < _economy.Count && failure == ClearingFailure.None; i++)
        {
            failure = _path.FollowResidual(i, out var slope, out var area);
            solution.Set(_economy[i].Arrival, _excess.Demands[i].Lots, slope, area);
        }
        return failure;
    }
}
