namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>Who of the heavy side gets the volume that does not suffice for all.</summary>
public enum Rationing : byte
{
    /// <summary>Those who came first.</summary>
    Time = 0,

    /// <summary>Everyone in proportion, leftover lots by largest remainder.</summary>
    ProRata = 1,

    /// <summary>Those whom a draw serves first: service in random order.</summary>
    Random = 2,
}

/// <summary>What is rationed.</summary>
public enum RationingScope : byte
{
    /// <summary>Only what is wanted at the clearing price and not one tick beyond; the rest comes first.</summary>
    Marginal = 0,

    /// <summary>All that is wanted at the clearing price: one fill rate for everyone (welfare paper).</summary>
    All = 1,
}
