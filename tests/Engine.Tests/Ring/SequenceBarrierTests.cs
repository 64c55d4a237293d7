using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

public sealed class SequenceBarrierTests
{
    [Fact]
    public void WaitFor_PublishedAndAlertedAfterTheFirstLook_GivesWhatWasPublished()
    {
        var sequencer = new PublishesAfterTheFirstLook();
        var barrier = new SequenceBarrier(sequencer, new YieldingWaitStrategy());
        sequencer.Looked = barrier.Alert;

        Assert.Equal(5, barrier.WaitFor(0));
    }

    /// <summary>Shows nothing at the first look, behind whose back all is published and the barrier alerted.</summary>
    private sealed class PublishesAfterTheFirstLook() : Sequencer(8)
    {
        private long _published = Sequence.Initial;

        public Action? Looked { get; set; }

        internal override long Next => 6;

        internal override bool TryClaim(int count, out long first) => throw new NotSupportedException();

        internal override void Publish(long first, int count) => throw new NotSupportedException();

        internal override long HighestPublished(long next)
        {
            long seen = _published;
            _published = 5;
            Looked?.Invoke();
            return seen;
        }
    }
}
