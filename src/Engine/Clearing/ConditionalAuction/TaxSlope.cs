using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The slope σ of the quadratic tax: a number, or the least at which the revelation bids of N agents leave no deficit
/// (Andreyanov and Sadzik 2021, Proposition 2 and Examples 4 and 5). Immutable.
/// </summary>
/// <remarks>
/// Bids depend on σ, and it depends on N: where N is not stated it is the number of bids that are cleared together, which
/// nobody knows before.
/// </remarks>
public abstract record TaxSlope
{
    /// <summary>The greatest parameter of a model: so that everything but the result is exact.</summary>
    public static readonly FixedDecimal MaxParameter = new((Int128)FixedDecimal.One * 1_000_000_000);

    private protected TaxSlope()
    {
    }

    /// <summary>N where it is stated; null where it is the number of bids, or the slope does not depend on it.</summary>
    public virtual int? Traders => null;

    /// <summary>
    /// Whether the parameters are within their ranges, and there is such a slope for the N that is stated. Without one,
    /// there is too much interdependence for so few agents.
    /// </summary>
    public bool IsInRange => HasValidParameters && (Traders is not { } stated || TryFor(stated, out _));

    private protected abstract bool HasValidParameters { get; }

    private protected abstract TaxSlopeKind Kind { get; }

    /// <summary>Finds σ, in price per unit; false when there is none for so many agents.</summary>
    /// <param name="bids">The number of bids cleared together: N where none is stated.</param>
    /// <param name="sigma">The slope, zero or more.</param>
    public bool TryFor(int bids, out double sigma)
    {
        sigma = 0;
        return HasValidParameters && TryFind(Traders ?? bids, out sigma);
    }

    /// <summary>Finds σ where it is the same for any number of bids; false where it is not.</summary>
    internal bool TryForAny(out double sigma)
    {
        sigma = 0;
        return (Traders is not null || this is FixedTaxSlope) && TryFor(bids: 0, out sigma);
    }

    internal void Write(ref RecordWriter writer)
    {
        writer.Write((byte)Kind);
        WriteParameters(ref writer);
    }

    internal static TaxSlope Read(ref RecordReader reader) => (TaxSlopeKind)reader.ReadByte() switch
    {
        TaxSlopeKind.Fixed => new FixedTaxSlope(reader.ReadDecimal()),
        TaxSlopeKind.Fundamental => new FundamentalTaxSlope(
            reader.ReadDecimal(), reader.ReadDecimal(), reader.ReadDecimal(), ReadTraders(ref reader)),
        TaxSlopeKind.Groups => new GroupsTaxSlope(
            reader.ReadDecimal(), reader.ReadDecimal(), reader.ReadDecimal(), ReadTraders(ref reader)),
        TaxSlopeKind.Bounds => new BoundsTaxSlope(
            reader.ReadDecimal(), reader.ReadDecimal(), reader.ReadDecimal(), ReadTraders(ref reader)),
        var kind => throw new InvalidOperationException($"No tax slope has kind {kind}."),
    };

    private protected abstract bool TryFind(int agents, out double sigma);

    private protected abstract void WriteParameters(ref RecordWriter writer);

    private protected static bool AreValid(FixedDecimal own, FixedDecimal other, FixedDecimal scale, int? traders) =>
        own.Scaled > 0 && other.Scaled >= 0 && scale.Scaled > 0 && traders is null or > 2
        && Int128.Max(own.Scaled, Int128.Max(other.Scaled, scale.Scaled)) <= MaxParameter.Scaled;

    /// <summary>scale·dividend/divisor for more than two agents, if the divisor is above zero.</summary>
    private protected static bool TryDivide(
        FixedDecimal scale, int agents, Int128 dividend, Int128 divisor, out double sigma)
    {
        sigma = agents > 2 && divisor > 0 ? Reals.From(scale) * ((double)dividend / (double)divisor) : 0;
        return sigma > 0;
    }

    private protected static void Write(
        ref RecordWriter writer, FixedDecimal first, FixedDecimal second, FixedDecimal third, int? traders)
    {
        writer.Write(first);
        writer.Write(second);
        writer.Write(third);
        writer.Write(traders ?? 0);
    }

    private static int? ReadTraders(ref RecordReader reader) => reader.ReadInt32() is var traders && traders == 0 ? null : traders;
}

/// <summary>A stated slope.</summary>
/// <param name="Sigma">σ in price per unit, zero or more.</param>
public sealed record FixedTaxSlope(FixedDecimal Sigma) : TaxSlope
{
    private protected override bool HasValidParameters => Sigma.Scaled >= 0;

