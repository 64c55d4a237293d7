using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>
/// The transaction fee 𝒯(p, q) of Chen (2024), Propositions 3 and 10, which makes the bid q(p) = −v(e) − κ(p − μ) ex post
/// optimal in a call auction on demand schedules, and the call auction reach the revenue–efficiency frontier:
/// 𝒯 = −q²/(2K₋ᵢ) − b(w) + c at w = −q − κ(p − μ), c the greatest fee at which every type still takes part. Deviation
/// from the paper: the errata of its Proposition 3, and unequal capacities. It is owed also where nobody trades. Each
/// fee is a double, rounded to the nearest atom, ties to even. Keeps its scratch.
/// </summary>
/// <remarks>
/// In y = w − m the terms of m² in b and c cancel: 𝒯 = −q²/(2K₋ᵢ) + (K₋ᵢ/(Kκ))·(∫₀^y (v⁻¹ − m) − y²/2)
/// + κ·Σ_{j≠i}Var v_j/(2KK₋ᵢ).
/// </remarks>
public sealed class TransactionFee : Charge
{
    private readonly VirtualEndowment _endowments;
    private readonly double _payoffMean;
    private readonly Grid _grid;
    private readonly double _tickSize;
    private double[] _capacities = [];
    private double[] _othersCapacities = [];

    /// <summary>Creates the fee of a market.</summary>
    /// <param name="endowments">The traders' endowments, for the weight on revenue.</param>
    /// <param name="payoffMean">μ, the mean of what a unit will pay.</param>
    /// <param name="grid">The market's ticks and lots.</param>
    public TransactionFee(VirtualEndowment endowments, FixedDecimal payoffMean, Grid grid)
    {
        (_endowments, _grid) = (endowments, grid);
        PayoffMean = payoffMean;
        _payoffMean = Reals.From(payoffMean);
        _tickSize = Reals.From(grid.TickSize);
    }

    /// <summary>The traders' endowments, for the weight on revenue.</summary>
    public VirtualEndowment Endowments => _endowments;

    /// <summary>μ as it was given.</summary>
    public FixedDecimal PayoffMean { get; }

    /// <inheritdoc/>
    public override bool TakesOneBidAnAccount => true;

    internal override ChargeKind Kind => ChargeKind.TransactionFee;

    /// <inheritdoc/>
    public override bool IsOwedWithoutVolume => true;

    /// <summary>
    /// Whether a bidder can join. <see cref="Reason.OutOfRange"/>: it has no capacity, or with a mean endowment other than
    /// zero one unlike the others'.
    /// </summary>
    public override Reason Check(Capacity capacity, Capacity? other)
    {
        var isAllowed = capacity != default
            && (other is not { } theirs || _endowments.IsProportional(capacity.Value, theirs.Value));
        return isAllowed ? Reason.None : Reason.OutOfRange;
    }

    /// <inheritdoc/>
    public override void Assess(ReadOnlySpan<ClearedBid> bids, Span<Cash> owed)
    {
        if (_capacities.Length < bids.Length)
        {
            _capacities = new double[bids.Length];
            _othersCapacities = new double[bids.Length];
        }
        for (var i = 0; i < bids.Length; i++)
        {
            _capacities[i] = bids[i].Capacity.Value;
        }
        LeaveOneOut.Sum(_capacities.AsSpan(0, bids.Length), _othersCapacities);
        var othersVariance = (bids.Length - 1) * _endowments.Variance;
        for (var i = 0; i < bids.Length; i++)
        {
            var quantity = Reals.From(_grid.UnitsOf(bids[i].Quantity));
            var price = bids[i].Price.Ticks * _tickSize;
            owed[i] += Reals.ToCash(Of(quantity, price, _capacities[i], _othersCapacities[i], othersVariance));
        }
    }

    internal override void Write(ref RecordWriter writer)
    {
        Endowments.Write(ref writer);
        writer.Write(PayoffMean);
    }

    /// <summary>𝒯(p, q) of one trader; a lone one owes nothing.</summary>
    internal double Of(double quantity, double price, double capacity, double others, double othersVariance)
    {
        if (others == 0)
        {
            return 0;
        }
        var total = capacity + others;
        var deviation = -quantity - (capacity * (price - _payoffMean)) - _endowments.Mean;
        var shading = _endowments.InverseIntegral(deviation) - (deviation * deviation / 2);
        return (others / (total * capacity) * shading)
            - (quantity * quantity / (2 * others))
            + (capacity * othersVariance / (2 * total * others));
    }
}
