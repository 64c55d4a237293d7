using MathNet.Numerics.LinearAlgebra;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>
/// A few bids, bent or bounded and conditional, by trying every combination of the lines that they could be on: a
/// combination's linear equations in the price and all quantities are solved and its inequalities checked.
/// </summary>
internal sealed class BruteForceAuction
{
    private const double Tolerance = 1e-9;

    private readonly IReadOnlyList<SampleBid> _bids;
    private readonly Piece[][] _pieces;
    private readonly int[][] _combinations;

    public BruteForceAuction(SampleAuction auction, IReadOnlyList<SampleBid> bids)
    {
        _bids = bids;
        _pieces = [.. bids.Select(bid => PiecesOf(auction, bid).ToArray())];
        _combinations = [.. Combine(0, new int[bids.Count])];
    }

    /// <summary>All outcomes, price first.</summary>
    public List<double[]> Solve() => Distinct(_combinations.Select(pieces => TrySolve(pieces, -1, 0)));

    /// <summary>∫₀^q p_i(x)dx, split until the ends of every part are on the same lines.</summary>
    public double AreaOf(int agent, double quantity)
    {
        if (Math.Abs(quantity) < 1e-12)
        {
            return 0;
        }
        return Area(agent, 0, quantity, depth: 0);
    }

    /// <summary>What an agent faces when it is given so much: prices, one as a rule.</summary>
    public List<double[]> Residual(int agent, double quantity) =>
        Distinct(_combinations.Where(pieces => pieces[agent] == 0).Select(pieces => TrySolve(pieces, agent, quantity)));

    private double Area(int agent, double from, double to, int depth)
    {
        // Just inside, so that no end is on two combinations at once.
        var (first, last) = (from + ((to - from) * 1e-7), to - ((to - from) * 1e-7));
        foreach (var pieces in _combinations)
        {
            if (pieces[agent] == 0 && TrySolve(pieces, agent, first) is { } start && TrySolve(pieces, agent, last) is { } end)
            {
                return (to - from) * (start[0] + end[0]) / 2;
            }
        }
        if (depth == 40)
        {
            return (to - from) * Residual(agent, (from + to) / 2).First()[0];
        }
        var middle = from + ((to - from) * 0.4871);
        return Area(agent, from, middle, depth + 1) + Area(agent, middle, to, depth + 1);
    }

    private static List<double[]> Distinct(IEnumerable<double[]?> solutions)
    {
        var distinct = new List<double[]>();
        foreach (var solution in solutions.OfType<double[]>())
        {
            if (!distinct.Any(other => other.Zip(solution).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6)))
            {
                distinct.Add(solution);
            }
        }
        return distinct;
    }

    /// <summary>The price and the quantities on a combination of lines, if they are on them.</summary>
    private double[]? TrySolve(int[] pieces, int given, double quantity)
    {
        var count = _bids.Count;
        var matrix = Matrix<double>.Build.Dense(count + 1, count + 1);
        var right = Vector<double>.Build.Dense(count + 1);
        for (var i = 0; i < count; i++)
        {
            matrix[0, i + 1] = 1;
            if (i == given)
            {
                (matrix[i + 1, i + 1], right[i + 1]) = (1, quantity);
                continue;
            }
            // price·(p − conditions) + quantity·q = constant
            var piece = _pieces[i][pieces[i]];
            (matrix[i + 1, 0], right[i + 1]) = (piece.Price, piece.Constant);
            for (var j = 0; j < count; j++)
            {
                matrix[i + 1, j + 1] -= piece.Price * ConditionOn(i, j);
            }
            matrix[i + 1, i + 1] += piece.Quantity;
        }
        var solution = Gauss(matrix, right);
        if (solution is null)
        {
            return null;
        }
        for (var i = 0; i < count; i++)
        {
            var own = solution[0] - Enumerable.Range(0, count).Sum(j => ConditionOn(i, j) * solution[j + 1]);
            if (i != given && !_pieces[i][pieces[i]].Contains(own, solution[i + 1]))
            {
                return null;
            }
        }
        return solution;
    }

    /// <summary>What a bid's price rises by for another's unit besides what it rises by for everybody's.</summary>
    private double ConditionOn(int i, int j) => i == j ? 0 : _bids[i].SlopeOn(i, j, _bids[j]) - _bids[i].Slope;

    private static double[]? Gauss(Matrix<double> matrix, Vector<double> right)
    {
        var lu = matrix.LU();
        return Math.Abs(lu.Determinant) < 1e-12 ? null : [.. lu.Solve(right)];
    }

    private IEnumerable<int[]> Combine(int agent, int[] chosen)
    {
        if (agent == _bids.Count)
        {
            yield return [.. chosen];
            yield break;
        }
        for (var piece = 0; piece < _pieces[agent].Length; piece++)
        {
            chosen[agent] = piece;
            foreach (var combination in Combine(agent + 1, chosen))
            {
                yield return combination;
            }
        }
    }

    /// <summary>With w the price less the conditions on others: q = min(max((a − w)/m, least), most), or the schedule's lines.</summary>
    private static IEnumerable<Piece> PiecesOf(SampleAuction auction, SampleBid bid)
    {
        if (bid.Points.Length == 0)
        {
            var (least, most) = (bid.Min * auction.LotSize ?? double.NegativeInfinity, bid.Max * auction.LotSize ?? double.PositiveInfinity);
            yield return new(1, bid.Slope, bid.Intercept, double.NegativeInfinity, double.PositiveInfinity, least, most);
            if (bid.Max is not null)
            {
                yield return new(0, 1, most, double.NegativeInfinity, bid.Intercept - (bid.Slope * most), most, most);
            }
            if (bid.Min is not null)
            {
                yield return new(0, 1, least, bid.Intercept - (bid.Slope * least), double.PositiveInfinity, least, least);
            }
            yield break;
        }
        var points = bid.Points.Select(point => (Price: point.Ticks * auction.TickSize, Quantity: point.Lots * auction.LotSize)).ToList();
        yield return new(0, 1, points[0].Quantity, double.NegativeInfinity, points[0].Price, points[0].Quantity, points[0].Quantity);
        for (var k = 1; k < points.Count; k++)
        {
            var ((low, greatest), (high, smallest)) = (points[k - 1], points[k]);
            var (fall, rise) = (greatest - smallest, high - low);
            yield return new(fall, rise, (fall * low) + (rise * greatest), low, high, smallest, greatest);
        }
        yield return new(0, 1, points[^1].Quantity, points[^1].Price, double.PositiveInfinity, points[^1].Quantity, points[^1].Quantity);
    }

    /// <summary>price·w + quantity·q = constant, from a least to a greatest w and q.</summary>
    private readonly record struct Piece(
        double Price, double Quantity, double Constant, double LeastPrice, double MostPrice, double Least, double Most)
    {
        public bool Contains(double price, double quantity) =>
            price >= LeastPrice - Tolerance && price <= MostPrice + Tolerance
            && quantity >= Least - Tolerance && quantity <= Most + Tolerance;
    }
}
