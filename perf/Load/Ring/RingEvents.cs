using System.Runtime.InteropServices;

namespace Exchange.Load.Ring;

/// <summary>An event in a slot of the ring, written and read at both ends so that all its cache lines travel.</summary>
internal interface IRingEvent
{
    /// <summary>What was written.</summary>
    long Value { get; set; }
}

/// <summary>An event of one cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Event64 : IRingEvent
{
    [FieldOffset(0)]
    private long _first;

    [FieldOffset(56)]
    private long _last;

    /// <inheritdoc/>
    public long Value
    {
        readonly get => _first ^ _last;
        set => (_first, _last) = (value, 0);
    }
}

/// <summary>An event of two cache lines.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct Event128 : IRingEvent
{
    [FieldOffset(0)]
    private long _first;

    [FieldOffset(120)]
    private long _last;

    /// <inheritdoc/>
    public long Value
    {
        readonly get => _first ^ _last;
        set => (_first, _last) = (value, 0);
    }
}
