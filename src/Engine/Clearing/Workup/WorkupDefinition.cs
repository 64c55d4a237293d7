using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.Workup;

/// <summary>A workup's parameters, or a matching session's.</summary>
/// <param name="Rationing">TIME: a workup. PRO_RATA: a matching session.</param>
/// <param name="Price">The frozen price where no other market gives one; null: none.</param>
public sealed record WorkupDefinition(Rationing Rationing, Price? Price) : SessionRuleDefinition
{
    /// <inheritdoc/>
    public override RuleKind Kind => RuleKind.Workup;

    /// <inheritdoc/>
    public override bool HasPrice => true;

    /// <inheritdoc/>
    public override Price? Reference => Price;

    /// <inheritdoc/>
    public override bool Takes(BidKind kind) => kind == BidKind.Market;

    /// <inheritdoc/>
    public override SessionRule Create(Grid grid, bool clearsWithoutVolume) => new WorkupRule(Rationing);

    internal override void Write(ref RecordWriter writer)
    {
        writer.Write((byte)Rationing);
        writer.Write((byte)(Price is null ? 0 : 1));
        writer.Write(Price?.Ticks ?? 0);
    }

    internal static WorkupDefinition Read(ref RecordReader reader)
    {
        var rationing = (Rationing)reader.ReadByte();
        var hasPrice = reader.ReadByte() == 1;
        var price = new Price(reader.ReadInt32());
        return new(rationing, hasPrice ? price : null);
    }
}
