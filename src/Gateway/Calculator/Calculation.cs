using Exchange.Engine.Bids;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Calculator;

/// <summary>One clearing by one rule: the bids come one by one in the order of their arrival, then it clears.</summary>
internal abstract class Calculation
{
    /// <summary>Whether a second bid of an account is refused.</summary>
    public abstract bool TakesOneBidAnAccount { get; }

    /// <summary>Takes a bid, or says what is wrong with it.</summary>
    public abstract Refusal TryAdd(V1.CalculatorBid bid, Bidder bidder);

    /// <summary>Completes a response in which the allocations have the names and nothing else.</summary>
    public abstract void Clear(V1.ClearResponse response);

    /// <summary>The bids did not clear: nobody gets or pays anything.</summary>
    protected static void Fail(V1.ClearResponse response, string reason)
    {
        response.Reason = reason;
        (response.Volume, response.Surplus, response.OperatorCash) = ("0", "0", "0");
        foreach (var allocation in response.Allocations)
        {
            (allocation.Quantity, allocation.Cash, allocation.Charge) = ("0", "0", "0");
        }
    }
}
