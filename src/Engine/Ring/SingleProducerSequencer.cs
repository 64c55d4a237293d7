using System.Runtime.InteropServices;

namespace Exchange.Engine.Ring;

/// <summary>
/// For a ring that one thread produces into: a claim is an addition, publishing is one store.
/// </summary>
internal sealed class SingleProducerSequencer(int capacity) : Sequencer(capacity)
{
    private Claims _claims = new() { Limit = capacity };

    internal override long Next => Volatile.Read(ref _claims.Next);

    internal override bool TryClaim(int count, out long first)
    {
        first = _claims.Next;
        long next = first + count;
        if (next > _claims.Limit)
        {
            _claims.Limit = Limit();
            if (next > _claims.Limit)
            {
                return false;
            }
        }

        _claims.Next = next;
        return true;
    }

    internal override void Publish(long first, int count) => Cursor.Value = first + count - 1;

    internal override long HighestPublished(long next) => Cursor.Value;

    /// <summary>The producer's own notes, away from everything that other threads read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = (2 * Sequence.Padding) + (2 * sizeof(long)))]
    internal struct Claims
    {
        [FieldOffset(Sequence.Padding)]
        internal long Next;

        [FieldOffset(Sequence.Padding + sizeof(long))]
        internal long Limit;
    }
}
