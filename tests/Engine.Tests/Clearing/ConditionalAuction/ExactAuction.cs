using System.Numerics;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>
/// The auction of a few affine bids without any rounding: N + 1 equations in the price and all quantities, in integers. A
/// last column for each agent says how the solution moves when its condition is given up: in the proportion in which the
/// price and its own quantity move there, the residual curve rises.
/// </summary>
internal sealed class ExactAuction : AffineTwin
{
    private static readonly BigInteger One = FixedDecimal.One;

    public ExactAuction(IReadOnlyList<SampleBid> bids)
        : base(bids)
    {
        var count = bids.Count;
        var rows = Equations(bids);
        var determinant = Eliminate(rows);
        Price = Divide(rows[0][count + 1], determinant);
        for (var i = 0; i < count; i++)
        {
            var (price, quantity) = (rows[0][count + 1], rows[i + 1][count + 1]);
            var (rise, run) = (rows[0][count + 2 + i], rows[i + 1][count + 2 + i]);
            Quantities[i] = Divide(quantity, determinant);
            Slopes[i] = Divide(rise, run);
            // q·(p − r·q/2)
            Areas[i] = Divide(quantity * ((2 * price * run) - (rise * quantity)), 2 * determinant * determinant * run);
        }
    }

    /// <summary>Rows: markets clear; then every bid's condition. Columns: price, quantities, right side, a unit for every bid.</summary>
    private static BigInteger[][] Equations(IReadOnlyList<SampleBid> bids)
    {
        var count = bids.Count;
        BigInteger[][] rows = [.. Enumerable.Range(0, count + 1).Select(_ => new BigInteger[(2 * count) + 2])];
        for (var i = 0; i < count; i++)
        {
            (rows[0][i + 1], rows[i + 1][0]) = (1, One);
            (rows[i + 1][count + 1], rows[i + 1][count + 2 + i]) = (Scaled(bids[i].Intercept), 1);
            for (var j = 0; j < count; j++)
            {
                rows[i + 1][j + 1] = i == j ? 0 : -bids[i].Conditions
                    .Where(condition => condition.IsAccount ? condition.Number == j : bids[j].Groups.Contains(condition.Number))
                    .Aggregate(Scaled(bids[i].Slope), (sum, condition) => sum + Scaled(condition.Slope));
            }
        }
        return rows;
    }

    /// <summary>Gauss, Jordan and Bareiss: all divisions are without rest. The determinant, which is on the diagonal then.</summary>
    private static BigInteger Eliminate(BigInteger[][] rows)
    {
        var last = BigInteger.One;
        for (var k = 0; k < rows.Length; k++)
        {
            var pivot = Array.FindIndex(rows, k, row => !row[k].IsZero);
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            foreach (var row in rows.Where(row => row != rows[k]))
            {
                var factor = row[k];
                for (var column = 0; column < row.Length; column++)
                {
                    row[column] = ((rows[k][k] * row[column]) - (factor * rows[k][column])) / last;
                }
            }
            last = rows[k][k];
        }
        return last;
    }

    private static double Divide(BigInteger dividend, BigInteger divisor)
    {
        var shift = 80 + (int)(divisor.GetBitLength() - dividend.GetBitLength());
        var quotient = shift < 0 ? dividend / (divisor << -shift) : (dividend << shift) / divisor;
        return Math.ScaleB((double)quotient, -shift);
    }

    private static BigInteger Scaled(double value) => SampleAuction.Decimal(value).Scaled;
}
