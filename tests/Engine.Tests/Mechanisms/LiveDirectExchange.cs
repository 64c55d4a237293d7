using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Tests.Clearing.DirectExchange;
using Exchange.Engine.Tests.Kernel;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>A live direct exchange for an economy, in lots of the grain of <see cref="DemandLine"/>.</summary>
internal sealed class LiveDirectExchange(Economy economy)
{
    public LiveMarket Market { get; } = new(
        LiveMarket.Definition(
            KernelBench.Grid("0.000001", "0.000001"),
            new DirectExchangeDefinition(economy.Endowments, DecimalOf(economy.PayoffMean))),
        economy.Capacities);

    /// <summary>Clears one truthful report a trader; the allocations stand in the traders' order.</summary>
    public LiveClearing Clear(double[] endowments)
    {
        for (var trader = 0; trader < endowments.Length; trader++)
        {
            var lots = (long)Math.Round(endowments[trader] * DemandLine.Grain);
            Assert.Equal(Reason.None, Market.Report(trader, id: 1, lots));
        }
        return Market.Clear();
    }
}
