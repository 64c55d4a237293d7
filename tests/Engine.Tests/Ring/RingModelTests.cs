using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

/// <summary>
/// Small rings against a list of claims, one thread, random steps: claims of every length, publishing in any order where
/// the ring allows it, consumers that take all or a part of what there is.
/// </summary>
public sealed class RingModelTests
{
    [Theory]
    [InlineData(ProducerMode.One)]
    [InlineData(ProducerMode.Many)]
    public void RandomSteps_AgreeWithAListOfClaims(ProducerMode mode)
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var model = new Model(mode, new Random(seed));
            Exception? failure = Record.Exception(() => model.Run(steps: 400));
            Assert.True(failure is null, $"Seed {seed}, {mode}: {failure}");
        }
    }

    private sealed class Model
    {
        private readonly Random _random;
        private readonly ProducerMode _mode;
        private readonly RingBuffer<Slot> _ring;
        private readonly SequenceBarrier _barrier;
        private readonly Sequence _consumer = new();
        private readonly List<(long First, int Count, bool IsPublished)> _claims = [];
        private long _next;
        private long _told = Sequence.Initial;

        public Model(ProducerMode mode, Random random)
        {
            int capacity = 1 << random.Next(5);
            _random = random;
            _mode = mode;
            _ring = new RingBuffer<Slot>(mode, capacity, random.Next(1, capacity + 1), new YieldingWaitStrategy());
            _barrier = _ring.NewBarrier();
            _ring.GateOn(_consumer);
        }

        public void Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                switch (_random.Next(3))
                {
                    case 0:
                        Claim();
                        break;
                    case 1:
                        Publish();
                        break;
                    default:
                        Consume();
                        break;
                }
            }
        }

        private void Claim()
        {
            int count = _random.Next(1, _ring.MaxClaim + 1);
            bool fits = _next + count - 1 - _ring.Capacity <= _consumer.Value;

            Assert.Equal(fits, _ring.TryClaim(count, out long first));
            if (fits)
            {
                Assert.Equal(_next, first);
                TestRecord.Write(_ring.Slots(first, count), 0, first);
                _claims.Add((first, count, false));
                _next += count;
            }
        }

        private void Publish()
        {
            List<int> waiting = [.. Enumerable.Range(0, _claims.Count).Where(i => !_claims[i].IsPublished)];
            if (waiting.Count > 0)
            {
                int i = _mode == ProducerMode.One ? waiting[0] : waiting[_random.Next(waiting.Count)];
                _claims[i] = _claims[i] with { IsPublished = true };
                _ring.Publish(_claims[i].First, _claims[i].Count);
            }
        }

        private void Consume()
        {
            int visible = _claims.TakeWhile(claim => claim.IsPublished).Count();
            long published = _consumer.Value + _claims.Take(visible).Sum(claim => (long)claim.Count);
            long available = _barrier.WaitFor(_consumer.Value + 1, timeoutMs: 0);

            // Who took a part gets the rest of what it was told of; who took all of it, all there is.
            Assert.Equal(_told > _consumer.Value ? _told : published, available);
            _told = available;
            int taken = _random.Next(visible + 1);
            for (int i = 0; i < taken && _claims[0].First <= available; i++)
            {
                (long first, int count, _) = _claims[0];
                Slot head = TestRecord.Read(_ring, first);
                Assert.Equal((count, first), (head.Count, head.Number));
                _ring.Advance(_consumer, first + count - 1);
                _claims.RemoveAt(0);
            }
        }
    }
}
