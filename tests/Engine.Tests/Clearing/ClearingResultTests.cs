using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

public class ClearingResultTests
{
    [Fact]
    public void Fail_AfterEverythingWasSet_LeavesZeros()
    {
        var result = new ClearingResult();
        result.Begin(2).Fill(5);
        result.BeginPayments().Fill(new Cash(7));
        result.Succeed(DecidedBy.Volume, new(100), new(5), new(1));
        result.Fail(ClearingFailure.Limit);
        Assert.False(result.IsCleared);
        Assert.Equal((ClearingFailure.Limit, DecidedBy.None), (result.Failure, result.DecidedBy));
        Assert.Equal((default, default, default), (result.Price, result.Volume, result.Surplus));
        Assert.Equal([0, 0], result.Lots.ToArray());
        Assert.True(result.Payments.IsEmpty);
    }
}
