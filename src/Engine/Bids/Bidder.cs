using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>Who bids, as the operator has described it.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Capacity">The account's holding capacity; the default when it has none.</param>
/// <param name="Groups">The numbers of the groups that the operator's roster has the account in. Not to be changed.</param>
public readonly record struct Bidder(int Account, Capacity Capacity, ReadOnlyMemory<int> Groups = default);
