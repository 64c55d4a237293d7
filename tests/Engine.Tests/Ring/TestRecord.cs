using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

/// <summary>A slot of the tests' rings. A record's first slot says how long it is and who wrote it.</summary>
internal record struct Slot(int Count, int Producer, long Number, long Checksum);

/// <summary>Writes and reads records whose every slot tells whether it belongs to the record and is whole.</summary>
internal static class TestRecord
{
    public static void Write(Span<Slot> slots, int producer, long number)
    {
        for (int i = 1; i < slots.Length; i++)
        {
            slots[i] = new Slot(i, producer, number, 0);
        }

        slots[0] = new Slot(slots.Length, producer, number, 0);
        slots[0].Checksum = Checksum(slots);
    }

    public static Slot Read(RingBuffer<Slot> ring, long sequence)
    {
        Slot head = ring[sequence];
        Assert.InRange(head.Count, 1, ring.MaxClaim);
        Span<Slot> slots = ring.Slots(sequence, head.Count);
        Assert.Equal(Checksum(slots), head.Checksum);
        return head;
    }

    private static long Checksum(ReadOnlySpan<Slot> slots)
    {
        long sum = 17;
        foreach (ref readonly Slot slot in slots)
        {
            sum = unchecked((((sum * 31) + slot.Count) * 31) + (slot.Producer * 7) + slot.Number);
        }

        return sum;
    }
}
