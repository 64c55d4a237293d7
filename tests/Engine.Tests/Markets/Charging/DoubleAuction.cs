using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Markets.Charging;

/// <summary>A double auction with the transaction fee in which everyone bids q(p) = −v(e) − κ(p − μ), solved in closed form.</summary>
internal sealed class DoubleAuction
{
    private readonly Economy _economy;
    private readonly LargestRemainder _largestRemainder = new();

    public DoubleAuction(Economy economy)
    {
        _economy = economy;
        Assert.Equal(Reason.None, Grid.TryCreate(DecimalOf(0.000001), DecimalOf(0.000001), out var grid));
        Grid = grid!;
        Fee = new(economy.Endowments, DecimalOf(economy.PayoffMean), Grid);
    }

    public Grid Grid { get; }

    public TransactionFee Fee { get; }

    /// <summary>Prices in ticks and quantities in lots of 10⁻⁶, the quantities adding up to zero.</summary>
    public ClearedBid[] Clear(double[] endowments)
    {
        var virtuals = endowments.Select(_economy.Endowments.Of).ToArray();
        var price = _economy.PayoffMean - (virtuals.Sum() / _economy.Capacities.Sum());
        var quantities = virtuals.Select((v, i) => 1e6 * (-v - (_economy.Capacities[i] * (price - _economy.PayoffMean)))).ToArray();
        var lots = new long[quantities.Length];
        _largestRemainder.Round(quantities, 0, lots);
        return [.. lots.Select((quantity, i) => new ClearedBid(
            0, i, CapacityOf(_economy.Capacities[i]), new(quantity), new((long)Math.Round(price * 1e6))))];
    }
}
