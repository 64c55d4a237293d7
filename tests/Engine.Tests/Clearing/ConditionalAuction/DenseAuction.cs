using MathNet.Numerics.LinearAlgebra;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>
/// The auction of affine bids by its definition, solved by another's linear algebra: N + 1 equations in the price and all
/// quantities, and once more for every agent the others' conditions when it is given nothing.
/// </summary>
internal sealed class DenseAuction : AffineTwin
{
    public DenseAuction(IReadOnlyList<SampleBid> bids)
        : base(bids)
    {
        var (matrix, right) = Equations(given: -1, lots: 0);
        LeastCondition = Condition(matrix);
        var solution = matrix.Solve(right);
        Price = solution[0];
        for (var agent = 0; agent < bids.Count; agent++)
        {
            (matrix, right) = Equations(agent, lots: 0);
            LeastCondition = Math.Min(LeastCondition, Condition(matrix));
            var priceOfNothing = matrix.Solve(right)[0];
            Quantities[agent] = solution[agent + 1];
            Areas[agent] = (Price + priceOfNothing) / 2 * Quantities[agent];
            (matrix, right) = Equations(agent, lots: 1);
            Slopes[agent] = matrix.Solve(right)[0] - priceOfNothing;
        }
    }

    /// <summary>The least reciprocal condition number of the systems solved.</summary>
    public double LeastCondition { get; }

    /// <summary>Rows: markets clear; then every bid's condition, but for an agent that is given so much.</summary>
    private (Matrix<double> Matrix, Vector<double> Right) Equations(int given, double lots)
    {
        var count = Bids.Count;
        var matrix = Matrix<double>.Build.Dense(count + 1, count + 1);
        var right = Vector<double>.Build.Dense(count + 1);
        for (var i = 0; i < count; i++)
        {
            matrix[0, i + 1] = 1;
            if (i == given)
            {
                (matrix[i + 1, i + 1], right[i + 1]) = (1, lots);
                continue;
            }
            (matrix[i + 1, 0], right[i + 1]) = (1, SampleAuction.Real(Bids[i].Intercept));
            for (var j = 0; j < count; j++)
            {
                matrix[i + 1, j + 1] = -Bids[i].SlopeOn(i, j, Bids[j]);
            }
        }
        return (matrix, right);
    }

    private static double Condition(Matrix<double> matrix)
    {
        var scaled = matrix.NormalizeRows(double.PositiveInfinity).NormalizeColumns(double.PositiveInfinity);
        return 1 / (scaled.L1Norm() * scaled.Inverse().L1Norm());
    }
}
