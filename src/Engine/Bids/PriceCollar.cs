using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>The prices that bids may name.</summary>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest, not below it.</param>
public readonly record struct PriceCollar(Price Low, Price High)
{
    /// <summary>Whether a price may be named.</summary>
    public bool Holds(Price price) => price >= Low && price <= High;
}
