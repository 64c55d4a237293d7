namespace Exchange.Engine.Numerics;

/// <summary>
/// A trader's holding capacity κ, in units per currency of price: holding x units costs x²/(2κ). From 10⁻⁹ to 10¹⁵; the
/// default is no capacity, which no trader has.
/// </summary>
public readonly record struct Capacity
{
    private const double Least = 1e-9;
    private const double Most = 1e15;

    private Capacity(double value) => Value = value;

    /// <summary>The capacity.</summary>
    public double Value { get; }

    /// <summary>Reads a decimal; false when it is outside 10⁻⁹ to 10¹⁵.</summary>
    public static bool TryFrom(FixedDecimal value, out Capacity capacity)
    {
        var real = Reals.From(value);
        var isInRange = real >= Least && real <= Most;
        capacity = isInRange ? new(real) : default;
        return isInRange;
    }

    internal static Capacity ReadState(StateReader reader)
    {
        var value = BitConverter.Int64BitsToDouble(reader.ReadInt64());
        return value is 0 or (>= Least and <= Most) ? new(value) : throw StateReader.Malformed($"{value} is no capacity");
    }

    internal void WriteState(StateWriter writer) => writer.Write(BitConverter.DoubleToInt64Bits(Value));
}
