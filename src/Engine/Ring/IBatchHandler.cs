namespace Exchange.Engine.Ring;

/// <summary>
/// What a stage does with the records of a ring. Called by the thread of its <see cref="EventProcessor{T}"/> alone.
/// </summary>
/// <typeparam name="T">The ring's slot.</typeparam>
public interface IBatchHandler<T>
    where T : unmanaged
{
    /// <summary>
    /// Handles all records of a batch. Everything that was available is in it, so its end is the time to flush, sync or
    /// send.
    /// </summary>
    /// <param name="batch">Whole records; each is read at its own first sequence and says itself how many slots it has.</param>
    void OnBatch(in Batch<T> batch);

    /// <summary>
    /// Called when nothing came for the processor's idle interval, earlier under a strategy that spins: the time to look
    /// at the clock.
    /// </summary>
    void OnIdle()
    {
    }
}
