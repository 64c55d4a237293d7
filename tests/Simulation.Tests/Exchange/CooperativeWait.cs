using Exchange.Engine.Ring;

namespace Exchange.Simulation.Tests.Exchange;

/// <summary>A stage that would wait for another runs it meanwhile: there is nobody else to do so.</summary>
internal sealed class CooperativeWait(Func<bool> help) : WaitStrategy
{
    internal override long WaitFor(long sequence, SequenceBarrier barrier, int timeoutMs)
    {
        long available;
        while (!barrier.HasEnded(sequence, out available))
        {
            if (!help() && timeoutMs == Timeout.Infinite)
            {
                throw new InvalidOperationException("A stage waits for one that has nothing to do.");
            }
        }
        return available;
    }
}
