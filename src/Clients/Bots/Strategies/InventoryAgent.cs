using Exchange.Sdk.Economies;

namespace Exchange.Bots.Strategies;

/// <summary>
/// The equilibrium of the sequential double auction (Antill and Duffie 2017, Proposition 3): a standing flow of demand
/// q(p) = a + b·p + c·z units a second that follows the agent's own inventory z, replaced after every clearing. Every agent
/// shades its demand to move the price less, so that inventories even out at the rate −c rather than at once.
/// </summary>
/// <remarks>
/// The paper's auction clears continuously; here −c times the time between clearings should be well below one. Fewer than
/// three agents do not trade.
/// </remarks>
[Strategy("inventory", "a standing flow of demand that follows its inventory (Antill & Duffie 2017)", Induced = Inducement.Inventory)]
internal sealed class InventoryAgent : Bot
{
    private const int MinTraders = 3;

    private readonly FlowDemand? _demand;

    public InventoryAgent(BotSetup setup)
        : base(setup)
    {
        if (setup.Traders >= MinTraders)
        {
            var (payoffMean, cost, rate) = (setup.Inventories.PayoffMean, setup.Inventories.HoldingCost, setup.Inventories.PayoffRate);
            _demand = new InventoryEconomy((double)payoffMean, (double)cost, (double)rate, setup.Traders).WithoutSessions();
        }
    }

    protected override Quotes Decide() => _demand is { } demand ? new() { Sealed = Flow(Setup.Market, demand) } : Quotes.None;
}
