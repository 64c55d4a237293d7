using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary>
/// What the small system spares: all bids' conditions and market clearing as one system of N + 1 equations, solved by
/// elimination. It gives price and quantities; every residual curve would take another such solution.
/// </summary>
internal sealed class DenseAuction
{
    private readonly double[][] _equations;
    private readonly double[][] _work;

    public DenseAuction(CollectedBids bids)
    {
        var size = bids.Count + 1;
        var groups = new List<int[]>();
        foreach (ref readonly var bid in bids)
        {
            groups.Add(bid.Groups.ToArray());
        }
        _equations = [.. Enumerable.Range(0, size).Select(_ => new double[size + 1])];
        _work = [.. Enumerable.Range(0, size).Select(_ => new double[size + 1])];
        var row = 0;
        foreach (ref readonly var bid in bids)
        {
            Fill(_equations[row], row, bids.ConditionalOf(bid), groups);
            row++;
        }
        // All quantities add up to nothing.
        _equations[row].AsSpan(0, row).Fill(1);
    }

    /// <summary>Solves; the price.</summary>
    public double Solve()
    {
        for (var row = 0; row < _work.Length; row++)
        {
            _equations[row].CopyTo(_work[row], 0);
        }
        for (var column = 0; column < _work.Length; column++)
        {
            Eliminate(column);
        }
        return _work[^1][^1] / _work[^1][^2];
    }

    /// <summary>price − m·Σ_{j≠i} q_j − Σ c_g·Σ_{j≠i, j∈g} q_j = intercept.</summary>
    private static void Fill(double[] equation, int row, in ConditionalBid bid, List<int[]> groups)
    {
        for (var other = 0; other < groups.Count; other++)
        {
            var slope = Reals.From(bid.Slope);
            foreach (ref readonly var condition in bid.Conditions)
            {
                slope += Array.IndexOf(groups[other], condition.Target.Number) >= 0 ? Reals.From(condition.Slope) : 0;
            }
            equation[other] = other == row ? 0 : -slope;
        }
        equation[^2] = 1;
        equation[^1] = Reals.From(bid.Intercept);
    }

    private void Eliminate(int column)
    {
        var pivot = column;
        for (var row = column + 1; row < _work.Length; row++)
        {
            pivot = Math.Abs(_work[row][column]) > Math.Abs(_work[pivot][column]) ? row : pivot;
        }
        (_work[column], _work[pivot]) = (_work[pivot], _work[column]);
        var from = _work[column].AsSpan(column);
        for (var row = column + 1; row < _work.Length; row++)
        {
            var to = _work[row].AsSpan(column);
            var factor = to[0] / from[0];
            for (var k = 0; k < to.Length; k++)
            {
                to[k] -= factor * from[k];
            }
        }
    }
}
