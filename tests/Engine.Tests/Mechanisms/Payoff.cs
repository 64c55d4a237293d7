using Exchange.Engine.Tests.Clearing.DirectExchange;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// The utility of one trader after a clearing, less μe: (μ·x + cash) − (e + x)²/(2κ); and how far ticks and lots can have
/// put it beside that of exact bids.
/// </summary>
internal sealed class Payoff
{
    private readonly Economy _economy;
    private readonly FeeAuction _auction;
    private readonly double _capacity;
    private readonly double _quantity;
    private readonly double _price;

    public Payoff(Economy economy, FeeAuction auction, int trader, double endowment, LiveClearing clearing)
    {
        var allocation = clearing.Allocations[trader];
        (_economy, _auction, _capacity) = (economy, auction, economy.Capacities[trader]);
        (_quantity, _price) = (DemandLine.Units(allocation.Lots), clearing.Ticks / DemandLine.Grain);
        var held = endowment + _quantity;
        Value = (economy.PayoffMean * _quantity) + DemandLine.Currency(allocation.Cash) - (held * held / (2 * _capacity));
    }

    public double Value { get; }

    /// <summary>
    /// The price of a quantity is up to 1 + 2N/K₋ᵢ ticks from the others' exact curve: their N bids are truncated to lots, and
    /// what is rationed of them is less than they want less one tick higher. By the price moves p·q, and 𝒯 by at most
    /// |w − v⁻¹(w)|, which is at most the flat region's half and |w − m|.
    /// </summary>
    public double PriceError
    {
        get
        {
            var others = _economy.Capacities.Sum() - _capacity;
            var ticks = 1 + (2 * _economy.Capacities.Length / others);
            var deviation = -_quantity - (_capacity * (_price - _economy.PayoffMean)) - _economy.Mean;
            return ticks / DemandLine.Grain * (Math.Abs(_quantity) + _economy.Endowments.Flat + Math.Abs(deviation));
        }
    }

    /// <summary>
    /// The payoff of the best bid falls with the distance from it by squares, which does not show; but at the bid of types in
    /// the flat region it has a kink, a slope of the region's width over κ, and a trade may be a few lots beside it.
    /// </summary>
    public double KinkError => _auction.TradeError * 2 * _economy.Endowments.Flat / _capacity;
}
