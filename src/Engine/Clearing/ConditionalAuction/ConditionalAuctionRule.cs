using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The σ-discriminatory conditional double auction of Andreyanov and Sadzik (2021), Definition 3. It finds the price and the
/// quantities, zero in sum, at which every bid's condition holds; everyone pays the area under the residual curve it faces
/// and the tax σq²/2. Keeps its scratch; one thread.
/// </summary>
/// <remarks>
/// <para>
/// Bids are affine, with bounds or without, or demand schedules; general ones are a seam in the paper only. Where outcome
/// or residual curves are not unique there is no trade, as in the paper: <see cref="ClearingFailure.NotUnique"/>. So it is
/// where nobody would trade at any price of a range, and with one bid or none. A price that jumps where an agent is given
/// more or less is one of its curve nonetheless: it has no area.
/// </para>
/// <para>
/// Three ways of clearing, by what the bids are: <see cref="AffineClearing"/>, <see cref="PrivateClearing"/> and, for
/// what is neither, <see cref="PiecewiseClearing"/>. All compute in ticks and lots, in doubles, with + − × ÷ in a fixed
/// order: the same bits everywhere. Read <see cref="Economy"/> first, then <see cref="ExcessDemand"/> and the three.
/// </para>
/// <para>
/// Whoever would get more than the market allows is left out, like those who could not settle
/// (<see cref="ClearingResult.LeftOut"/>). What the operator would pay counts in the end.
/// </para>
/// </remarks>
public sealed class ConditionalAuctionRule : SessionRule
{
    // The relative error of sums of payments that balance exactly: about 10⁻¹².
    private const double BalanceError = 1.0 / (1L << 40);

    private readonly ConditionalAuctionDefinition _definition;
    private readonly Grid _grid;
    private readonly Economy _economy;
    private readonly AffineClearing _affine;
    private readonly PrivateClearing _private;
    private readonly PiecewiseClearing _piecewise;
    private readonly LargestRemainder _largestRemainder = new();
    private Growing<double> _amounts;
    private bool _hasDeficit;

    /// <summary>Creates the rule.</summary>
    /// <param name="definition">The parameters.</param>
    /// <param name="grid">The market's ticks and lots.</param>
    /// <exception cref="ArgumentException">A parameter is out of its range.</exception>
    public ConditionalAuctionRule(ConditionalAuctionDefinition definition, Grid grid)
    {
        if (!definition.IsInRange)
        {
            throw new ArgumentException("A parameter is out of its range.", nameof(definition));
        }
        (_definition, _grid) = (definition, grid);
        Solution = new(grid);
        _economy = new(grid);
        var excess = new ExcessDemand(_economy, new(_economy));
        var residual = new ResidualSlope(_economy, excess);
        (_affine, _private) = (new(_economy, excess, residual), new(_economy));
        _piecewise = new(_economy, excess, residual);
    }

    /// <inheritdoc/>
    public override bool TakesOneBidAnAccount => true;

    /// <summary>What the last clearing computed, before it was rounded; also of one that failed, as far as it came.</summary>
    public Solution Solution { get; }

    private long MaxLots => _definition.MaxQuantity?.Lots ?? Quantity.MaxOrderLots;

    /// <summary>
    /// Whether a bid can join. <see cref="Reason.OutOfRange"/>: the intercept is beyond 10⁹ ticks, or a bound or the end of
    /// a schedule beyond the market's greatest quantity. <see cref="Reason.PriceCollar"/>: the intercept or a point is
    /// outside the collar. <see cref="Reason.BadBounds"/>: the ends of a schedule exclude zero, or everything else.
    /// <see cref="Reason.NotMonotone"/>: a conditional bid does not slope down. Groups are those of the roster.
    /// </summary>
    public override Reason Check(CollectedBids bids, in Bidder bidder, in Bid bid) => bid.Kind == BidKind.Conditional
        ? Check(bidder, bid.Conditional)
        : Check(bid.Schedule);

    /// <summary>The operator would pay too much: that counts in the end only, when nobody is left out any more.</summary>
    private protected override ClearingFailure Objection => _hasDeficit ? ClearingFailure.Deficit : ClearingFailure.None;

    private protected override void Compute(CollectedBids bids, in ClearingMoment moment, ClearingResult result)
    {
        var lots = result.Begin(bids.Count);
        _hasDeficit = false;
        if (Solve(bids) is var failure && failure != ClearingFailure.None)
        {
            result.Fail(failure);
        }
        else if (HasExcess())
        {
            // Somebody will be left out: what this would come to does not matter.
            result.Succeed(DecidedBy.None, default, default, default);
        }
        else if (IsFinite())
        {
            Round(lots, result);
        }
        else
        {
            result.Fail(ClearingFailure.Limit);
        }
    }

    private protected override bool MarkExcess(Span<bool> marks)
    {
        var isAnybody = false;
        for (var bid = 0; bid < marks.Length; bid++)
        {
            if (IsExcessive(bid))
            {
                marks[bid] = isAnybody = true;
            }
        }
        return isAnybody;
    }

