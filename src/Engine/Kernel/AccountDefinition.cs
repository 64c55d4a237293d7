using Exchange.Engine.Accounts;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>An account with its first deposit and its limits of now. Immutable.</summary>
/// <param name="Id">The account's name.</param>
/// <param name="Deposit">What it starts with.</param>
/// <param name="Groups">The operator's roster: the groups that conditional bids name.</param>
/// <param name="Capacity">Capacity of the transaction fee and the direct exchange.</param>
public sealed record AccountDefinition(
    string Id, Holdings Deposit, IReadOnlyList<string> Groups, FixedDecimal Capacity)
{
    /// <summary>What it may do in markets with limits.</summary>
    public AccountLimits Limits { get; init; } = AccountLimits.None;

    /// <summary>The capacity as rules compute with it; the default when there is none.</summary>
    public Capacity HoldingCapacity { get; } = Numerics.Capacity.TryFrom(Capacity, out var capacity) ? capacity : default;
}

/// <summary>Cash and units by instrument name.</summary>
public sealed record Holdings(Cash Cash, IReadOnlyList<(string Instrument, Units Units)> Units)
{
    /// <summary>Neither cash nor units.</summary>
    public static Holdings Nothing { get; } = new(Cash.Zero, []);
}
