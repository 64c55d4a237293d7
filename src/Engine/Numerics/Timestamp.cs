namespace Exchange.Engine.Numerics;

/// <summary>
/// A moment of the exchange's time: nanoseconds since the Unix epoch on a live exchange, since the start in a
/// script's virtual time. Not negative, and at most 10⁸ seconds short of the 64-bit range. The default is zero.
/// </summary>
public readonly record struct Timestamp
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Creates a moment <paramref name="nanoseconds"/> after the origin.</summary>
    public Timestamp(long nanoseconds) => Nanoseconds = nanoseconds;

    /// <summary>Later than every moment that can occur.</summary>
    public static Timestamp Never => new(long.MaxValue);

    /// <summary>Nanoseconds since the origin.</summary>
    public long Nanoseconds { get; }

    /// <summary>In seconds.</summary>
    public FixedDecimal ToSeconds() => new((Int128)Nanoseconds * (FixedDecimal.One / NanosecondsPerSecond));

    /// <summary>Reads seconds; false when negative, finer than a nanosecond or too far away.</summary>
    public static bool TryFromSeconds(FixedDecimal seconds, out Timestamp time)
    {
        var (quotient, remainder) = Int128.DivRem(seconds.Scaled, FixedDecimal.One / NanosecondsPerSecond);
        var fits = remainder == 0 && quotient >= 0 && quotient < long.MaxValue - (100_000_000 * NanosecondsPerSecond);
        time = fits ? new((long)quotient) : default;
        return fits;
    }

    /// <summary>The later of two moments.</summary>
    public static Timestamp Later(Timestamp one, Timestamp other) => one.Nanoseconds >= other.Nanoseconds ? one : other;

    /// <summary>The earlier of two moments.</summary>
    public static Timestamp Earlier(Timestamp one, Timestamp other) => one.Nanoseconds <= other.Nanoseconds ? one : other;

    /// <summary>The moment <paramref name="nanoseconds"/> later; Never when that is out of range.</summary>
    public Timestamp After(long nanoseconds) =>
        Nanoseconds > long.MaxValue - nanoseconds ? Never : new(Nanoseconds + nanoseconds);

    /// <inheritdoc/>
    public override string ToString() => ToSeconds().ToString();

    /// <summary>Order.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Order.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Order.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Order.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds;
}
