using System.Runtime.InteropServices;

namespace Exchange.Engine.Ring;

/// <summary>
/// How far one party has come: the last sequence it published or consumed, −1 before the first. Written by its owner,
/// read by everybody who is gated on it.
/// </summary>
/// <remarks>
/// Alone on its cache lines, so that an owner's stores never invalidate a line that somebody else needs. The padding is
/// two lines a side because processors prefetch lines in pairs.
/// </remarks>
public sealed class Sequence
{
    /// <summary>The value before anything was published or consumed.</summary>
    public const long Initial = -1;

    internal const int Padding = 128;

    private Padded _padded = new() { Value = Initial };

    /// <summary>
    /// The last sequence published or consumed. Reading acquires: everything its owner did before it came here is
    /// visible. Any thread.
    /// </summary>
    public long Value
    {
        get => Volatile.Read(ref _padded.Value);
        internal set => Volatile.Write(ref _padded.Value, value);
    }

    /// <summary>Whether a thread may sleep until the value moves; <see cref="BlockingWaitStrategy"/> says how it is used.</summary>
    internal bool HasSleepers
    {
        get => Volatile.Read(ref _padded.HasSleepers);
        set => Volatile.Write(ref _padded.HasSleepers, value);
    }

    /// <summary>Moves from <paramref name="expected"/> to <paramref name="value"/> unless another thread was faster. A full fence.</summary>
    internal bool TryMove(long expected, long value) =>
        Interlocked.CompareExchange(ref _padded.Value, value, expected) == expected;

    /// <summary>The value of the one furthest behind, of at least one.</summary>
    internal static long Minimum(Sequence[] sequences)
    {
        long minimum = long.MaxValue;
        foreach (Sequence sequence in sequences)
        {
            minimum = Math.Min(minimum, sequence.Value);
        }

        return minimum;
    }

    /// <summary>The fields of a sequence. A struct, because the runtime pads structs to the size they state, and not classes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = (2 * Padding) + (2 * sizeof(long)))]
    internal struct Padded
    {
        [FieldOffset(Padding)]
        internal long Value;

        // Beside the value: whoever stores the one looks at the other next, and has the line already.
        [FieldOffset(Padding + sizeof(long))]
        internal bool HasSleepers;
    }
}
