namespace Exchange.Bots;

/// <summary>
/// A quantity that a trader holds, and what it makes of it: a unit pays v on average, and holding z costs z²/(2κ), κ being the
/// trader's capacity to hold. So trading x from e on gains v·x + (e² − (e + x)²)/(2κ), less the price. With the running cost γz²
/// until a payoff that comes at the rate r (Antill and Duffie 2017 §3) κ is r/(2γ); a transaction fee's or a direct exchange's
/// capacity (Chen 2024) is κ itself. A shock changes what it holds without a trade. Not safe for concurrent use.
/// </summary>
public sealed class PrivateHolding : Valuation
{
    private readonly decimal _payoffMean;
    private readonly bool _isForOneClearing;
    private bool _hasCleared;

    /// <summary>What a trader holds.</summary>
    /// <param name="start">The quantity at the beginning, signed, net of what it wants to hold.</param>
    /// <param name="capacity">κ, above zero.</param>
    /// <param name="payoffMean">v, what a unit pays on average.</param>
    /// <param name="isForOneClearing">Whether the trader is done when it has had its first clearing.</param>
    public PrivateHolding(decimal start, decimal capacity, decimal payoffMean, bool isForOneClearing = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Untraded = start;
        Quantity = start;
        Capacity = capacity;
        _payoffMean = payoffMean;
        _isForOneClearing = isForOneClearing;
    }

    /// <summary>What is held now, signed.</summary>
    public decimal Quantity { get; private set; }

    /// <summary>e, what would be held now if nothing had been traded, signed.</summary>
    public decimal Untraded { get; private set; }

    /// <summary>κ.</summary>
    public decimal Capacity { get; }

    /// <inheritdoc/>
    public override bool IsDone => _isForOneClearing && _hasCleared;

    /// <inheritdoc/>
    public override decimal GainAt(decimal price) =>
        ((_payoffMean - price) * (Quantity - Untraded)) + (((Untraded * Untraded) - (Quantity * Quantity)) / (2 * Capacity));

    /// <inheritdoc/>
    public override decimal BestGainAt(decimal price)
    {
        // At this price it would hold κ(v − p).
        var excess = Untraded - (Capacity * (_payoffMean - price));
        return excess * excess / (2 * Capacity);
    }

    /// <inheritdoc/>
    public override void Trade(decimal quantity)
    {
        Quantity += quantity;
        _hasCleared = true;
    }

    /// <summary>Takes in what has come or gone without a trade.</summary>
    /// <param name="quantity">Signed.</param>
    public void Shock(decimal quantity)
    {
        Untraded += quantity;
        Quantity += quantity;
    }
}
