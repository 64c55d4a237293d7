using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>
/// The virtual endowment ν of the standard Gaussian above its flat region, for one weight α: a cubic between any two
/// nodes with the given values and slopes, a straight line beyond the last. The nodes need exp, so they are computed at
/// the edge and are part of a market's definition; in here is + − × ÷ only. Immutable.
/// </summary>
public sealed class GaussianTable
{
    /// <summary>The most nodes a table can have.</summary>
    public const int MaxNodes = 1_000;

    // A segment is so nearly straight that Newton's method doubles its digits from the chord's three or more.
    private const int NewtonSteps = 4;

    private readonly double[] _nodes;
    private readonly double[] _values;
    private readonly double[] _slopes;
    private readonly double[] _integrals;

    /// <summary>Creates a table.</summary>
    /// <param name="nodes">Standard endowments above zero or at it, increasing; the first is the end of the flat region.</param>
    /// <param name="values">ν at the nodes, increasing from zero.</param>
    /// <param name="slopes">The slope of ν at the nodes, above zero and below three times that of either chord beside it.</param>
    /// <param name="variance">The variance of ν.</param>
    /// <exception cref="ArgumentException">Not as described, or fewer than 2 or more than 1,000 nodes.</exception>
    public GaussianTable(
        ReadOnlySpan<double> nodes, ReadOnlySpan<double> values, ReadOnlySpan<double> slopes, double variance)
    {
        (_nodes, _values, _slopes) = (nodes.ToArray(), values.ToArray(), slopes.ToArray());
        Variance = variance;
        if (!IsValid())
        {
            throw new ArgumentException("The nodes are not those of an increasing curve that starts at zero.", nameof(nodes));
        }
        _integrals = new double[_nodes.Length];
        for (var i = 1; i < _nodes.Length; i++)
        {
            _integrals[i] = _integrals[i - 1] + SegmentAt(i - 1).Integral(1);
        }
    }

    /// <summary>The nodes.</summary>
    public ReadOnlySpan<double> Nodes => _nodes;

    /// <summary>ν at the nodes.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The slope of ν at the nodes.</summary>
    public ReadOnlySpan<double> Slopes => _slopes;

    /// <summary>The variance of ν.</summary>
    public double Variance { get; }

    /// <summary>The end of the flat region.</summary>
    public double Flat => _nodes[0];

    internal void Write(ref RecordWriter writer)
    {
        writer.Write(Variance);
        writer.Write((long)_nodes.Length);
        writer.Write(_nodes);
        writer.Write(_values);
        writer.Write(_slopes);
    }

    internal static GaussianTable Read(ref RecordReader reader)
    {
        var (variance, count) = (reader.ReadDouble(), (int)reader.ReadInt64());
        return new(reader.ReadDoubles(count), reader.ReadDoubles(count), reader.ReadDoubles(count), variance);
    }

    /// <summary>ν(z) for z ≥ 0.</summary>
    internal double Of(double z)
    {
        if (z <= _nodes[0])
        {
            return 0;
        }
        var last = _nodes.Length - 1;
        if (z >= _nodes[last])
        {
            return _values[last] + (_slopes[last] * (z - _nodes[last]));
        }
        var k = SegmentOf(_nodes, z);
        var segment = SegmentAt(k);
        return segment.Value((z - _nodes[k]) / segment.Width);
    }

    /// <summary>ν⁻¹(s) for s > 0.</summary>
    internal double Inverse(double s) => Invert(s, out _);

    /// <summary>∫₀^s ν⁻¹ for s ≥ 0.</summary>
    internal double InverseIntegral(double s)
    {
        // The areas under the curve and beside it make up a rectangle.
        var z = Invert(s, out var under);
        return (z * s) - under;
    }

    /// <summary>ν⁻¹(s), and the integral of ν up to there.</summary>
    private double Invert(double s, out double under)
    {
        var last = _nodes.Length - 1;
        if (s >= _values[last])
        {
            var beyond = (s - _values[last]) / _slopes[last];
            under = _integrals[last] + (beyond * ((_values[last] + s) / 2));
            return _nodes[last] + beyond;
        }
        var k = SegmentOf(_values, s);
        var segment = SegmentAt(k);
        var t = segment.Invert(s);
        under = _integrals[k] + segment.Integral(t);
        return _nodes[k] + (t * segment.Width);
    }

    /// <summary>The last of the increasing starts, the final one left aside, that is not above x.</summary>
    private static int SegmentOf(double[] starts, double x)
    {
        var (low, high) = (0, starts.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = starts[middle] <= x ? (middle, high) : (low, middle);
        }
        return low;
    }

    private Segment SegmentAt(int k)
    {
        var width = _nodes[k + 1] - _nodes[k];
        var rise = _values[k + 1] - _values[k];
        var (first, last) = (_slopes[k] * width, _slopes[k + 1] * width);
        return new(width, _values[k], first, (3 * rise) - (2 * first) - last, first + last - (2 * rise));
    }

    private bool IsValid()
    {
        if (_nodes.Length is < 2 or > MaxNodes || _values.Length != _nodes.Length || _slopes.Length != _nodes.Length
            || !(_nodes[0] >= 0) || _values[0] != 0 || !(_slopes[0] > 0) || !double.IsFinite(_nodes[^1])
            || !double.IsFinite(_values[^1]) || !(Variance > 0) || !double.IsFinite(Variance))
        {
            return false;
        }
        for (var k = 1; k < _nodes.Length; k++)
        {
            // Fritsch and Carlson's sufficient condition for an increasing cubic; also false for what is not a number.
            var chord = (_values[k] - _values[k - 1]) / (_nodes[k] - _nodes[k - 1]);
            if (!(_nodes[k] > _nodes[k - 1]) || !(_values[k] > _values[k - 1])
                || !(_slopes[k] > 0) || !(_slopes[k] < 3 * chord) || !(_slopes[k - 1] < 3 * chord))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A cubic in t from 0 to 1 across a segment.</summary>
    private readonly record struct Segment(double Width, double Start, double Linear, double Square, double Cube)
    {
        public double Value(double t) => Start + (t * (Linear + (t * (Square + (t * Cube)))));

        public double Integral(double t) =>
            Width * t * (Start + (t * ((Linear / 2) + (t * ((Square / 3) + (t * (Cube / 4)))))));

        public double Invert(double value)
        {
            var t = (value - Start) / (Linear + Square + Cube);
            for (var step = 0; step < NewtonSteps; step++)
            {
                var slope = Linear + (t * ((2 * Square) + (t * 3 * Cube)));
                t = Math.Clamp(t - ((Value(t) - value) / slope), 0, 1);
            }
            return t;
        }
    }
}
