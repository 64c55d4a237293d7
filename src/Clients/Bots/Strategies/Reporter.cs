using Exchange.Sdk;

namespace Exchange.Bots.Strategies;

/// <summary>Tells a direct exchange what it is endowed with: the payments make the truth optimal (Chen 2022, Theorem 1).</summary>
[Strategy("reporter", "reports its endowment to a direct exchange (Chen 2022)", Induced = Inducement.Endowment)]
internal sealed class Reporter(BotSetup setup) : Bot(setup)
{
    protected override Quotes Decide() => new() { Sealed = new EndowmentReport(Holding!.Quantity) };
}
