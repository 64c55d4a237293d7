using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>What a clearing depends on besides its bids.</summary>
/// <param name="Now">When.</param>
/// <param name="Reference">The reference price, frozen or of now.</param>
/// <param name="Reporting">The units that those with a bid hold.</param>
/// <param name="Everybody">The units that all but the operator hold.</param>
internal readonly record struct ListedMoment(Timestamp Now, Price? Reference, decimal Reporting, decimal Everybody)
{
    /// <summary>The same for a rule of the engine that looks at neither numbers nor earlier clearings.</summary>
    public ClearingMoment Exactly => new(default, Now, 1, Reference) { Inventories = new(Of(Reporting), Of(Everybody)) };

    private static Units Of(decimal units) => new((Int128)(units * 1_000_000));
}
