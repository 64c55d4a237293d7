namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>
/// Private values by their definition and by bisection alone: the price at which the sum of demands changes its sign, and
/// for every agent the integral of the price at which the others leave it x, over x.
/// </summary>
internal sealed class ResidualScan
{
    private const double Far = 1e7;

    private readonly IReadOnlyList<SampleBid> _bids;
    private readonly SampleAuction _auction;
    private readonly double[] _vertices;

    public ResidualScan(SampleAuction auction, IReadOnlyList<SampleBid> bids)
    {
        (_auction, _bids) = (auction, bids);
        _vertices = [.. bids.SelectMany(Vertices).Distinct().Order()];
        var highestOfDemand = LastAbove(p => Sum(p, -1) > 0);
        var lowestOfSupply = -LastAbove(p => Sum(-p, -1) < 0);
        (Price, Spread) = ((highestOfDemand + lowestOfSupply) / 2, lowestOfSupply - highestOfDemand);
        if (_vertices.DefaultIfEmpty().MinBy(p => Math.Abs(p - Price)) is var near && Math.Abs(near - Price) < 1e-11 * Math.Max(1, Math.Abs(near)))
        {
            Price = near;
        }
    }

    public double Price { get; }

    /// <summary>Above zero: all prices of a range clear.</summary>
    public double Spread { get; }

    /// <summary>Whether somebody has a step at the price.</summary>
    public bool IsOnStep => StepsAtPrice > 0;

    /// <summary>Whether two bids have a step at the price and neither all of them nor nothing is cleared.</summary>
    public bool IsCutTwice => StepsAtPrice > 1
        && _bids.Sum(bid => At(bid, Price, above: false)) > 0 && _bids.Sum(bid => At(bid, Price, above: true)) < 0;

    private int StepsAtPrice => _bids.Count(bid => At(bid, Price, above: false) != At(bid, Price, above: true));

    public double QuantityOf(int agent)
    {
        var (most, least) = (At(_bids[agent], Price, above: false), At(_bids[agent], Price, above: true));
        var others = -_bids.Where((_, j) => j != agent).Sum(bid => At(bid, Price, above: true));
        return Math.Abs(most - least) < 1e-9 * Math.Max(1, Math.Abs(most)) ? least : Math.Clamp(others, least, most);
    }

    /// <summary>∫₀^q p_i(x)dx, midpoints between the quantities that the others leave at their vertices.</summary>
    public double AreaOf(int agent)
    {
        var quantity = QuantityOf(agent);
        var (low, high) = (Math.Min(quantity, 0), Math.Max(quantity, 0));
        double[] cuts =
        [
            .. _vertices.SelectMany(p => new[] { -Sum(p, agent), -SumBelow(p, agent) })
                .Append(low).Append(high).Where(x => x >= low && x <= high).Order(),
        ];
        var area = 0.0;
        for (var k = 1; k < cuts.Length; k++)
        {
            var (x, width) = ((cuts[k] + cuts[k - 1]) / 2, cuts[k] - cuts[k - 1]);
            // Rounding may put the quantity itself beyond what the others leave at any price.
            area += width < 1e-12 ? 0 : width * LastAbove(p => Sum(p, agent) > -x);
        }
        return quantity < 0 ? -area : area;
    }

    /// <summary>The end of the prices at which something holds that holds at low prices only.</summary>
    private static double LastAbove(Func<double, bool> holds)
    {
        var (low, high) = (-Far, Far);
        while ((low + high) / 2 is var middle && middle > low && middle < high)
        {
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    private double Sum(double price, int without) =>
        _bids.Where((_, j) => j != without).Sum(bid => At(bid, price, above: true));

    private double SumBelow(double price, int without) =>
        _bids.Where((_, j) => j != without).Sum(bid => At(bid, price, above: false));

    private IEnumerable<double> Vertices(SampleBid bid) => bid.Points.Length > 0
        ? bid.Points.Select(point => point.Ticks * _auction.TickSize).Concat(Bends(bid))
        : new[] { bid.Min, bid.Max }.OfType<long>().Select(lots => bid.Intercept - (bid.Slope * lots * _auction.LotSize));

    /// <summary>Where a schedule wanted at first what it has got by now.</summary>
    private IEnumerable<double> Bends(SampleBid bid) =>
        from lots in new[] { bid.Filled.Bought, -bid.Filled.Sold }
        from line in bid.Points.Zip(bid.Points.Skip(1))
        where line.First.Lots > lots && lots > line.Second.Lots
        let share = (line.First.Lots - lots) / (double)(line.First.Lots - line.Second.Lots)
        select (line.First.Ticks + (share * (line.Second.Ticks - line.First.Ticks))) * _auction.TickSize;

    /// <summary>What a bid wants at a price, the limit from one side, besides what it has.</summary>
    private double At(SampleBid bid, double price, bool above)
    {
        var (quantity, lot) = (AtFirst(bid, price, above), _auction.LotSize);
        return Math.Max(quantity - (bid.Filled.Bought * lot), 0) + Math.Min(quantity + (bid.Filled.Sold * lot), 0);
    }

    private double AtFirst(SampleBid bid, double price, bool above)
    {
        if (bid.Points.Length == 0)
        {
            var line = (bid.Intercept - price) / bid.Slope;
            return Math.Clamp(line, bid.Min * _auction.LotSize ?? double.MinValue, bid.Max * _auction.LotSize ?? double.MaxValue);
        }
        var points = bid.Points.Select(point => (Price: point.Ticks * _auction.TickSize, Quantity: point.Lots * _auction.LotSize)).ToList();
        var left = points.FindLastIndex(point => above ? point.Price <= price : point.Price < price);
        if (left < 0 || left == points.Count - 1)
        {
            return points[Math.Max(left, 0)].Quantity;
        }
        var ((lowPrice, most), (highPrice, least)) = (points[left], points[left + 1]);
        return most + ((least - most) * (price - lowPrice) / (highPrice - lowPrice));
    }
}
