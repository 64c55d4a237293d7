using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>What one bid came to when its market cleared.</summary>
/// <param name="Market">The market's number.</param>
/// <param name="Account">The account's number.</param>
/// <param name="Capacity">The account's capacity; needed by the transaction fee only.</param>
/// <param name="Quantity">Lots bought; negative is sold, zero is nothing.</param>
/// <param name="Price">The price of the clearing, also where nobody trades.</param>
public readonly record struct ClearedBid(int Market, int Account, Capacity Capacity, Quantity Quantity, Price Price);
