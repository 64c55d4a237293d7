using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Markets;

/// <summary>
/// A market: clearing rule × trigger × disclosure × charges, on one instrument and one grid. Immutable.
/// </summary>
/// <param name="Id">The market's name.</param>
/// <param name="Instrument">What is traded; markets on one instrument share the accounts' units.</param>
/// <param name="Grid">Ticks and lots.</param>
/// <param name="Rule">Who trades what with whom, at which price.</param>
/// <param name="Trigger">When it clears.</param>
/// <param name="Disclosure">Who sees what, when.</param>
/// <param name="Charges">What else is paid.</param>
public sealed record MarketDefinition(
    string Id, string Instrument, Grid Grid, RuleDefinition Rule, Trigger Trigger, Disclosure Disclosure, Charges Charges)
{
    /// <summary>The market that this one takes its reference price from, defined before it; empty: none.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The prices that bids may name; null: all. A conditional auction has its own.</summary>
    public PriceCollar? Collar { get; init; }

    /// <summary>Of a book or a reference cross: what happens when two orders of one account would trade with each other.</summary>
    public SelfTrade SelfTrade { get; init; }

    /// <summary>
    /// Whether accounts may owe no more cash and units in this market than their limits say: bids set aside the worst that
    /// can become of them, and who could not settle what a clearing gives is left out of it.
    /// </summary>
    public bool HasLimits { get; init; }
}
