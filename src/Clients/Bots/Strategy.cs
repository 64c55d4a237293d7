using System.Reflection;

namespace Exchange.Bots;

/// <summary>A strategy that bots can be made of. Immutable.</summary>
public sealed class Strategy
{
    private static readonly Dictionary<string, Strategy> ByName = typeof(Strategy).Assembly.GetTypes()
        .Select(type => (Type: type, Attribute: type.GetCustomAttribute<StrategyAttribute>()))
        .Where(found => found.Attribute is not null)
        .ToDictionary(found => found.Attribute!.Name, found => new Strategy(found.Type, found.Attribute!), StringComparer.OrdinalIgnoreCase);

    private readonly Type _type;

    private Strategy(Type type, StrategyAttribute attribute)
    {
        _type = type;
        Name = attribute.Name;
        Description = attribute.Description;
        Induced = attribute.Induced;
        WatchesMarket = attribute.WatchesMarket;
    }

    /// <summary>All strategies, by name.</summary>
    public static IReadOnlyList<Strategy> All { get; } = [.. ByName.Values.OrderBy(strategy => strategy.Name, StringComparer.Ordinal)];

    /// <summary>The name to choose it by.</summary>
    public string Name { get; }

    /// <summary>One line for a person.</summary>
    public string Description { get; }

    /// <summary>What its bots are given to trade for.</summary>
    public Inducement Induced { get; }

    /// <summary>Whether its bots are told the market's public updates.</summary>
    public bool WatchesMarket { get; }

    /// <summary>The strategy of this name.</summary>
    /// <param name="name">In any case.</param>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public static Strategy Named(string name) => ByName.TryGetValue(name, out var strategy)
        ? strategy
        : throw new ArgumentException(
            $"There is no strategy '{name}'; there are {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));

    /// <summary>Makes a bot.</summary>
    /// <param name="setup">What it is born with.</param>
    /// <exception cref="ArgumentException">The market is not one for the strategy.</exception>
    public Bot Create(BotSetup setup) =>
        (Bot)Activator.CreateInstance(_type, BindingFlags.DoNotWrapExceptions, binder: null, [setup], culture: null)!;
}
