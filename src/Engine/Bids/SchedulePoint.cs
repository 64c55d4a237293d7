using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>A vertex of a demand schedule.</summary>
/// <param name="Price">The price.</param>
/// <param name="Quantity">What is wanted there, −4·10⁹ to 4·10⁹ lots (or lots per second); negative sells.</param>
public readonly record struct SchedulePoint(Price Price, Quantity Quantity);
