using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>
/// What one trader may trade in one period: units of one size, each with its private value (to a buyer, what the
/// experimenter pays for it) or cost (to a seller). They are traded in order, the best first. Not safe for concurrent use.
/// </summary>
public sealed class PrivateUnits : Valuation
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

    /// <summary>How much has been traded, on the trader's side.</summary>
    public decimal Traded { get; private set; }

    /// <inheritdoc/>
    public override bool IsDone => Left <= 0;

    /// <summary>What is left to trade.</summary>
    public decimal Left => (_values.Length * UnitSize) - Traded;

    /// <summary>The value or cost of the unit that is next.</summary>
    /// <exception cref="InvalidOperationException">Nothing is left.</exception>
    public decimal Next => IsDone ? throw new InvalidOperationException("All units are traded.") : _values[(int)(Traded / UnitSize)];

    /// <summary>What is left of the unit that is next; zero when nothing is.</summary>
    public decimal Open => IsDone ? 0 : UnitSize - (Traded % UnitSize);

    /// <summary>What is left that gains at a price.</summary>
    /// <param name="price">The price.</param>
    public decimal WantedAt(decimal price) =>
        Math.Max(0, (_values.Count(value => MarginAt(price, value) > 0) * UnitSize) - Traded);

    /// <summary>The prices at which the unit that is next does not lose.</summary>
    /// <param name="prices">All prices.</param>
    public PriceRange PricesWithoutLoss(PriceRange prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        return Side == Side.Buy ? prices.Within(prices.Lowest, Next) : prices.Within(Next, prices.Highest);
    }

    /// <inheritdoc/>
    public override decimal GainAt(decimal price)
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

    /// <inheritdoc/>
    public override decimal BestGainAt(decimal price) => _values.Sum(value => Math.Max(0, MarginAt(price, value)) * UnitSize);

    /// <inheritdoc/>
    public override void Trade(decimal quantity)
    {
        var traded = Traded + (Side == Side.Buy ? quantity : -quantity);
        if (traded < Traded || traded > _values.Length * UnitSize)
        {
            throw new InvalidOperationException($"A trader that may {Side} {_values.Length * UnitSize} traded {quantity} after {Traded}.");
        }
        Traded = traded;
    }

    private decimal MarginAt(decimal price, decimal value) => Side == Side.Buy ? value - price : price - value;
}
