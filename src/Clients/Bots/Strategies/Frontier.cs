namespace Exchange.Bots.Strategies;

/// <summary>
/// The equilibrium of the double auction with the transaction fee that reaches the revenue–efficiency frontier (Chen 2024,
/// Proposition 3): q(p) = −v(e) − κ(p − μ), v(e) the virtual endowment. The fee makes it a best response whatever the others
/// hold.
/// </summary>
[Strategy("frontier", "the equilibrium schedule under the optimal transaction fee (Chen 2024)", Induced = Inducement.Endowment)]
internal sealed class Frontier(BotSetup setup) : Bot(setup)
{
    protected override Quotes Decide()
    {
        // Without them nobody would have been endowed.
        var endowments = Setup.Market.Endowments!;
        var virtualEndowment = endowments.VirtualOf(Holding!.Quantity);
        return new() { Sealed = Line(price => -virtualEndowment - (Holding.Capacity * (price - endowments.PayoffMean))) };
    }
}
