namespace Exchange.Bots;

/// <summary>Names a strategy. Whatever bears it can be chosen by its name; nothing else needs to know the class.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StrategyAttribute : Attribute
{
    /// <summary>Names a strategy.</summary>
    /// <param name="name">At most 16 of a–z, 0–9 and <c>-</c>; it begins the names of the bots' accounts.</param>
    /// <param name="description">One line.</param>
    public StrategyAttribute(string name, string description)
    {
        Name = name;
        Description = description;
    }

    /// <summary>The name to choose it by.</summary>
    public string Name { get; }

    /// <summary>One line for a person.</summary>
    public string Description { get; }

    /// <summary>What its bots are given to trade for. Default: private units.</summary>
    public Inducement Induced { get; init; } = Inducement.Units;

    /// <summary>Whether its bots are told the market's public updates. Default false.</summary>
    public bool WatchesMarket { get; init; }
}
