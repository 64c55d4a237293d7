using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The Jacobian A = Σ u_i v_iᵀ − diag(0, 1, …, 1) of excess demand in the price and the sums of the groups, and its
/// inverse. Entries are compensated sums, so that leaving one agent out again loses nothing to cancellation. + − × ÷ only,
/// in a fixed order. Keeps its scratch.
/// </summary>
internal sealed class SmallSystem
{
    /// <summary>A system with a reciprocal condition number not above this is taken for singular.</summary>
    public const double LeastReciprocalCondition = 1e-12;

    private CompensatedSum[] _entries = [];
    private double[] _work = [];
    private double[] _inverse = [];
    private double[] _rowScale = [];
    private double[] _columnScale = [];
    private double _norm;
    private double _inverseNorm;

    /// <summary>The number of unknowns.</summary>
    public int Size { get; private set; }

    /// <summary>The inverse, row after row, after <see cref="TryInvert"/>.</summary>
    public ReadOnlySpan<double> Inverse => _inverse.AsSpan(0, Size * Size);

    /// <summary>Starts with −diag(0, 1, …, 1).</summary>
    public void Begin(int size)
    {
        Reserve(size);
        _entries.AsSpan(0, size * size).Clear();
        for (var k = 1; k < size; k++)
        {
            Add(k, k, -1);
        }
    }

    public void CopyFrom(SmallSystem other)
    {
        Reserve(other.Size);
        other._entries.AsSpan(0, Size * Size).CopyTo(_entries);
    }

    /// <summary>Adds to an entry.</summary>
    public void Add(int row, int column, double value) => _entries[(row * Size) + column].Add(value);

    /// <summary>Empties a column.</summary>
    public void ClearColumn(int column)
    {
        for (var row = 0; row < Size; row++)
        {
            _entries[(row * Size) + column] = default;
        }
    }

