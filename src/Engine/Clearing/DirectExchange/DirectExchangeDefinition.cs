using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>A direct exchange's parameters.</summary>
/// <param name="Endowments">The participants' endowments, for the weight on revenue.</param>
/// <param name="PayoffMean">μ, the mean of what a unit will pay; <see cref="DirectExchangeRule.TryCreate"/> takes it.</param>
public sealed record DirectExchangeDefinition(VirtualEndowment Endowments, FixedDecimal PayoffMean) : SessionRuleDefinition
{
    /// <inheritdoc/>
    public override RuleKind Kind => RuleKind.DirectExchange;

    /// <inheritdoc/>
    public override bool HasPrice => false;

    /// <inheritdoc/>
    public override bool TakesCharges => false;

    /// <inheritdoc/>
    public override bool Takes(BidKind kind) => kind == BidKind.Endowment;

    /// <inheritdoc/>
    public override SessionRule Create(Grid grid, bool clearsWithoutVolume)
    {
        var reason = DirectExchangeRule.TryCreate(Endowments, PayoffMean, grid.LotSize, out var rule);
        System.Diagnostics.Debug.Assert(reason == Reason.None, "The edge lets no other mean in.");
        return rule!;
    }

    internal override void Write(ref RecordWriter writer)
    {
        Endowments.Write(ref writer);
        writer.Write(PayoffMean);
    }

    internal static DirectExchangeDefinition Read(ref RecordReader reader) =>
        new(VirtualEndowment.Read(ref reader), reader.ReadDecimal());
}
