using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.SizeDiscovery;

/// <summary>Where a size-discovery session has the aggregate inventory of those who report from.</summary>
public enum AggregateSource : byte
{
    /// <summary>The operator states it.</summary>
    Stated = 0,

    /// <summary>The exchange observes it: what the accounts that report hold.</summary>
    Positions = 1,

    /// <summary>It is what explains the price of the linked auction.</summary>
    Price = 2,
}

/// <summary>A size-discovery session's parameters.</summary>
/// <param name="Value">v, the mean of what a unit will pay.</param>
/// <param name="Gamma">γ, the cost of inventory: γz² a second. Above zero.</param>
/// <param name="Rate">r, the rate at which the payoff comes, a second. Above zero.</param>
/// <param name="Source">Where the aggregate inventory Z comes from.</param>
public sealed record SizeDiscoveryDefinition(
    FixedDecimal Value, FixedDecimal Gamma, FixedDecimal Rate, AggregateSource Source) : SessionRuleDefinition
{
    /// <summary>The greatest parameter in magnitude, so that doubles hold what comes of them.</summary>
    public static readonly FixedDecimal MaxParameter = new((Int128)FixedDecimal.One * 1_000_000_000);

    /// <summary>The least parameter that is to be above zero.</summary>
    public static readonly FixedDecimal MinPositive = new(FixedDecimal.One / 1_000_000_000);

    /// <summary>Z, where it is stated, in units.</summary>
    public FixedDecimal Aggregate { get; init; }

    /// <summary>The price where no linked market gives one; null: none.</summary>
    public FixedDecimal? AuctionPrice { get; init; }

    /// <summary>κ₀, below zero: what everyone pays for the square of an aggregate that does not add up; null: −K(m − 1)/m².</summary>
    public FixedDecimal? Kappa0 { get; init; }

    /// <summary>K, the curvature of the value of going on with an inventory, above zero; null: that of the equilibrium.</summary>
    public FixedDecimal? Curvature { get; init; }

    /// <summary>n, the traders of the market, three or more; null: those who report.</summary>
    public int? Traders { get; init; }

    /// <summary>Z̄, the average inventory of all traders; null: of those who report, or with positions observed and n stated, that of the exchange.</summary>
    public FixedDecimal? MarketAverage { get; init; }

    /// <summary>ξ, the share of an imbalance that a session takes away: above zero and at most one.</summary>
    public FixedDecimal Fraction { get; init; } = new(FixedDecimal.One);

    /// <summary>The greatest inventory that can be reported, either way; null: as much as a bid can have.</summary>
    public Quantity? MaxQuantity { get; init; }

    /// <summary>λ, how often sessions come, a second; zero where that is not known.</summary>
    public FixedDecimal SessionRate { get; init; }

    /// <summary>Whether there is no linked auction: inventories change hands in sessions alone.</summary>
    public bool IsAlone { get; init; }

    /// <inheritdoc/>
    public override RuleKind Kind => RuleKind.SizeDiscovery;

    /// <inheritdoc/>
    public override bool HasPrice => false;

    /// <inheritdoc/>
    public override bool TakesCharges => false;

    /// <inheritdoc/>
    public override bool ObservesPositions => Source == AggregateSource.Positions;

    /// <summary>Whether the parameters are within their ranges.</summary>
    public bool IsInRange =>
        IsBounded(Value) && IsPositive(Gamma) && IsPositive(Rate) && IsBounded(Aggregate)
        && IsBounded(AuctionPrice ?? default) && IsBounded(MarketAverage ?? default)
        && (Kappa0 is not { } kappa || IsPositive(new(-kappa.Scaled))) && (Curvature is not { } curvature || IsPositive(curvature))
        && Traders is null or >= SizeDiscoveryRule.MinReports && IsPositive(Fraction) && Fraction.Scaled <= FixedDecimal.One
        && (MaxQuantity is not { } most || Quantity.IsOrderSize(most.Lots)) && SessionRate.Scaled >= 0 && IsBounded(SessionRate);

    /// <inheritdoc/>
    public override bool Takes(BidKind kind) => kind == BidKind.Inventory;

    /// <inheritdoc/>
    public override SessionRule Create(Grid grid, bool clearsWithoutVolume) => new SizeDiscoveryRule(this, grid);

    internal override void Write(ref RecordWriter writer)
    {
        writer.Write(Value);
        writer.Write(Gamma);
        writer.Write(Rate);
        writer.Write((byte)Source);
        writer.Write(Aggregate);
        writer.Write(AuctionPrice);
        writer.Write(Kappa0);
        writer.Write(Curvature);
        writer.Write(Traders ?? 0);
        writer.Write(MarketAverage);
        writer.Write(Fraction);
        writer.Write(MaxQuantity?.Lots ?? 0);
        writer.Write(SessionRate);
        writer.Write((byte)(IsAlone ? 1 : 0));
    }

    internal static SizeDiscoveryDefinition Read(ref RecordReader reader) =>
        new(reader.ReadDecimal(), reader.ReadDecimal(), reader.ReadDecimal(), (AggregateSource)reader.ReadByte())
        {
            Aggregate = reader.ReadDecimal(),
            AuctionPrice = reader.ReadOptionalDecimal(),
            Kappa0 = reader.ReadOptionalDecimal(),
            Curvature = reader.ReadOptionalDecimal(),
            Traders = reader.ReadInt32() is var traders && traders == 0 ? null : traders,
            MarketAverage = reader.ReadOptionalDecimal(),
            Fraction = reader.ReadDecimal(),
            MaxQuantity = reader.ReadInt64() is var lots && lots == 0 ? null : new Quantity(lots),
            SessionRate = reader.ReadDecimal(),
            IsAlone = reader.ReadByte() != 0,
        };

    private static bool IsBounded(FixedDecimal value) => Int128.Abs(value.Scaled) <= MaxParameter.Scaled;

    private static bool IsPositive(FixedDecimal value) => value.Scaled >= MinPositive.Scaled && value.Scaled <= MaxParameter.Scaled;
}
