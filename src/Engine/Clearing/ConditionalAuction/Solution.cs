using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// What a conditional auction computed before it was rounded to ticks, lots and atoms: the price p, and for every bid its
/// quantity q, the slope r of the residual curve at q and the payment t = ∫₀^q p(x)dx + σq²/2. Of a clearing that failed it
/// is what had been computed until then. In units and in the currency.
/// </summary>
public sealed class Solution
{
    private readonly double _ticksPerSlope;
    private readonly double _tick;
    private readonly double _lot;
    private Growing<Outcome> _outcomes;
    private double _base;
    private double _ticks;

    internal Solution(Grid grid)
    {
        (_tick, _lot) = (Reals.From(grid.TickSize), Reals.From(grid.LotSize));
        _ticksPerSlope = _lot / _tick;
    }

    /// <summary>The number of bids that were cleared: those left out are not among them.</summary>
    public int Count => _outcomes.Count;

    /// <summary>σ, the slope of the quadratic tax.</summary>
    public double Sigma { get; private set; }

    /// <summary>The price.</summary>
    public double Price => Ticks * _tick;

    /// <summary>What the operator receives, Σ t; it pays where this is negative.</summary>
    public double OperatorSurplus
    {
        get
        {
            // The quantities are zero in sum but for rounding, which a price far from zero would blow up.
            var surplus = new CompensatedSum();
            for (var bid = 0; bid < Count; bid++)
            {
                surplus.Add(_outcomes[bid].Area - (_ticks * LotsOf(bid)) + TaxInTickLots(bid));
            }
            return surplus.Value * _tick * _lot;
        }
    }

    internal double Ticks => _base + _ticks;

    /// <summary>What a bid gets, bought above zero.</summary>
    /// <param name="bid">Its place in the order of arrival of those that were cleared.</param>
    public double QuantityOf(int bid) => _outcomes[bid].Lots * _lot;

    /// <summary>
    /// What the price at which the others leave a bid something rises by for a unit more, at what it got and towards
    /// nothing; infinite where they leave it no less at any price nearby.
    /// </summary>
    /// <inheritdoc cref="QuantityOf"/>
    public double ResidualSlopeOf(int bid) => _outcomes[bid].ResidualSlope / _ticksPerSlope;

    /// <summary>What a bid's owner pays, negative where it receives.</summary>
    /// <inheritdoc cref="QuantityOf"/>
    public double PaymentOf(int bid) => PaymentInTickLots(bid) * _tick * _lot;

    internal double LotsOf(int bid) => _outcomes[bid].Lots;

    internal double PaymentInTickLots(int bid) => (_base * LotsOf(bid)) + _outcomes[bid].Area + TaxInTickLots(bid);

    /// <summary>Starts the outcome of so many bids: nothing for each.</summary>
    internal void Begin(int count, double sigma)
    {
        Sigma = sigma;
        (_base, _ticks) = (0, 0);
        _outcomes.Fill(count);
    }

    /// <summary>Notes the price.</summary>
    /// <param name="economy">The economy, which says where prices are counted from.</param>
    /// <param name="ticks">The price from there.</param>
    internal void SetPrice(Economy economy, double ticks) => (_base, _ticks) = (economy.BaseTicks, ticks);

    /// <summary>Notes an outcome.</summary>
    /// <param name="bid">The bid.</param>
    /// <param name="lots">The quantity.</param>
    /// <param name="residualSlope">The slope of the residual curve, in ticks a lot.</param>
    /// <param name="area">The area under it, in ticks, counted as the price is, times lots.</param>
    internal void Set(int bid, double lots, double residualSlope, double area) =>
        _outcomes[bid] = new(lots, residualSlope, area);

    private double TaxInTickLots(int bid) => Sigma * _ticksPerSlope * LotsOf(bid) * LotsOf(bid) / 2;

    private readonly record struct Outcome(double Lots, double ResidualSlope, double Area);
}
