using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>Lets events out once the journal has passed the command that caused them.</summary>
internal sealed class ReleaseStage : IBatchHandler<Event>
{
    private readonly SequenceBarrier? _journaled;
    private readonly IEventConsumer _consumer;

    // Nothing goes out any more once the journal has stopped short of a command.
    private bool _isHeld;

    /// <param name="journaled">What the journal has passed in the input ring; null when there is no journal.</param>
    /// <param name="consumer">Where the events go.</param>
    public ReleaseStage(SequenceBarrier? journaled, IEventConsumer consumer)
    {
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
