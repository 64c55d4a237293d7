using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>
/// What one trader may trade in one period: units of one size, each with its private value (to a buyer, what the
/// experimenter pays for it) or cost (to a seller). They are traded in order, the best first. Not safe for concurrent use.
/// </summary>
public sealed class PrivateUnits
{
    private readonly decimal[] _values;

    /// <summary>A trader's units.</summary>
    /// <param name="side">A buyer's or a seller's.</param>
    /// <param name="unitSize">The size of each, above zero.</param>
    /// <param name="values">Values or costs, one a unit, in any order.</param>
    public PrivateUnits(Side side, decimal unitSize, IEnumerable<decimal> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unitSize);
        Side = side;
        UnitSize = unitSize;
        _values = side == Side.Buy ? [.. values.OrderDescending()] : [.. values.Order()];
    }

    /// <summary>Whether the trader buys or sells.</summary>
    public Side Side { get; }

    /// <summary>The size of each unit.</summary>
    public decimal UnitSize { get; }

    /// <summary>Values (falling) or costs (rising).</summary>
    public IReadOnlyList<decimal> Values => _values;

    /// <summary>How much has been traded.</summary>
    public decimal Traded { get; private set; }

    /// <summary>Whether nothing is left.</summary>
    public bool IsDone => Traded >= _values.Length * UnitSize;

    /// <summary>The value or cost of the unit that is next.</summary>
    /// <exception cref="InvalidOperationException">Nothing is left.</exception>
    public decimal Next => IsDone ? throw new InvalidOperationException("All units are traded.") : _values[(int)(Traded / UnitSize)];

    /// <summary>What is left of the unit that is next; zero when nothing is.</summary>
    public decimal Open => IsDone ? 0 : UnitSize - (Traded % UnitSize);

    /// <summary>What was traded has gained if each unit's price had been this one: the trader's part of the realised surplus.</summary>
    /// <param name="price">A price.</param>
    public decimal GainAt(decimal price)
    {
        var gain = 0m;
        var left = Traded;
        for (var unit = 0; left > 0; unit++)
        {
            gain += Math.Min(left, UnitSize) * MarginAt(price, _values[unit]);
            left -= UnitSize;
        }
        return gain;
    }

    /// <summary>What the trader would gain at most at this price: its part of the maximum surplus.</summary>
    /// <param name="price">A price.</param>
    public decimal BestGainAt(decimal price) => _values.Sum(value => Math.Max(0, MarginAt(price, value)) * UnitSize);

    /// <summary>Takes a trade in.</summary>
    /// <param name="quantity">Above zero.</param>
    /// <exception cref="InvalidOperationException">The trader does not have as much.</exception>
    public void Trade(decimal quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);
        if (Traded + quantity > _values.Length * UnitSize)
        {
            throw new InvalidOperationException($"Traded {Traded + quantity} of {_values.Length * UnitSize}.");
        }
        Traded += quantity;
    }

    private decimal MarginAt(decimal price, decimal value) => Side == Side.Buy ? value - price : price - value;
}
