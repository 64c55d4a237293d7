using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

/// <summary>What different threads write lies on different pairs of cache lines.</summary>
public sealed class RingLayoutTests
{
    // A pair of lines of 64 bytes: what lies beyond may be another thread's.
    private const int Clearance = 128;

    [Fact]
    public void Sequence_Value_SharesItsLinesWithNobody()
    {
        var sequence = new Sequence();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var another = new Sequence();
        long size = GC.GetAllocatedBytesForCurrentThread() - before;

        // An object is its header, 8 bytes, its type, 8 bytes, and its fields.
        ref byte fields = ref Unsafe.As<Fields>(sequence).First;
        long start = 16 + Unsafe.ByteOffset(ref fields, ref Unsafe.As<long, byte>(ref Padded(sequence).Value));
        long end = 16 + Unsafe.ByteOffset(ref fields, ref Unsafe.As<bool, byte>(ref Padded(sequence).HasSleepers)) + sizeof(bool);

        Assert.Equal(Sequence.Initial, another.Value);
        Assert.True(start >= Clearance, $"{start} bytes before the value.");
        Assert.True(size - end >= Clearance, $"{size - end} bytes after the flag.");
        Assert.InRange(end - start, 9, 16);
    }

    [Fact]
    public void SingleProducerSequencer_Claims_ShareTheirLinesWithNobody()
    {
        var claims = default(SingleProducerSequencer.Claims);
        ref byte start = ref Unsafe.As<SingleProducerSequencer.Claims, byte>(ref claims);

        Assert.Equal(Sequence.Padding, Unsafe.ByteOffset(ref start, ref Unsafe.As<long, byte>(ref claims.Next)));
        Assert.Equal(Sequence.Padding + 8, Unsafe.ByteOffset(ref start, ref Unsafe.As<long, byte>(ref claims.Limit)));
        Assert.True(Unsafe.SizeOf<SingleProducerSequencer.Claims>() >= (2 * Clearance) + 16);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(64, 64)]
    public void Slots_StartOnALine(int capacity, int maxClaim)
    {
        var ring = new RingBuffer<Line>(ProducerMode.One, capacity, maxClaim, new YieldingWaitStrategy());

        long address = Unsafe.ByteOffset(ref Unsafe.NullRef<Line>(), ref ring[0]);
        Assert.Equal(0, address % 64);
        Assert.Equal(64 * (capacity - 1), Unsafe.ByteOffset(ref ring[0], ref ring[capacity - 1]));
        Assert.True(Unsafe.AreSame(ref ring[0], ref ring[capacity]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(12, 1)]
    [InlineData(-8, 1)]
    [InlineData(8, 0)]
    [InlineData(8, 9)]
    public void New_OutOfRange_Throws(int capacity, int maxClaim)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new RingBuffer<Line>(ProducerMode.One, capacity, maxClaim, new YieldingWaitStrategy()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(5)]
    public void Claim_OutOfRange_Throws(int count)
    {
        var ring = new RingBuffer<Line>(ProducerMode.Many, 8, 4, new YieldingWaitStrategy());

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(count, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Slots(0, count).Length);
    }

    [Fact]
    public void GateOn_AfterTheFirstClaim_Throws()
    {
        var ring = new RingBuffer<Line>(ProducerMode.Many, 8, 4, new YieldingWaitStrategy());
        Assert.True(ring.TryClaim(1, out _));

        Assert.Throws<InvalidOperationException>(() => ring.GateOn(new Sequence()));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_padded")]
    private static extern ref Sequence.Padded Padded(Sequence sequence);

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Line;

    /// <summary>Any object, seen from its first field.</summary>
    private sealed class Fields
    {
        public byte First;
    }
}