    private ClearingFailure Solve(CollectedBids bids)
    {
        _economy.Read(bids);
        if (!_definition.Tax.TryFor(_economy.Count, out var sigma))
        {
            Solution.Begin(bids.Count, sigma: 0);
            return ClearingFailure.TooFew;
        }
        Solution.Begin(bids.Count, sigma);
        if (!_economy.IsAffine && !_economy.IsPrivate)
        {
            return _piecewise.Clear(Solution);
        }
        var isUnique = _economy.IsAffine ? _affine.TryClear(Solution) : _private.TryClear(Solution);
        return isUnique ? ClearingFailure.None : ClearingFailure.NotUnique;
    }

    private Reason Check(in Bidder bidder, in ConditionalBid bid)
    {
        if (Int128.Abs(bid.Intercept.Scaled) > Price.MaxTicks * _grid.TickSize.Scaled
            || (bid.MinQuantity is { Lots: var least } && -least > MaxLots)
            || (bid.MaxQuantity is { Lots: var most } && most > MaxLots))
        {
            return Reason.OutOfRange;
        }
        if (_definition.Collar is { } collar
            && (bid.Intercept < _grid.ValueOf(collar.Low) || bid.Intercept > _grid.ValueOf(collar.High)))
        {
            return Reason.PriceCollar;
        }
        return bid.OwnSlope(bidder).Scaled > 0 ? Reason.None : Reason.NotMonotone;
    }

    private Reason Check(in DemandSchedule schedule)
    {
        var (first, last) = (schedule.Points[0], schedule.Points[^1]);
        if (first.Quantity.Lots > MaxLots || -last.Quantity.Lots > MaxLots)
        {
            return Reason.OutOfRange;
        }
        if (_definition.Collar is { } collar && (first.Price < collar.Low || last.Price > collar.High))
        {
            return Reason.PriceCollar;
        }
        var excludesZero = first.Quantity.Lots < 0 || last.Quantity.Lots > 0;
        return excludesZero || first.Quantity == last.Quantity ? Reason.BadBounds : Reason.None;
    }

    private bool HasExcess()
    {
        for (var bid = 0; bid < Solution.Count; bid++)
        {
            if (IsExcessive(bid))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether a bid would get more than the market allows: what is within rounding errors of that is that.</summary>
    private bool IsExcessive(int bid) => Math.Abs(Solution.LotsOf(bid)) > MaxLots * (1 + BalanceError);

    /// <summary>
    /// False where bids are so far apart, or so flat at their prices, that doubles or prices do not hold what they come to.
    /// Quantities that add up to less than half a lot are rounded without a lot for whoever is at a bound, or left out.
    /// </summary>
    private bool IsFinite()
    {
        var sum = new CompensatedSum();
        for (var bid = 0; bid < Solution.Count; bid++)
        {
            if (!double.IsFinite(Solution.LotsOf(bid)) || !double.IsFinite(Solution.PaymentInTickLots(bid)))
            {
                return false;
            }
            sum.Add(Solution.LotsOf(bid));
        }
        return Math.Abs(sum.Value) < 0.5 && Math.Abs(Solution.Ticks) <= Price.MaxTicks;
    }

    /// <summary>
    /// Rounds the payments. Where they balance but for rounding errors, participants' atoms give way until the operator pays
    /// no more than it may.
    /// </summary>
    private void Pay(Span<Cash> payments)
    {
        var atomsPerTickLot = (double)_grid.AtomsPerTickLot;
        var (deficit, volume, traders) = (Cash.Zero, 0.0, 0);
        for (var bid = 0; bid < payments.Length; bid++)
        {
            var atoms = Solution.PaymentInTickLots(bid) * atomsPerTickLot;
            payments[bid] = Reals.ToAtoms(0 - atoms);
            deficit += payments[bid];
            volume += Math.Abs(atoms);
            traders += Solution.LotsOf(bid) != 0 ? 1 : 0;
        }
        if (_definition.MaxDeficit is not { } most || deficit <= most)
        {
            return;
        }
        var excess = deficit.Atoms - most.Atoms;
        if ((double)excess > traders + (BalanceError * volume))
        {
            _hasDeficit = true;
            return;
        }
        var each = Rounding.DivideToFloor(excess, traders, out var rest);
        for (var bid = 0; bid < payments.Length; bid++)
        {
            if (Solution.LotsOf(bid) != 0)
            {
                payments[bid] -= new Cash(each + (rest > 0 ? 1 : 0));
                rest--;
            }
        }
    }

    /// <summary>Rounds to lots, ticks and atoms.</summary>
    private void Round(Span<long> lots, ClearingResult result)
    {
        _amounts.Fill(lots.Length);
        for (var bid = 0; bid < lots.Length; bid++)
        {
            _amounts[bid] = Solution.LotsOf(bid);
        }
        _largestRemainder.Round(_amounts.Items, 0, lots);
        Pay(result.BeginPayments());
        var ticks = (long)Math.Round(Solution.Ticks, MidpointRounding.ToEven);
        result.Succeed(DecidedBy.None, new(ticks), ClearingResult.VolumeOf(lots), default);
    }
}
