namespace Exchange.Engine.Clearing.ContinuousBook;

/// <summary>The continuous limit order book: it has no parameters.</summary>
public sealed record ContinuousBookDefinition : ContinuousRuleDefinition
{
    /// <inheritdoc/>
    public override RuleKind Kind => RuleKind.ContinuousBook;

    internal override ContinuousRule Create(SelfTrade selfTrade) => new OrderBook(selfTrade);
}
