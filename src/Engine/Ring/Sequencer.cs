namespace Exchange.Engine.Ring;

/// <summary>
/// Gives out sequences to producers and tells consumers which are published; knows nothing of the slots.
/// </summary>
/// <remarks>
/// A producer may claim a sequence once every gating consumer has passed the one a whole ring before it. The consumers'
/// sequences sit on lines that their owners keep writing, so producers remember how far they may go and look again only
/// when they get there.
/// </remarks>
internal abstract class Sequencer(int capacity)
{
    protected int Capacity { get; } = capacity;

    /// <summary>
    /// The last consumers of the ring. Until the ring is wired this is one that never moves, so that a ring nobody reads
    /// fills up instead of losing what it holds.
    /// </summary>
    protected Sequence[] Gating { get; private set; } = [new Sequence()];

    /// <summary>What consumers sleep on until something is published.</summary>
    internal Sequence Cursor { get; } = new();

    /// <summary>How many sequences are claimed that the last consumers have not passed: a moment's value. Any thread.</summary>
    internal int Used
    {
        get
        {
            // The consumers first: the other way round there might be less than nothing between them.
            long passed = Sequence.Minimum(Gating);
            return (int)Math.Clamp(Next - 1 - passed, 0, Capacity);
        }
    }

    /// <summary>The first sequence not claimed yet. Exact for a single producer, else a moment's value.</summary>
    internal abstract long Next { get; }

    /// <summary>Sets the last consumers. Only while nothing is claimed.</summary>
    internal void GateOn(ReadOnlySpan<Sequence> consumers)
    {
        if (Next != 0)
        {
            throw new InvalidOperationException("A ring is wired before anything is claimed in it.");
        }

        Gating = consumers.ToArray();
    }

    /// <summary>Claims <paramref name="count"/> consecutive sequences, or none when the ring is full.</summary>
    internal abstract bool TryClaim(int count, out long first);

    /// <summary>Makes a claim visible to consumers, all of it at once.</summary>
    internal abstract void Publish(long first, int count);

    /// <summary>
    /// The highest sequence up to which everything is published, or <paramref name="next"/> − 1 (or less) when not even
    /// <paramref name="next"/> is.
    /// </summary>
    /// <param name="next">A sequence before which everything is published and at which a claim starts.</param>
    internal abstract long HighestPublished(long next);

    /// <summary>The first sequence that may not be claimed, as the consumers stand now.</summary>
    protected long Limit() => Sequence.Minimum(Gating) + Capacity + 1;
}