    /// <summary>
    /// Inverts the matrix, its rows and columns scaled by powers of two to entries of at most about one; false when the
    /// reciprocal condition number of the scaled matrix (in the 1-norm, from the inverse itself) is not above 10⁻¹².
    /// </summary>
    public bool TryInvert()
    {
        if (!TryScale())
        {
            return false;
        }
        _norm = Norm(_work);
        if (!TryReduce())
        {
            return false;
        }
        _inverseNorm = Norm(_inverse);
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                _inverse[(row * Size) + column] *= _columnScale[row] * _rowScale[column];
            }
        }
        return IsRegular(_norm, _inverseNorm);
    }

    /// <summary>
    /// Whether the matrix without u·vᵀ is certainly far enough from singular, by the triangle inequality on its norm and on
    /// that of its inverse A⁻¹ + left·rightᵀ/denominator, left = A⁻¹u, right = vᵀA⁻¹, denominator = 1 − vᵀA⁻¹u.
    /// </summary>
    /// <param name="memberships">Where u is one, besides 0; elsewhere it is zero.</param>
    /// <param name="v">The vector v.</param>
    /// <param name="left">The vector left.</param>
    /// <param name="denominator">The denominator, not zero.</param>
    public bool IsReducedRegular(
        ReadOnlySpan<int> memberships, ReadOnlySpan<double> v, ReadOnlySpan<double> left, double denominator)
    {
        var (sumU, maxV, sumLeft) = (_rowScale[0], 0.0, 0.0);
        foreach (var row in memberships)
        {
            sumU += _rowScale[row];
        }
        for (var k = 0; k < Size; k++)
        {
            maxV = Math.Max(maxV, Math.Abs(v[k]) * _columnScale[k]);
            sumLeft += Math.Abs(left[k]) / _columnScale[k];
        }
        var norm = _norm + (sumU * maxV);
        var leftShare = sumLeft / Math.Abs(denominator);

        // The right vector costs as much as all else together, a bound on it nothing.
        return IsRegular(norm, _inverseNorm + (leftShare * maxV * _inverseNorm))
            || IsRegular(norm, _inverseNorm + (leftShare * MaxOfRight(v)));
    }

    /// <summary>The inverse times a vector.</summary>
    public void Solve(ReadOnlySpan<double> right, Span<double> solution)
    {
        for (var row = 0; row < Size; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < Size; column++)
            {
                sum += _inverse[(row * Size) + column] * right[column];
            }
            solution[row] = sum;
        }
    }

    private static bool IsRegular(double norm, double inverseNorm) => norm * inverseNorm * LeastReciprocalCondition < 1;

    /// <summary>The largest entry of vᵀA⁻¹ in magnitude, scaled.</summary>
    private double MaxOfRight(ReadOnlySpan<double> v)
    {
        var most = 0.0;
        for (var column = 0; column < Size; column++)
        {
            var sum = 0.0;
            for (var row = 0; row < Size; row++)
            {
                sum += v[row] * _inverse[(row * Size) + column];
            }
            most = Math.Max(most, Math.Abs(sum) / _rowScale[column]);
        }
        return most;
    }

    private bool TryScale()
    {
        for (var at = 0; at < Size * Size; at++)
        {
            _work[at] = _entries[at].Value;
        }
        for (var row = 0; row < Size; row++)
        {
            var most = 0.0;
            for (var column = 0; column < Size; column++)
            {
                most = Math.Max(most, Math.Abs(_work[(row * Size) + column]));
            }
            if (!TryPowerOfTwo(most, out _rowScale[row]))
            {
                return false;
            }
        }
        for (var column = 0; column < Size; column++)
        {
            var most = 0.0;
            for (var row = 0; row < Size; row++)
            {
                _work[(row * Size) + column] *= _rowScale[row];
                most = Math.Max(most, Math.Abs(_work[(row * Size) + column]));
            }
            if (!TryPowerOfTwo(most, out _columnScale[column]))
            {
                return false;
            }
            for (var row = 0; row < Size; row++)
            {
                _work[(row * Size) + column] *= _columnScale[column];
            }
        }
        return true;
    }

    /// <summary>The power of two that brings a magnitude to between one and two.</summary>
    private static bool TryPowerOfTwo(double magnitude, out double scale)
    {
        var isUsable = magnitude > 1e-300 && magnitude < 1e300;
        scale = isUsable ? Math.ScaleB(1, -Math.ILogB(magnitude)) : 0;
        return isUsable;
    }

    /// <summary>The largest sum of magnitudes in a column.</summary>
    private double Norm(ReadOnlySpan<double> matrix)
    {
        var norm = 0.0;
        for (var column = 0; column < Size; column++)
        {
            var sum = 0.0;
            for (var row = 0; row < Size; row++)
            {
                sum += Math.Abs(matrix[(row * Size) + column]);
            }
            norm = Math.Max(norm, sum);
        }
        return norm;
    }

    /// <summary>Gauss and Jordan, with the largest entry of each column as pivot; false when there is none.</summary>
    private bool TryReduce()
    {
        _inverse.AsSpan(0, Size * Size).Clear();
        for (var k = 0; k < Size; k++)
        {
            _inverse[(k * Size) + k] = 1;
        }
        for (var column = 0; column < Size; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < Size; row++)
            {
                if (Math.Abs(_work[(row * Size) + column]) > Math.Abs(_work[(pivot * Size) + column]))
                {
                    pivot = row;
                }
            }
            if (_work[(pivot * Size) + column] == 0)
            {
                return false;
            }
            SwapRows(pivot, column);
            Eliminate(column);
        }
        return true;
    }

    private void SwapRows(int row, int other)
    {
        for (var column = 0; row != other && column < Size; column++)
        {
            var (one, two) = ((row * Size) + column, (other * Size) + column);
            (_work[one], _work[two]) = (_work[two], _work[one]);
            (_inverse[one], _inverse[two]) = (_inverse[two], _inverse[one]);
        }
    }

    /// <summary>Makes a column that of the unit matrix.</summary>
    private void Eliminate(int column)
    {
        var pivot = _work[(column * Size) + column];
        for (var k = 0; k < Size; k++)
        {
            _work[(column * Size) + k] /= pivot;
            _inverse[(column * Size) + k] /= pivot;
        }
        for (var row = 0; row < Size; row++)
        {
            var factor = _work[(row * Size) + column];
            if (row == column || factor == 0)
            {
                continue;
            }
            for (var k = 0; k < Size; k++)
            {
                _work[(row * Size) + k] -= factor * _work[(column * Size) + k];
                _inverse[(row * Size) + k] -= factor * _inverse[(column * Size) + k];
            }
        }
    }

    private void Reserve(int size)
    {
        Size = size;
        if (_entries.Length >= size * size)
        {
            return;
        }
        _entries = new CompensatedSum[size * size];
        _work = new double[size * size];
        _inverse = new double[size * size];
        _rowScale = new double[size];
        _columnScale = new double[size];
    }
}
