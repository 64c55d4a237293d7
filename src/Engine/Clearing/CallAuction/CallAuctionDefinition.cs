using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>A call auction's parameters.</summary>
/// <param name="Rationing">Who of the heavy side gets the volume.</param>
/// <param name="Scope">What is rationed.</param>
/// <param name="Secret">The market's 32 secret bytes with random rationing, else empty. Not to be changed.</param>
/// <param name="ReferencePrice">The reference price where no other market gives one; null: none.</param>
public sealed record CallAuctionDefinition(
    Rationing Rationing, RationingScope Scope, ReadOnlyMemory<byte> Secret, Price? ReferencePrice) : SessionRuleDefinition
{
    /// <inheritdoc/>
    public override RuleKind Kind => RuleKind.CallAuction;

    /// <inheritdoc/>
    public override bool HasPrice => true;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Seed => Secret.Span;

    /// <inheritdoc/>
    public override Price? Reference => ReferencePrice;

    /// <inheritdoc/>
    public override bool Takes(BidKind kind) =>
        kind is BidKind.Limit or BidKind.Market or BidKind.Schedule or BidKind.RateSchedule;

    /// <inheritdoc/>
    public override SessionRule Create(Grid grid, bool clearsWithoutVolume) =>
        new CallAuctionRule(Rationing, Scope, Seed, clearsWithoutVolume);

    internal override void Write(ref RecordWriter writer)
    {
        writer.Write((byte)Rationing);
        writer.Write((byte)Scope);
        writer.Write((byte)Secret.Length);
        writer.Write(Secret.Span);
        writer.Write((byte)(ReferencePrice is null ? 0 : 1));
        writer.Write((long)(ReferencePrice?.Ticks ?? 0));
    }

    internal static CallAuctionDefinition Read(ref RecordReader reader)
    {
        var rationing = (Rationing)reader.ReadByte();
        var scope = (RationingScope)reader.ReadByte();
        var secret = reader.ReadBytes(reader.ReadByte()).ToArray();
        var hasReference = reader.ReadByte() == 1;
        var reference = new Price(reader.ReadInt64());
        return new(rationing, scope, secret, hasReference ? reference : null);
    }
}
