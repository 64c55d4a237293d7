using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ReferenceCross;

/// <summary>A reference cross's parameters.</summary>
/// <param name="Rationing">TIME or PRO_RATA.</param>
public sealed record ReferenceCrossDefinition(Rationing Rationing) : SessionRuleDefinition
{
    /// <summary>
    /// The most orders that rest at a time: whenever the reference market's best prices change, they all may have to be
    /// looked at.
    /// </summary>
    public const int MaxOrders = 1 << 16;

    /// <inheritdoc/>
    public override RuleKind Kind => RuleKind.ReferenceCross;

    /// <inheritdoc/>
    public override bool HasPrice => true;

    /// <inheritdoc/>
    public override bool TakesContinuousTrigger => true;

    /// <inheritdoc/>
    public override bool Takes(BidKind kind) => kind == BidKind.Pegged;

    /// <inheritdoc/>
    public override SessionRule Create(Grid grid, bool clearsWithoutVolume) => new ReferenceCrossRule(Rationing);

    internal override void Write(ref RecordWriter writer) => writer.Write((byte)Rationing);

    internal static ReferenceCrossDefinition Read(ref RecordReader reader) => new((Rationing)reader.ReadByte());
}
