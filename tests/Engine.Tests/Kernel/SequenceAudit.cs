using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Follows a kernel's events and checks what every subscriber relies on.</summary>
internal sealed class SequenceAudit
{
    private readonly Dictionary<int, long> _private = [];
    private readonly Dictionary<int, long> _public = [];
    private Timestamp _last;

    /// <summary>Checks the events of the command just applied.</summary>
    public void Check(ReadOnlySpan<Event> events, ExchangeKernel kernel)
    {
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            Assert.Equal(kernel.Sequence, e.Command);
            Assert.True(e.Time >= _last, $"time went back to {e.Time}");
            _last = e.Time;
            switch (e.Kind)
            {
                case EventKind.Print or EventKind.LevelChanged or EventKind.PhaseChanged or EventKind.Cleared
                    or EventKind.SessionOpened or EventKind.GroupSum or EventKind.Indicative
                    or EventKind.SeedCommitted or EventKind.SeedRevealed:
                    Assert.Equal(Event.Public, e.Account);
                    AssertNext(_public, e.Market, e.Sequence);
                    break;
                case EventKind.OrderChanged:
                    // It belongs to the level change behind it.
                    Assert.Equal(_public.GetValueOrDefault(e.Market) + 1, e.Sequence);
                    break;
                case EventKind.Accepted or EventKind.Rejected or EventKind.Filled or EventKind.Replaced or EventKind.Cancelled
                    or EventKind.Triggered or EventKind.Allocated or EventKind.Settled:
                    AssertNext(_private, e.Account, e.Sequence);
                    break;
                case EventKind.Answered:
                    Assert.Equal(events.Length - 1, i);
                    Assert.Equal(_private.GetValueOrDefault(e.Account), e.Sequence);
                    break;
                default:
                    Assert.Equal(0, e.Sequence);
                    break;
            }
        }
        Assert.True(kernel.Now >= _last);
        _last = kernel.Now;
        Assert.True(kernel.NextDue > kernel.Now, "a timer is due and has not fired");
    }

    private static void AssertNext(Dictionary<int, long> sequences, int of, long sequence)
    {
        Assert.Equal(sequences.GetValueOrDefault(of) + 1, sequence);
        sequences[of] = sequence;
    }
}
