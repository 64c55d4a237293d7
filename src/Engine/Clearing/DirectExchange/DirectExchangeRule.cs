using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>
/// The direct exchange of Chen (2024), Theorems 1 and 5: participants report their endowments e, virtual endowments v are
/// traded towards everyone's share of them by capacity κ, X_i = −v_i + (κ_i/K)·Σv, and the payment
/// μX_i − E[X_i²|e_i]/(2κ_i) − (e_i/κ_i)·X̂_i + (1/κ_i)·∫_m^e_i X̂_i, X̂ the expectation of X given one's own endowment,
/// makes the truth optimal. Deviation from the paper: the price μ is charged on the realised X, not on X̂, which leaves
/// incentives alone and the operator unexposed to μ. Keeps its scratch; one thread.
/// </summary>
/// <remarks>
/// With y = v(e) − m the means cancel, because they are proportional to the capacities or zero: X_i = −y_i + (κ_i/K)·Σy,
/// X̂_i = −(K₋ᵢ/K)·y_i, and the payment depends on the report through y alone:
/// μX_i + (K₋ᵢ/(Kκ_i))·(m·y_i + ∫₀^y_i (v⁻¹ − m)) − E[X_i²|e_i]/(2κ_i).
/// </remarks>
public sealed class DirectExchangeRule : SessionRule
{
    /// <summary>With fewer nobody has anyone to trade with: TOO_FEW.</summary>
    public const int MinReports = 2;

    // Fixed-point places of a decimal, 18, times those of units, 6, over those of cash, 12.
    private const long ProductScalePerAtom = 1_000_000_000_000;

    private static readonly Cash MaxMeanPerLot = new(1_000_000_000_000_000_000);

    private readonly VirtualEndowment _endowments;
    private readonly Cash _meanPerLot;
    private readonly long _partsPerLot;
    private readonly double _unitsPerLot;
    private readonly LargestRemainder _largestRemainder = new();
    private double[] _capacities = [];
    private double[] _othersCapacities = [];
    private double[] _deviations = [];
    private double[] _othersDeviations = [];
    private double[] _quantities = [];
    private long[] _lots = [];
    private EndowmentReport[] _reports = [];
    private DirectAllocation[] _allocations = [];

    private DirectExchangeRule(VirtualEndowment endowments, Cash meanPerLot, Units lot)
    {
        (_endowments, _meanPerLot) = (endowments, meanPerLot);
        (_partsPerLot, _unitsPerLot) = ((long)lot.Parts, Reals.From(lot));
    }

    /// <inheritdoc/>
    public override bool TakesOneBidAnAccount => true;

    /// <summary>
    /// Makes a rule. <see cref="Reason.OutOfRange"/>: the payoff's mean is beyond 10⁶ a lot, or the lot not above zero
    /// and at most 10⁶. <see cref="Reason.OffGrid"/>: the lot is no multiple of 10⁻⁶, or mean times lot none of 10⁻¹².
    /// </summary>
    /// <param name="endowments">The participants' endowments, for the weight on revenue.</param>
    /// <param name="payoffMean">μ, the mean of what a unit will pay.</param>
    /// <param name="lotSize">The quantity of one lot.</param>
    /// <param name="rule">The rule, when it could be made.</param>
    public static Reason TryCreate(
        VirtualEndowment endowments, FixedDecimal payoffMean, FixedDecimal lotSize, out DirectExchangeRule? rule)
    {
        rule = null;
        var million = new FixedDecimal((Int128)FixedDecimal.One * 1_000_000);
        if (lotSize.Scaled <= 0 || lotSize > million)
        {
            return Reason.OutOfRange;
        }
        if (!Units.TryFrom(lotSize, out var lot))
        {
            return Reason.OffGrid;
        }
        if (Int128.Abs(payoffMean.Scaled) > MaxMeanPerLot.Atoms * ProductScalePerAtom / lot.Parts)
        {
            return Reason.OutOfRange;
        }
        var (atoms, rest) = Int128.DivRem(payoffMean.Scaled * lot.Parts, ProductScalePerAtom);
        if (rest != 0)
        {
            return Reason.OffGrid;
        }
        rule = new(endowments, new(atoms), lot);
        return Reason.None;
    }

    /// <summary>
    /// Whether a report can join. <see cref="Reason.OutOfRange"/>: over 4·10⁹ lots, outside the support of endowments, no
    /// capacity, or with a mean other than zero a capacity unlike the others'.
    /// </summary>
    public override Reason Check(CollectedBids bids, in Bidder bidder, in Bid bid)
    {
        Capacity? other = null;
        foreach (ref readonly var collected in bids)
        {
            other = collected.Capacity;
            break;
        }
        return Check(new(bidder.Account, bidder.Capacity, bid.Reported), other);
    }

