namespace Exchange.Bots;

/// <summary>What an experimenter induces the bots of a strategy to trade for.</summary>
public enum Inducement
{
    /// <summary>Nothing: the strategy has aims of its own.</summary>
    None,

    /// <summary>Units with private values or costs, drawn anew for every period: <see cref="InducedSchedules"/>.</summary>
    Units,

    /// <summary>
    /// An endowment that is costly to hold, drawn anew for every period and traded in one clearing: what the
    /// market supposes of its traders, <see cref="Sdk.Market.Endowments"/>.
    /// </summary>
    Endowment,

    /// <summary>
    /// A signal of one value that all have in common, drawn anew for every period and traded on in one clearing of a conditional
    /// auction: <see cref="InducedSignals"/>.
    /// </summary>
    FundamentalValue,

    /// <summary>The same, with a value for each half of the bots.</summary>
    GroupValue,

    /// <summary>One value again, half of the bots with the capacity to hold more.</summary>
    UnequalCapacities,

    /// <summary>
    /// What the bot's account holds, costly to hold, traded and shocked, from period to period: <see cref="InducedInventories"/>
    /// or what size-discovery sessions suppose.
    /// </summary>
    Inventory,
}
