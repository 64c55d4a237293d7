using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

public class TimerQueueTests
{
    [Fact]
    public void Queue_RandomTimers_FireInOrder()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var random = new SeededGenerator(seed);
            var queue = new TimerQueue();
            var model = new List<KernelTimer>();
            var arrivals = 0L;
            for (var step = 0; step < 1_000; step++)
            {
                if (random.NextBelow(100) < (step / 200 % 2 == 0 ? 70 : 30))
                {
                    var timer = new KernelTimer
                    {
                        Due = new(random.NextBelow(20)),
                        Kind = (TimerKind)random.NextBelow(4),
                        Market = (ushort)random.NextBelow(3),
                        Price = new(step),
                        Arrival = arrivals++,
                    };
                    queue.Add(timer);
                    model.Add(timer);
                }
                else if (model.Count > 0)
                {
                    var first = model.OrderBy(timer => timer.Due.Nanoseconds).ThenBy(timer => timer.Kind)
                        .ThenBy(timer => timer.Market).ThenBy(timer => timer.Arrival).First();
                    model.Remove(first);
                    Assert.True(first.Price == queue.Take().Price, $"seed {seed}, step {step}");
                }
                var due = model.Count == 0 ? Timestamp.Never : new(model.Min(timer => timer.Due.Nanoseconds));
                Assert.True(due == queue.NextDue, $"seed {seed}, step {step}");
            }
        }
    }

    [Fact]
    public void WriteState_AnotherHistory_IsTheSame()
    {
        var plain = new TimerQueue();
        plain.Add(At(5, 50));
        plain.Add(At(7, 70));
        var detour = new TimerQueue();
        detour.Add(At(1, 10));
        detour.Add(At(7, 70));
        detour.Take();
        detour.Add(At(5, 50));
        Assert.Equal(Hash(plain), Hash(detour));
        detour.Take();
        Assert.NotEqual(Hash(plain), Hash(detour));
    }

    private static KernelTimer At(long due, int ticks) =>
        new() { Due = new(due), Kind = TimerKind.Print, Price = new(ticks), Quantity = new(1) };

    private static string Hash(TimerQueue queue)
    {
        using var writer = new StateWriter();
        queue.WriteState(writer);
        return writer.Finish();
    }
}
