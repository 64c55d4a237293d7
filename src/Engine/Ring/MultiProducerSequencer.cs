namespace Exchange.Engine.Ring;

/// <summary>
/// For a ring that several threads produce into: a claim is a compare-and-swap, publishing is one store.
/// </summary>
/// <remarks>
/// <para>Claims are published in any order. Each is marked at its first slot with the sequence after its last, so the
/// published claims form a chain that a consumer follows from where it stands to the first that is missing. One mark
/// makes the whole claim visible, however long it is, and a chain cannot end inside one.</para>
/// <para>A mark needs no cleaning. What an earlier lap left at a sequence's place is the end of a claim that started at
/// least a ring before and is no longer than the ring, so it is never above the sequence.</para>
/// </remarks>
internal sealed class MultiProducerSequencer : Sequencer
{
    private readonly long[] _ends;
    private readonly long _mask;

    // The last sequence claimed. The cursor keeps still, so that its flag can be read without a miss at every publish.
    private readonly Sequence _claimed = new();

    // The limit − 1, shared by the producers. It may go back when a slower one stores an older limit: that costs a look
    // at the consumers and is never unsafe, for limits only grow.
    private readonly Sequence _lastAllowed = new();

    internal MultiProducerSequencer(int capacity)
        : base(capacity)
    {
        _ends = new long[capacity];
        _mask = capacity - 1;
        _lastAllowed.Value = capacity - 1;
    }

    internal override long Next => _claimed.Value + 1;

    internal override bool TryClaim(int count, out long first)
    {
        while (true)
        {
            long claimed = _claimed.Value;
            long last = claimed + count;
            first = claimed + 1;
            if (last > _lastAllowed.Value)
            {
                long lastAllowed = Limit() - 1;
                if (last > lastAllowed)
                {
                    return false;
                }

                _lastAllowed.Value = lastAllowed;
            }

            if (_claimed.TryMove(claimed, last))
            {
                return true;
            }
        }
    }

    internal override void Publish(long first, int count) => Volatile.Write(ref _ends[first & _mask], first + count);

    internal override long HighestPublished(long next)
    {
        long end;
        while ((end = Volatile.Read(ref _ends[next & _mask])) > next)
        {
            next = end;
        }

        return next - 1;
    }
}