    private protected override void Compute(CollectedBids bids, in ClearingMoment moment, ClearingResult result)
    {
        var lots = result.Begin(bids.Count);
        if (bids.Count < MinReports)
        {
            result.Fail(ClearingFailure.TooFew);
            return;
        }
        if (_reports.Length < bids.Count)
        {
            _reports = new EndowmentReport[bids.Count];
            _allocations = new DirectAllocation[bids.Count];
        }
        var count = 0;
        foreach (ref readonly var bid in bids)
        {
            _reports[count++] = new(bid.Account, bid.Capacity, bids.PointsOf(bid)[0].Quantity);
        }
        Clear(_reports.AsSpan(0, count), _allocations);
        var payments = result.BeginPayments();
        for (var i = 0; i < count; i++)
        {
            (lots[i], payments[i]) = (_allocations[i].Quantity.Lots, _allocations[i].Cash);
        }
        result.Succeed(DecidedBy.None, default, ClearingResult.VolumeOf(lots), default);
    }

    /// <summary>Whether a report can join one of those accepted, or be the first.</summary>
    internal Reason Check(in EndowmentReport report, Capacity? other)
    {
        var isInRange = Int128.Abs(report.Endowment.Lots) <= Quantity.MaxOrderLots
            && _endowments.Contains(Endowment(report))
            && report.Capacity != default
            && (other is not { } theirs || _endowments.IsProportional(report.Capacity.Value, theirs.Value));
        return isInRange ? Reason.None : Reason.OutOfRange;
    }

    /// <summary>
    /// Clears reports that were checked, two or more. The quantities add up to zero lots; the operator receives what the
    /// participants pay, to the atom, and pays when that is negative: payments cover themselves in expectation only.
    /// </summary>
    /// <param name="reports">The reports.</param>
    /// <param name="allocations">What each participant gets, in the same order.</param>
    /// <returns>What the operator receives.</returns>
    public Cash Clear(ReadOnlySpan<EndowmentReport> reports, Span<DirectAllocation> allocations)
    {
        if (reports.Length < MinReports)
        {
            throw new ArgumentException("Nobody has anyone to trade with.", nameof(reports));
        }
        Reserve(reports.Length);
        Read(reports);
        Allocate(reports.Length);
        var operatorCash = Cash.Zero;
        for (var i = 0; i < reports.Length; i++)
        {
            var othersVariance = (reports.Length - 1) * _endowments.Variance;
            var price = new Cash(checked(_meanPerLot.Atoms * _lots[i]));
            var paid = price + Reals.ToCash(Premium(i, othersVariance));
            allocations[i] = new(new(_lots[i]), -paid);
            operatorCash += paid;
        }
        return operatorCash;
    }

    /// <summary>In units. The product is exact: three lots of 0.1 are 0.3, the end of a support maybe.</summary>
    private double Endowment(in EndowmentReport report) => Reals.From(new Units((Int128)report.Endowment.Lots * _partsPerLot));

    private void Read(ReadOnlySpan<EndowmentReport> reports)
    {
        for (var i = 0; i < reports.Length; i++)
        {
            _capacities[i] = reports[i].Capacity.Value;
            _deviations[i] = _endowments.DeviationOf(Endowment(reports[i]));
        }
        LeaveOneOut.Sum(_capacities.AsSpan(0, reports.Length), _othersCapacities);
        LeaveOneOut.Sum(_deviations.AsSpan(0, reports.Length), _othersDeviations);
    }

    /// <summary>X in lots.</summary>
    private void Allocate(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var total = _capacities[i] + _othersCapacities[i];
            var units = ((_capacities[i] * _othersDeviations[i]) - (_othersCapacities[i] * _deviations[i])) / total;
            _quantities[i] = units / _unitsPerLot;
        }
        _largestRemainder.Round(_quantities.AsSpan(0, count), 0, _lots);
    }

    /// <summary>The payment without the price μ of the realised quantity.</summary>
    private double Premium(int i, double othersVariance)
    {
        var (capacity, others, deviation) = (_capacities[i], _othersCapacities[i], _deviations[i]);
        var total = capacity + others;
        var expected = others / total * deviation;
        var share = capacity / total;
        var expectedSquare = (expected * expected) + (share * share * othersVariance);
        var shading = (_endowments.Mean * deviation) + _endowments.InverseIntegral(deviation);
        return ((others / total * shading) - (expectedSquare / 2)) / capacity;
    }

    private void Reserve(int count)
    {
        if (_lots.Length >= count)
        {
            return;
        }
        _capacities = new double[count];
        _othersCapacities = new double[count];
        _deviations = new double[count];
        _othersDeviations = new double[count];
        _quantities = new double[count];
        _lots = new long[count];
    }
}
