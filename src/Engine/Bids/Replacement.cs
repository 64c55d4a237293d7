using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>A change to a live order.</summary>
/// <param name="Quantity">The new open quantity; zero keeps it.</param>
/// <param name="Price">The new price; null keeps it.</param>
/// <param name="LosesPriority">Give up time priority whatever the change.</param>
public readonly record struct Replacement(Quantity Quantity, Price? Price, bool LosesPriority);
