namespace Exchange.Engine.Clearing;

/// <summary>
/// What accounts can bear, in a market in which they may not go short or negative. It is asked once a clearing is computed:
/// limits do not enter the computation, so that nobody's payment depends on another's.
/// </summary>
public interface IAccountLimits
{
    /// <summary>Marks the bids whose accounts could not settle a result.</summary>
    /// <param name="result">What every bid got.</param>
    /// <param name="leftOut">By arrival; those who are left out already are marked.</param>
    /// <returns>False when all can settle.</returns>
    bool LeaveOut(ClearingResult result, Span<bool> leftOut);
}
