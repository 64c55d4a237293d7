using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.SizeDiscovery;

/// <summary>
/// A size-discovery session of Antill and Duffie (2017), (3)–(5), (25) and section 7.3: participants report their inventories
/// ẑ, R in sum, and everyone is brought the share ξ of the way to their average, Y_i = ξ(R/m − ẑ_i), at a frozen price κ₁;
/// what the reports miss the aggregate inventory Z by, everyone pays for: T_i = κ₀(R − Z)² − κ₁Y_i, with ξ below one less
/// 2Kξ(1 − ξ)((m − 1)/m)(ẑ_i − Z/m)(R − Z). Truth is optimal. The operator never pays in. Keeps its scratch; one thread.
/// </summary>
/// <remarks>
/// For ξ = 1 this is (4) with (5), free of its cancellation. Deviation from (26), which disagrees with (25) in sign: its δ
/// is −κ₂. With some of the traders only, κ₁ is the value of a unit at the average of those who report, so that truth
/// stays optimal. Participation is voluntary: who does not report is not there.
/// </remarks>
public sealed class SizeDiscoveryRule : SessionRule
{
    /// <summary>With fewer there is no session: TOO_FEW.</summary>
    public const int MinReports = 3;

    private static readonly Comparison<Gain> LargestFirst = static (x, y) =>
        x.Atoms > y.Atoms ? -1 : x.Atoms < y.Atoms ? 1 : x.Report.CompareTo(y.Report);

    private readonly SizeDiscoveryDefinition _definition;
    private readonly Grid _grid;
    private readonly double _unitsPerLot;
    private readonly double _fraction;
    private readonly LargestRemainder _largestRemainder = new();
    private long[] _reports = [];
    private double[] _amounts = [];
    private Gain[] _gains = [];

    /// <summary>Creates the rule.</summary>
    /// <param name="definition">The parameters.</param>
    /// <param name="grid">The market's ticks and lots.</param>
    /// <exception cref="ArgumentException">A parameter is out of its range.</exception>
    public SizeDiscoveryRule(SizeDiscoveryDefinition definition, Grid grid)
    {
        if (!definition.IsInRange)
        {
            throw new ArgumentException("A parameter is out of its range.", nameof(definition));
        }
        (_definition, _grid) = (definition, grid);
        _unitsPerLot = Reals.From(grid.LotSize);
        _fraction = Reals.From(definition.Fraction);
    }

    /// <inheritdoc/>
    public override bool TakesOneBidAnAccount => true;

    /// <summary>Whether a report can join. <see cref="Reason.OutOfRange"/>: it is beyond the market's greatest quantity.</summary>
    public override Reason Check(CollectedBids bids, in Bidder bidder, in Bid bid) =>
        Math.Abs(bid.Reported.Lots) <= (_definition.MaxQuantity?.Lots ?? Quantity.MaxOrderLots) ? Reason.None : Reason.OutOfRange;

    private protected override void Compute(CollectedBids bids, in ClearingMoment moment, ClearingResult result)
    {
        var lots = result.Begin(bids.Count);
        if (bids.Count < MinReports)
        {
            result.Fail(ClearingFailure.TooFew);
            return;
        }
        if (Terms.Of(_definition, bids.Count, moment.Inventories, PriceAt(moment)) is not { } terms)
        {
            result.Fail(ClearingFailure.NoReference);
            return;
        }
        var reported = Read(bids);
        Allocate(reported, lots);
        Pay(terms, reported, result.BeginPayments());
        result.Succeed(DecidedBy.None, default, ClearingResult.VolumeOf(lots), default);
    }

    /// <summary>ξ(R/m − ẑ) in lots; the numerator is exact.</summary>
    private void Allocate(long reported, Span<long> lots)
    {
        for (var i = 0; i < lots.Length; i++)
        {
            var missing = reported - ((Int128)lots.Length * _reports[i]);
            _amounts[i] = _fraction * (double)missing / lots.Length;
            lots[i] = (long)Rounding.DivideToFloor(missing, lots.Length, out var rest);

            // With ξ = 1 the rest is R modulo m for everyone: ties go by arrival.
            lots[i] += i < rest ? 1 : 0;
        }
        if (_fraction != 1)
        {
            _largestRemainder.Round(_amounts.AsSpan(0, lots.Length), 0, lots);
        }
    }

    private double? PriceAt(in ClearingMoment moment)
    {
        if (moment.Reference is { } last)
        {
            return Reals.From(_grid.ValueOf(last));
        }
        return _definition.AuctionPrice is { } stated ? Reals.From(stated) : null;
    }

    /// <summary>Reads the reports; their sum.</summary>
    private long Read(CollectedBids bids)
    {
        if (_reports.Length < bids.Count)
        {
            _reports = new long[Math.Max(bids.Count, 2 * _reports.Length)];
            _amounts = new double[_reports.Length];
            _gains = new Gain[_reports.Length];
        }
        var (count, sum) = (0, 0L);
        foreach (ref readonly var bid in bids)
        {
            _reports[count] = bids.PointsOf(bid)[0].Quantity.Lots;
            sum += _reports[count++];
        }
        return sum;
    }

    /// <summary>
    /// The payments to the nearest atom, of the quantities before they were rounded. Where that makes the operator pay, those
    /// whom it favours most give an atom back.
    /// </summary>
    private void Pay(in Terms terms, long reported, Span<Cash> payments)
    {
        var missed = Reals.From(_grid.UnitsOf(new(reported))) - terms.Aggregate;
        var total = Cash.Zero;
        for (var i = 0; i < payments.Length; i++)
        {
            var units = _amounts[i] * _unitsPerLot;
            var deviation = (_reports[i] * _unitsPerLot) - (terms.Aggregate / payments.Length);
            var atoms = Reals.AtomsPerCurrency * ((terms.Kappa0 * missed * missed) - (terms.Price * units) - (terms.Impairment * deviation * missed));
            payments[i] = Reals.ToAtoms(atoms);
            total += payments[i];
            _gains[i] = new((double)payments[i].Atoms - atoms, i);
        }
        TakeBack(total.Atoms, payments);
    }

    /// <summary>Takes atoms back one by one, first from those whose payments were rounded up most.</summary>
    private void TakeBack(Int128 atoms, Span<Cash> payments)
    {
        if (atoms <= 0)
        {
            return;
        }
        var each = Rounding.DivideToFloor(atoms, payments.Length, out var rest);
        var gains = _gains.AsSpan(0, payments.Length);
        gains.Sort(LargestFirst);
        for (var rank = 0; rank < gains.Length; rank++)
        {
            payments[gains[rank].Report] -= new Cash(each + (rank < rest ? 1 : 0));
        }
    }

    private readonly record struct Gain(double Atoms, int Report);
}
