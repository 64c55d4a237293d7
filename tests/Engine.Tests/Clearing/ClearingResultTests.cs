using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

public class ClearingResultTests
{
    [Fact]
    public void Fail_AfterAllIsComputed_LeavesTheFailureAlone()
    {
        var result = new ClearingResult();
        result.Begin(2)[0] = 5;
        result.BeginPayments()[1] = new(7);
        result.Succeed(DecidedBy.Volume, new(3), new(5), new(1));
        result.Fail(ClearingFailure.Limit);
        Assert.Equal((false, ClearingFailure.Limit, DecidedBy.None), (result.IsCleared, result.Failure, result.DecidedBy));
        Assert.Equal((default, default, default), (result.Price, result.Volume, result.Surplus));
        Assert.Equal([0, 0], result.Lots.ToArray());
        Assert.True(result.Payments.IsEmpty);
    }
}
