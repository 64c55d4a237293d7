using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>
/// Applies every command to the kernel and passes the events on. After each batch and when nothing arrives it looks at the
/// clock, and sequences an Advance once the kernel's next timer is due.
/// </summary>
internal sealed class KernelStage : IBatchHandler<Slot>
{
    private readonly ExchangeKernel _kernel;
    private readonly RingBuffer<Event> _output;
    private readonly CommandInput _input;
    private readonly Clock _clock;
    private readonly HostMetrics? _metrics;

    public KernelStage(
        ExchangeKernel kernel, RingBuffer<Event> output, CommandInput input, Clock clock, HostMetrics? metrics = null)
    {
        _metrics = metrics;
        _kernel = kernel;
        _output = output;
        _input = input;
        _clock = clock;
    }

    public void OnBatch(in Batch<Slot> batch)
    {
        var records = new CommandRecords(batch);
        while (records.TryRead(out var record))
        {
            var events = _kernel.Apply(record);
            _metrics?.Applied(record, events);
            Send(events, records.LastSlot);
        }
        AdvanceIfDue();
    }

    public void OnIdle() => AdvanceIfDue();

    // Also after a batch: queries fire no timers, and an endless flow of them leaves no idle moment.
    private void AdvanceIfDue()
    {
        if (_kernel.NextDue <= _clock.Now)
        {
            Span<byte> record = stackalloc byte[CommandHeader.Size];
            // A full ring is no loss: the commands in it carry the time as well.
            _input.TryPublish(record[..Commands.Advance(record, default)], out _);
        }
    }

    private void Send(ReadOnlySpan<Event> events, long cause)
    {
        while (!events.IsEmpty)
        {
            var count = Math.Min(events.Length, _output.MaxClaim);
            if (!_output.Claim(count, out var first))
            {
                return;
            }
            // Every event is a record of its own and is read at its own sequence, so that is where it is written.
            for (var i = 0; i < count; i++)
            {
                ref var sent = ref _output[first + i];
                sent = events[i];
                sent.Command = cause;
            }
            _output.Publish(first, count);
            events = events[count..];
        }
    }
}
