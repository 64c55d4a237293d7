using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;
using Exchange.Engine.Tests.Kernel;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>A live double auction of demand lines, with the transaction fee of an economy or without any.</summary>
internal sealed class FeeAuction
{
    private readonly Economy _economy;

    public FeeAuction(Economy economy, bool hasFee = true)
    {
        _economy = economy;
        var grid = KernelBench.Grid("0.000001", "0.000001");
        Charge[] charges = hasFee ? [new TransactionFee(economy.Endowments, DecimalOf(economy.PayoffMean), grid)] : [];
        var rule = new CallAuctionDefinition(Rationing.ProRata, RationingScope.Marginal, default, ReferencePrice: null);
        Market = new(LiveMarket.Definition(grid, rule, trigger: null, charges), economy.Capacities);
    }

    public LiveMarket Market { get; }

    /// <summary>How many units a trade may be from what exact lines would give it.</summary>
    /// <remarks>
    /// With N bids of slopes κ and K their sum, in lots and ticks. Truncation moves the sum of the bids by less than N lots.
    /// So at the price it is within N + K of zero, the price within (N + K)/K of the exact one, and the surplus, which may
    /// all be one trader's to bear, within 2N + K. Added up over price, truncation, rationing and an intercept that is
    /// rounded to lots, that is less than 4(N + K).
    /// </remarks>
    public double TradeError => 4 * (_economy.Capacities.Length + _economy.Capacities.Sum()) / DemandLine.Grain;

    /// <summary>The equilibrium bid: −v(e) − κ(p − μ).</summary>
    public DemandLine Stated(int trader, double endowment) =>
        new(-_economy.Endowments.Of(endowment), _economy.Capacities[trader]);

    /// <summary>The equilibrium bids of all.</summary>
    public DemandLine[] Stated(double[] endowments) => [.. endowments.Select((endowment, trader) => Stated(trader, endowment))];

    /// <summary>Clears one bid a trader; the allocations stand in the traders' order.</summary>
    public LiveClearing Clear(DemandLine[] bids)
    {
        for (var trader = 0; trader < bids.Length; trader++)
        {
            Assert.Equal(Reason.None, Market.Submit(trader, id: 1, bids[trader].Points(_economy.PayoffMean)));
        }
        return Market.Clear();
    }
}
