using Exchange.Engine.Bids;

namespace Exchange.Engine.Clearing;

/// <summary>
/// What accounts can bear, in a market with limits. It is asked once a clearing is computed: limits do not enter the
/// computation, so that nobody's payment depends on another's.
/// </summary>
public interface IAccountLimits
{
    /// <summary>Marks the bids whose accounts could not settle a result.</summary>
    /// <param name="bids">The bids that were cleared.</param>
    /// <param name="result">What every one of them got.</param>
    /// <param name="marks">Of the same bids, by arrival; none is marked.</param>
    /// <returns>False when all can settle.</returns>
    bool Mark(CollectedBids bids, ClearingResult result, Span<bool> marks);

    /// <summary>What is held when these are the bids, for a rule that observes positions.</summary>
    Inventories InventoriesOf(CollectedBids bids);
}
