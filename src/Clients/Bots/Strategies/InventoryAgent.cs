namespace Exchange.Bots.Strategies;

/// <summary>
/// The equilibrium of the sequential double auction (Antill and Duffie 2017, Proposition 3): a standing flow of demand
/// q(p) = a + b·p + c·z units a second that follows the agent's own inventory z, replaced after every clearing, with
/// b = −(n − 2)r²/(4γ), a = −v·b and c = 2γb/r. Every agent shades its demand to move the price less, so that inventories
/// even out at the rate −c rather than at once.
/// </summary>
/// <remarks>
/// The paper's auction clears continuously; here −c times the time between clearings should be well below one. Fewer than
/// three agents do not trade.
/// </remarks>
[Strategy("inventory", "a standing flow of demand that follows its inventory (Antill & Duffie 2017)", Induced = Inducement.Inventory)]
internal sealed class InventoryAgent : Bot
{
    private readonly decimal _intercept;
    private readonly decimal _perPrice;
    private readonly decimal _perInventory;

    public InventoryAgent(BotSetup setup)
        : base(setup)
    {
        var (payoffMean, rate, cost) = (setup.Inventories.PayoffMean, setup.Inventories.PayoffRate, setup.Inventories.HoldingCost);
        _perPrice = -Math.Max(setup.Traders - 2, 0) * rate * rate / (4 * cost);
        _intercept = -payoffMean * _perPrice;
        _perInventory = 2 * cost * _perPrice / rate;
    }

    protected override Quotes Decide()
    {
        var wanted = _intercept + (_perInventory * Holding!.Quantity);
        return new() { Sealed = Line(price => wanted + (_perPrice * price), perSecond: true) };
    }
}
