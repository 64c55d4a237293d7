namespace Exchange.Load.Gateway;

/// <summary>
/// One client's stream of messages that are answered in their order. One thread writes and one reads, at a time.
/// </summary>
internal abstract class TrafficStream : IAsyncDisposable
{
    /// <summary>How many messages have been written.</summary>
    public long Written { get; protected set; }

    /// <summary>How many messages have been answered.</summary>
    public long Answered { get; protected set; }

    /// <summary>How many orders that were sent to trade at once have traded.</summary>
    public long Filled { get; protected set; }

    /// <summary>Writes the next message.</summary>
    /// <param name="isFollowed">Whether another is written at once: they may leave together.</param>
    public abstract Task WriteAsync(bool isFollowed);

    /// <summary>Waits for what comes next and counts it.</summary>
    public abstract Task ReadAsync();

    /// <summary>Which message brought an order that was to trade at once, by the order's place among these.</summary>
    public abstract long MessageOfFill(long fill);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
