using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>A market as it stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Instrument">What is traded.</param>
/// <param name="TickSize">The grid of prices, above zero.</param>
/// <param name="LotSize">The grid of quantities, above zero.</param>
/// <param name="Phase">What it does at the moment.</param>
/// <param name="Definition">All of its definition.</param>
public sealed record Market(
    string Id, string Instrument, decimal TickSize, decimal LotSize, MarketPhase Phase, V1.MarketDefinition Definition)
{
    /// <summary>Whether it collects sealed bids and clears them together.</summary>
    public bool IsSession => Definition.RuleCase
        is not (V1.MarketDefinition.RuleOneofCase.ContinuousBook or V1.MarketDefinition.RuleOneofCase.ReferenceCross);

    /// <summary>Whether it takes pegged orders, and those alone.</summary>
    public bool IsCross => Definition.RuleCase == V1.MarketDefinition.RuleOneofCase.ReferenceCross;

    /// <summary>Whether it clears when the operator says so, and never by itself.</summary>
    public bool IsClearedByOperator => Definition.Trigger?.TriggerCase switch
    {
        V1.Trigger.TriggerOneofCase.Operator => true,
        null or V1.Trigger.TriggerOneofCase.None => IsSession,
        _ => false,
    };

    /// <summary>The id of the market that this one's reference price comes from; empty: there is none.</summary>
    public string Reference => Definition.Reference;

    /// <summary>How long a session is open before it clears, in seconds; zero: none is, the market clears at its instants.</summary>
    public decimal OpenFor => DecimalText.Read(Definition.Trigger?.Open ?? "");

    /// <summary>Whether it is a workup or a matching session: quantities at a frozen price.</summary>
    public bool IsWorkup => Definition.RuleCase == V1.MarketDefinition.RuleOneofCase.Workup;

    /// <summary>Of a workup or a matching session, the frozen price as long as no other market gives one; null: there is none.</summary>
    public decimal? FrozenPrice => Definition.Workup is { } workup ? DecimalText.ReadOptional(workup.Price) : null;

    /// <summary>
    /// What a direct exchange or a transaction fee supposes of its traders; null: the market has neither, or supposes that
    /// endowments are not uniform.
    /// </summary>
    public UniformEndowments? Endowments =>
        Definition.DirectExchange is { Uniform: not null } exchange ? Read(exchange.PayoffMean, exchange.Alpha, exchange.Uniform)
        : TransactionFee is { Uniform: not null } fee ? Read(fee.PayoffMean, fee.Alpha, fee.Uniform)
        : null;

    /// <summary>What a conditional auction states before bids open; null: the market is none.</summary>
    public ConditionalAuction? ConditionalAuction =>
        Definition.ConditionalAuction is { } rule ? ConditionalAuction.Read(rule, Definition.Disclosure?.GroupSums ?? false) : null;

    /// <summary>What size-discovery sessions suppose of their traders; null: the market holds none.</summary>
    public SizeDiscovery? SizeDiscovery => Definition.SizeDiscovery is { } rule ? SizeDiscovery.Read(rule, Definition) : null;

    private V1.TransactionFee? TransactionFee =>
        Definition.Charges?.Charges_.Select(charge => charge.TransactionFee).FirstOrDefault(fee => fee is not null);

    internal static Market Read(V1.MarketState state) => new(
        state.Definition.Id,
        state.Definition.Instrument,
        DecimalText.Read(state.Definition.TickSize),
        DecimalText.Read(state.Definition.LotSize),
        (MarketPhase)state.Phase,
        state.Definition);

    private static UniformEndowments Read(string payoffMean, string alpha, V1.UniformDistribution uniform) => new(
        DecimalText.Read(payoffMean), DecimalText.Read(alpha), DecimalText.Read(uniform.Low), DecimalText.Read(uniform.High));
}

/// <summary>
/// What an optimal exchange (Chen 2024) supposes of its traders: endowments that are independent and uniform, of something of
/// which a unit pays μ on average.
/// </summary>
/// <param name="PayoffMean">μ.</param>
/// <param name="RevenueWeight">α, the weight that the exchange puts on revenue; not negative.</param>
/// <param name="Lowest">Endowments lie from here…</param>
/// <param name="Highest">…to here.</param>
public sealed record UniformEndowments(decimal PayoffMean, decimal RevenueWeight, decimal Lowest, decimal Highest)
{
    /// <summary>
    /// The virtual endowment v(e) = e + αF/f below the flat part, e − α(1 − F)/f above it and the mean within: what an
    /// endowment counts for when revenue weighs α. The exchange's equilibrium schedule is −v(e) − κ(p − μ).
    /// </summary>
    /// <param name="endowment">An endowment.</param>
    public decimal VirtualOf(decimal endowment)
    {
        var mean = (Lowest + Highest) / 2;
        var low = endowment + (RevenueWeight * (endowment - Lowest));
        var high = endowment - (RevenueWeight * (Highest - endowment));
        return low < mean ? low : high > mean ? high : mean;
    }
}
