using Exchange.Sdk;

namespace Exchange.Bots.Strategies;

/// <summary>
/// Zero-intelligence traders (Gode and Sunder 1993): each turn a random price for the next unit, without memory, observation
/// or aim. What it may draw from is all that distinguishes them.
/// </summary>
internal abstract class ZeroIntelligence : Bot
{
    protected ZeroIntelligence(BotSetup setup)
        : base(setup)
    {
    }

    protected abstract PriceRange PricesFor(PrivateUnits units);

    protected sealed override Quotes Decide()
    {
        var quote = new Quote(PricesFor(Units!).Draw(Random), Units!.Open);
        return Units.Side == Side.Buy ? new(quote, null) : new(null, quote);
    }
}

/// <summary>With the budget constraint: never a price that loses money on the unit.</summary>
[Strategy("zi-c", "zero intelligence with the budget constraint (Gode & Sunder 1993)")]
internal sealed class ConstrainedZeroIntelligence(BotSetup setup) : ZeroIntelligence(setup)
{
    protected override PriceRange PricesFor(PrivateUnits units) => units.PricesWithoutLoss(Setup.Prices);
}

/// <summary>Without it: any price there is.</summary>
[Strategy("zi-u", "zero intelligence, unconstrained (Gode & Sunder 1993)")]
internal sealed class UnconstrainedZeroIntelligence(BotSetup setup) : ZeroIntelligence(setup)
{
    protected override PriceRange PricesFor(PrivateUnits units) => Setup.Prices;
}
