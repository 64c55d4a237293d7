using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Bids;

public class BlockPoolTests
{
    [Fact]
    public void TakeAndGiveBack_RandomSizes_KeepEveryBlock()
    {
        var (pool, random) = (new BlockPool<SchedulePoint>(DemandSchedule.MaxPoints), new SeededGenerator(5));
        var live = new List<(int Place, SchedulePoint[] Points)>();
        for (var step = 0; step < 20_000; step++)
        {
            if (random.NextBelow(2) == 0 && live.Count > 0)
            {
                var chosen = (int)random.NextBelow(live.Count);
                var (place, points) = live[chosen];
                Assert.True(pool.Elements.Slice(place, points.Length).SequenceEqual(points), $"step {step}");
                pool.GiveBack(place, points.Length);
                live.RemoveAt(chosen);
            }
            else
            {
                var count = 1 + (int)random.NextBelow(random.NextBelow(10) == 0 ? DemandSchedule.MaxPoints : 8);
                var points = new SchedulePoint[count];
                Array.Fill(points, new(new(step), new(count)));
                live.Add((pool.Take(points), points));
            }
        }
        Assert.All(live, block => Assert.True(pool.Elements.Slice(block.Place, block.Points.Length).SequenceEqual(block.Points)));
    }

    [Fact]
    public void Take_AfterGiveBack_UsesTheBlockAgain()
    {
        var (pool, points) = (new BlockPool<SchedulePoint>(DemandSchedule.MaxPoints), new SchedulePoint[3]);
        var place = pool.Take(points);
        pool.Take(points);
        pool.GiveBack(place, points.Length);
        Assert.Equal(place, pool.Take(new SchedulePoint[4]));
    }
}
