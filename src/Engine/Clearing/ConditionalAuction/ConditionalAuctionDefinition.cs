using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>A conditional auction's parameters.</summary>
/// <param name="Tax">σ, the slope of the quadratic tax.</param>
/// <param name="Collar">The prices that bids may name; null: all.</param>
/// <param name="MaxQuantity">The most that an account can trade in a clearing, either way; null: as much as a bid can have.</param>
/// <param name="MaxDeficit">The most that the operator pays for a clearing, zero or more; null: without limit.</param>
public sealed record ConditionalAuctionDefinition(
    TaxSlope Tax, PriceCollar? Collar, Quantity? MaxQuantity, Cash? MaxDeficit) : SessionRuleDefinition
{
    /// <inheritdoc/>
    public override RuleKind Kind => RuleKind.ConditionalAuction;

    /// <inheritdoc/>
    public override bool HasPrice => true;

    /// <inheritdoc/>
    public override bool TellsOperator => true;

    /// <summary>Whether the parameters are within their ranges.</summary>
    public bool IsInRange => Tax.IsInRange && !(MaxDeficit < Cash.Zero) && !(Collar is { } collar && collar.High < collar.Low)
        && (MaxQuantity is not { } most || Quantity.IsOrderSize(most.Lots));

    /// <inheritdoc/>
    public override bool Takes(BidKind kind) => kind is BidKind.Conditional or BidKind.Schedule;

    /// <inheritdoc/>
    public override SessionRule Create(Grid grid, bool clearsWithoutVolume) => new ConditionalAuctionRule(this, grid);

    internal override void Write(ref RecordWriter writer)
    {
        Tax.Write(ref writer);
        writer.Write((byte)(Collar is null ? 0 : 1));
        writer.Write(Collar?.Low.Ticks ?? 0);
        writer.Write(Collar?.High.Ticks ?? 0);
        writer.Write(MaxQuantity?.Lots ?? Quantity.MaxOrderLots);
        writer.Write((byte)(MaxDeficit is null ? 0 : 1));
        writer.Write(MaxDeficit?.Atoms ?? 0);
    }

    internal static ConditionalAuctionDefinition Read(ref RecordReader reader)
    {
        var tax = TaxSlope.Read(ref reader);
        var hasCollar = reader.ReadByte() == 1;
        var collar = new PriceCollar(new(reader.ReadInt32()), new(reader.ReadInt32()));
        var maxLots = reader.ReadInt64();
        var hasMaxDeficit = reader.ReadByte() == 1;
        var maxDeficit = new Cash(reader.ReadInt128());
        return new(
            tax,
            hasCollar ? collar : null,
            maxLots == Quantity.MaxOrderLots ? null : new Quantity(maxLots),
            hasMaxDeficit ? maxDeficit : null);
    }
}
