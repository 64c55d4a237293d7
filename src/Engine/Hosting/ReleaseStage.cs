using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>Lets events out once the journal has passed the command that caused them.</summary>
internal sealed class ReleaseStage : IBatchHandler<Event>
{
    private readonly SequenceBarrier? _journaled;
    private readonly IEventConsumer _consumer;
    private readonly HostMetrics? _metrics;

    // Nothing goes out any more once the journal has stopped short of a command.
    private bool _isHeld;

    /// <param name="journaled">What the journal has passed in the input ring; null when there is no journal.</param>
    /// <param name="consumer">Where the events go.</param>
    /// <param name="metrics">What is told of every batch, if anything.</param>
    public ReleaseStage(SequenceBarrier? journaled, IEventConsumer consumer, HostMetrics? metrics = null)
    {
        _metrics = metrics;
        _journaled = journaled;
        _consumer = consumer;
    }

    public void OnBatch(in Batch<Event> batch)
    {
        for (var next = batch.First; next <= batch.Last && !_isHeld; next++)
        {
            ref readonly var released = ref batch.Ring[next];
            if (!IsJournaled(released.Command))
            {
                return;
            }
            _consumer.OnEvent(released);
        }
        _consumer.OnBatchEnd();
        _metrics?.Released(batch.Ring[batch.First]);
    }

    private bool IsJournaled(long slot)
    {
        if (_journaled is null || _journaled.WaitFor(slot, timeoutMs: 0) >= slot)
        {
            return true;
        }
        // What came before is not kept waiting for the disk too.
        _consumer.OnBatchEnd();
        _isHeld = _journaled.WaitFor(slot) < slot;
        return !_isHeld;
    }
}
