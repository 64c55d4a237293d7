using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>Walks the command records of a batch.</summary>
internal ref struct CommandRecords
{
    private readonly Batch<Slot> _batch;
    private long _next;

    public CommandRecords(Batch<Slot> batch)
    {
        _batch = batch;
        _next = batch.First;
    }

    /// <summary>The last slot of the record that was read last.</summary>
    public readonly long LastSlot => _next - 1;

    /// <summary>The next record; false at the batch's end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        if (_next > _batch.Last)
        {
            record = default;
            return false;
        }
        ReadOnlySpan<byte> first = _batch.Ring[_next];
        var length = CommandHeader.Of(first).Length;
        var count = Slot.CountFor(length);
        record = MemoryMarshal.AsBytes(_batch.Ring.Slots(_next, count))[..length];
        _next += count;
        return true;
    }
}
