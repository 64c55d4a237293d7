using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>Who bids, as the operator has described it.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Capacity">The account's holding capacity; the default when it has none.</param>
public readonly record struct Bidder(int Account, Capacity Capacity);
