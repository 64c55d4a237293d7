using Exchange.Engine.Numerics;

namespace Exchange.Engine.Hosting;

/// <summary>
/// A host without threads (<see cref="HostOptions.IsStepped"/>): whoever opened it runs the stages one step at a time, in any
/// order, and so decides on everything that threads leave to chance. The stages and their handlers are those of the threads.
/// </summary>
public sealed partial class ExchangeHost
{
    /// <summary>When the kernel has something to do although nothing comes; <see cref="Timestamp.Never"/>: not at all.</summary>
    internal Timestamp NextDue => _kernel.NextDue;

    /// <summary>The last command that is on the disk for good.</summary>
    internal long DurableSequence => _journal?.DurableSequence ?? 0;

    /// <summary>Applies the commands that are in; without any, looks at the clock. Whether there were any.</summary>
    internal bool StepKernel() => _kernelProcessor.Step();

    /// <summary>Journals the commands that are in; whether there were any.</summary>
    internal bool StepJournal() => _journalProcessor?.Step() ?? false;

    /// <summary>Releases the events that the journal has passed, and waits for none; whether there were any.</summary>
    internal bool StepRelease()
    {
        var journaled = _journalProcessor?.Sequence.Value ?? long.MaxValue;
        var published = _published.WaitFor(_releaseProcessor.Sequence.Value + 1, timeoutMs: 0);
        var last = _releaseProcessor.Sequence.Value;
        while (last < published && _output[last + 1].Command <= journaled)
        {
            last++;
        }
        return _releaseProcessor.Step(last);
    }

    /// <summary>Writes a snapshot if it is time; whether it was.</summary>
    internal bool StepSnapshots() => _secondKernel?.TryWriteIfDue() ?? false;
}
