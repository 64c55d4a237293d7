using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Bids;

public class DemandScheduleTests
{
    [Theory]
    [InlineData("", Reason.TooFewPoints)]
    [InlineData("5:1", Reason.TooFewPoints)]
    [InlineData("5:1 5:1", Reason.None)]
    [InlineData("5:1 4:0", Reason.NotMonotone)]
    [InlineData("5:1 6:2", Reason.NotMonotone)]
    [InlineData("5:1 5:2", Reason.NotMonotone)]
    [InlineData("1:-1 2:-1 3:0", Reason.NotMonotone)]
    [InlineData("5:4000000000 6:-4000000000", Reason.None)]
    [InlineData("5:4000000001 6:0", Reason.OutOfRange)]
    [InlineData("5:0 6:-4000000001", Reason.OutOfRange)]
    [InlineData("5:0 6:-9223372036854775808", Reason.OutOfRange)]
    [InlineData("5:1 5:-1", Reason.CrossesZero)]
    [InlineData("1:9 5:1 5:0 5:-1 9:-9", Reason.CrossesZero)]
    [InlineData("5:1 5:0", Reason.None)]
    [InlineData("5:0 5:-1", Reason.None)]
    [InlineData("5:1 6:-1", Reason.None)]
    [InlineData("99:10 99:0 101:0 101:-5", Reason.None)]
    // Of several faults the first in this order is told: points, range, slope, sign.
    [InlineData("5:5000000000", Reason.TooFewPoints)]
    [InlineData("5:1 4:5000000000", Reason.OutOfRange)]
    [InlineData("5:1 5:-1 4:-2", Reason.NotMonotone)]
    public void TryCreate_Points_GivesEachFaultItsReason(string points, Reason expected) =>
        Assert.Equal(expected, DemandSchedule.TryCreate(Auction.Points(points), isPerSecond: false, out _));

    [Theory]
    [InlineData(1_000, Reason.None)]
    [InlineData(1_001, Reason.TooManyPoints)]
    public void TryCreate_ManyPoints_HasABound(int count, Reason expected)
    {
        var points = Enumerable.Range(0, count).Select(i => new SchedulePoint(new(i), new(count - i))).ToArray();
        Assert.Equal(expected, DemandSchedule.TryCreate(points, isPerSecond: true, out _));
    }

    [Theory]
    // A limit buy of 7 at 5.
    [InlineData("5:7 5:0", 4, 7, 7)]
    [InlineData("5:7 5:0", 5, 0, 7)]
    [InlineData("5:7 5:0", 6, 0, 0)]
    // A limit sale.
    [InlineData("5:0 5:-7", 5, -7, 0)]
    [InlineData("5:0 5:-7", 6, -7, -7)]
    // Truncated toward zero, on both sides of it.
    [InlineData("0:10 3:0", 1, 6, 6)]
    [InlineData("0:10 3:0", 2, 3, 3)]
    [InlineData("0:0 3:-10", 1, -3, -3)]
    [InlineData("0:0 3:-10", 2, -6, -6)]
    [InlineData("-3:1 3:-1", 1, 0, 0)]
    [InlineData("-3:1 3:-1", -3, 1, 1)]
    // Three points at one price.
    [InlineData("0:9 5:8 5:4 5:2 9:0", 5, 2, 8)]
    [InlineData("0:9 5:8 5:4 5:2 9:0", 6, 1, 1)]
    // The whole range of prices and quantities.
    [InlineData("-1000000000:4000000000 1000000000:-4000000000", 999_999_999, -3_999_999_996, -3_999_999_996)]
    [InlineData("-1000000000:4000000000 1000000000:-4000000000", 1, -4, -4)]
    [InlineData("-1000000000:4000000000 1000000000:3999999999", 999_999_999, 3_999_999_999, 3_999_999_999)]
    public void AcceptedAt_Price_IsTheInterval(string points, int ticks, long least, long greatest)
    {
        DemandSchedule.TryCreate(Auction.Points(points), isPerSecond: false, out var schedule);
        Assert.Equal((new Quantity(least), new Quantity(greatest)), schedule.AcceptedAt(new(ticks)));
        Assert.Equal(greatest > 0 ? greatest : least, schedule.QuantityAt(new(ticks)).Lots);
    }

    [Fact]
    public void QuantityAt_RandomSchedules_NeverRisesAndIsOneSided()
    {
        var shape = BidShape.All.Single(shape => shape.Name == "schedules");
        for (var seed = 1UL; seed <= 2_000; seed++)
        {
            DemandSchedule.TryCreate(shape.NextPoints(new(seed)), isPerSecond: false, out var schedule);
            var before = long.MaxValue;
            for (var ticks = shape.LowestTicks - 2; ticks < shape.LowestTicks + shape.Ticks + 2; ticks++)
            {
                var (least, greatest) = schedule.AcceptedAt(new(ticks));
                var lots = schedule.QuantityAt(new(ticks)).Lots;
                Assert.True(lots <= before && least <= greatest, $"seed {seed}, {ticks} ticks");
                Assert.False(least.Lots < 0 && greatest.Lots > 0, $"seed {seed}, {ticks} ticks");
                before = lots;
            }
        }
    }
}