    private protected override TaxSlopeKind Kind => TaxSlopeKind.Fixed;

    private protected override bool TryFind(int agents, out double sigma)
    {
        sigma = Reals.From(Sigma);
        return true;
    }

    private protected override void WriteParameters(ref RecordWriter writer) => writer.Write(Sigma);
}

/// <summary>
/// (4.15), of the fundamental value model, in which an agent's marginal utility is αs + βs̄ − μq:
/// μ(α + β)/((N − 2)α − β).
/// </summary>
/// <param name="Alpha">α, above zero.</param>
/// <param name="Beta">β, zero or more.</param>
/// <param name="Mu">μ, above zero.</param>
/// <param name="Traders">N, above two; null: the number of bids.</param>
public sealed record FundamentalTaxSlope(FixedDecimal Alpha, FixedDecimal Beta, FixedDecimal Mu, int? Traders = null) : TaxSlope
{
    /// <inheritdoc/>
    public override int? Traders { get; } = Traders;

    private protected override bool HasValidParameters => AreValid(Alpha, Beta, Mu, Traders);

    private protected override TaxSlopeKind Kind => TaxSlopeKind.Fundamental;

    private protected override bool TryFind(int agents, out double sigma) => TryDivide(
        Mu, agents, Alpha.Scaled + Beta.Scaled, ((agents - (Int128)2) * Alpha.Scaled) - Beta.Scaled, out sigma);

    private protected override void WriteParameters(ref RecordWriter writer) => Write(ref writer, Alpha, Beta, Mu, Traders);
}

/// <summary>
/// Of Example 5, two groups of N/2 agents with a mean of their own each: μ(α + β)/((N − 2)α).
/// </summary>
/// <inheritdoc cref="FundamentalTaxSlope"/>
/// <param name="Alpha">α, above zero.</param>
/// <param name="Beta">β, zero or more.</param>
/// <param name="Mu">μ, above zero.</param>
/// <param name="Traders">N, even and above two; null: the number of bids.</param>
public sealed record GroupsTaxSlope(FixedDecimal Alpha, FixedDecimal Beta, FixedDecimal Mu, int? Traders = null) : TaxSlope
{
    /// <inheritdoc/>
    public override int? Traders { get; } = Traders;

    private protected override bool HasValidParameters => AreValid(Alpha, Beta, Mu, Traders);

    private protected override TaxSlopeKind Kind => TaxSlopeKind.Groups;

    private protected override bool TryFind(int agents, out double sigma) => TryDivide(
        Mu, agents % 2 == 0 ? agents : 0, Alpha.Scaled + Beta.Scaled, (agents - (Int128)2) * Alpha.Scaled, out sigma);

    private protected override void WriteParameters(ref RecordWriter writer) => Write(ref writer, Alpha, Beta, Mu, Traders);
}

/// <summary>
/// (3.13), from bounds on the marginal utilities: m̄(m + (N − 1)φ)/((N − 2)m − 2(N − 1)φ). Deviation from the paper: φ
/// bounds the effect on each of the others, not on their average, which is too little where the slopes differ.
/// </summary>
/// <param name="OwnEffect">m: the least effect of an agent's signal on its own marginal utility, above zero.</param>
/// <param name="PairwiseEffect">φ: the greatest on that of anybody else, zero or more.</param>
/// <param name="Steepest">m̄: the most that a marginal utility falls by for a unit, above zero.</param>
/// <param name="Traders">N, above two; null: the number of bids.</param>
public sealed record BoundsTaxSlope(
    FixedDecimal OwnEffect, FixedDecimal PairwiseEffect, FixedDecimal Steepest, int? Traders = null) : TaxSlope
{
    /// <inheritdoc/>
    public override int? Traders { get; } = Traders;

    private protected override bool HasValidParameters => AreValid(OwnEffect, PairwiseEffect, Steepest, Traders);

    private protected override TaxSlopeKind Kind => TaxSlopeKind.Bounds;

    private protected override bool TryFind(int agents, out double sigma)
    {
        var others = agents - (Int128)1;
        var (own, pairwise) = (OwnEffect.Scaled, others * PairwiseEffect.Scaled);
        return TryDivide(Steepest, agents, own + pairwise, ((others - 1) * own) - (2 * pairwise), out sigma);
    }

    private protected override void WriteParameters(ref RecordWriter writer) =>
        Write(ref writer, OwnEffect, PairwiseEffect, Steepest, Traders);
}

/// <summary>How a slope is stated. The numbers are in journals and never change.</summary>
internal enum TaxSlopeKind : byte
{
    Fixed = 0,
    Fundamental = 1,
    Groups = 2,
    Bounds = 3,
}
