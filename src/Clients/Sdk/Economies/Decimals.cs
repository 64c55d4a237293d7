namespace Exchange.Sdk.Economies;

/// <summary>Coefficients of bids, and the linear algebra behind them, in decimals: no digit of a bid is noise.</summary>
internal static class Decimals
{
    /// <summary>The places that the exchange takes.</summary>
    public const int Places = 18;

    // What is left of a pivot that ought to be zero is far below this part of its row.
    private const decimal SingularPivot = 1e-15m;

    // Digits beyond these are errors of the arithmetic; without them, equal numbers are rounded alike.
    private const int ExactPlaces = 24;

    public static decimal Round(decimal value) => decimal.Round(decimal.Round(value, ExactPlaces), Places);

    /// <summary>The inverse, by elimination with pivots chosen among rows of one scale; null of a singular matrix.</summary>
    public static decimal[,]? Invert(decimal[,] matrix)
    {
        var size = matrix.GetLength(0);
        var rows = new decimal[size][];
        for (var i = 0; i < size; i++)
        {
            rows[i] = ScaledRow(matrix, i);
        }
        for (var column = 0; column < size; column++)
        {
            var pivot = Enumerable.Range(column, size - column).MaxBy(i => Math.Abs(rows[i][column]));
            if (Math.Abs(rows[pivot][column]) < SingularPivot)
            {
                return null;
            }
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            Eliminate(rows, column);
        }
        var inverse = new decimal[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                inverse[i, j] = rows[i][size + j];
            }
        }
        return inverse;
    }

    /// <summary>A row of the matrix and of the identity, divided by the greatest entry.</summary>
    private static decimal[] ScaledRow(decimal[,] matrix, int row)
    {
        var size = matrix.GetLength(0);
        var scaled = new decimal[2 * size];
        var scale = 0m;
        for (var j = 0; j < size; j++)
        {
            scale = Math.Max(scale, Math.Abs(matrix[row, j]));
        }
        if (scale == 0)
        {
            return scaled;
        }
        for (var j = 0; j < size; j++)
        {
            scaled[j] = matrix[row, j] / scale;
        }
        scaled[size + row] = 1 / scale;
        return scaled;
    }

    private static void Eliminate(decimal[][] rows, int column)
    {
        var pivot = rows[column];
        var divisor = pivot[column];
        for (var j = column; j < pivot.Length; j++)
        {
            pivot[j] /= divisor;
        }
        foreach (var row in rows)
        {
            if (row == pivot || row[column] == 0)
            {
                continue;
            }
            var factor = row[column];
            for (var j = column; j < row.Length; j++)
            {
                row[j] -= factor * pivot[j];
            }
        }
    }
}
