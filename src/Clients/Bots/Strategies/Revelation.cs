namespace Exchange.Bots.Strategies;

/// <summary>
/// Says what it knows (Andreyanov and Sadzik 2021, Example 7): the marginal utility it has at what its signal and the others'
/// trades tell, less the tax on a unit more. In a conditional auction no other bid gains, whatever the signals.
/// </summary>
internal abstract class Revelation : Bot
{
    private readonly decimal _sigma;

    // Without a conditional auction that has a tax for so many nobody would have been given a signal.
    protected Revelation(BotSetup setup)
        : base(setup) => _sigma = setup.Market.ConditionalAuction!.SigmaFor(setup.Traders)!.Value;

    protected sealed override Quotes Decide() =>
        new() { Sealed = Signal!.Economy.BidOf(Signal.Agent, Signal.Signal, _sigma) };
}

/// <summary>All signals are about one fundamental value, and what the others trade together says all there is to know.</summary>
[Strategy(
    "fundamental",
    "the revelation bid where signals are about one value (Andreyanov & Sadzik 2021)",
    Induced = Inducement.FundamentalValue)]
internal sealed class FundamentalTrader(BotSetup setup) : Revelation(setup);

/// <summary>Two groups with a value each: what one's own group buys is news.</summary>
[Strategy("groups", "the revelation bid where two groups have a value each (the same)", Induced = Inducement.GroupValue)]
internal sealed class GroupTrader(BotSetup setup) : Revelation(setup);

/// <summary>Small and big traders with one fundamental value: what the small buy is news to the big, and the other way round.</summary>
[Strategy("capacities", "the revelation bid of small and big traders (the same)", Induced = Inducement.UnequalCapacities)]
internal sealed class CapacityTrader(BotSetup setup) : Revelation(setup);
