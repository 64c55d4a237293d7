using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Clearing.ReferenceCross;

public class ReferenceCrossRuleTests
{
    [Theory]
    [InlineData("50@100 surplus 20: 30 20 -50", "B 30", "B 40", "S 50")]
    [InlineData("30@100 surplus -20: -30 0 30", "S 30", "S 20", "B 30")]
    [InlineData("10@100 surplus 0: 10 0 -10 0", "B 10@100", "B 10@99", "S 10@100", "S 9@101")]
    [InlineData("NO_CROSS", "B 10@99", "S 10")]
    [InlineData("NO_CROSS", "B 10", "B 3")]
    public void Clear_ByTime_ServesTheOldestThatAcceptThePrice(string expected, params string[] orders)
    {
        Assert.Equal(expected, Clear(Rationing.Time, orders));
    }

    [Fact]
    public void Clear_ProRata_ServesInProportionLeftoverByLargestRemainder() =>
        Assert.Equal("10@100 surplus 20: 3 3 4 -10", Clear(Rationing.ProRata, "B 9", "B 10", "B 11", "S 10"));

    [Theory]
    // The second would get 20: what was for it goes to the third.
    [InlineData("50@100 surplus 60: 30 0 20 -50", "B 30", "B 40 min 25", "B 40", "S 50")]
    // Nobody else is there: then the sellers are the heavier.
    [InlineData("30@100 surplus 20: 30 0 -30", "B 30", "B 40 min 25", "S 50")]
    // And now it is the seller that would get too little.
    [InlineData("NO_CROSS", "B 30", "B 40 min 25", "S 50 min 31")]
    // Of an order smaller than its minimum all is enough, and nothing is not too little.
    [InlineData("20@100 surplus 20: 20 0 -20", "B 20 min 50", "B 20 min 20", "S 20")]
    public void Clear_Minimums_ByTime_LeaveOut(string expected, params string[] orders) =>
        Assert.Equal(expected, Clear(Rationing.Time, orders));

    [Theory]
    // Seven, seven and six are too little: without the newest there are ten for each.
    [InlineData("20@100 surplus 10: 10 10 0 -20", "B 10 min 10", "B 10 min 10", "B 10 min 10", "S 20")]
    // Of four the newer two.
    [InlineData("20@100 surplus 20: 10 10 0 0 -20", "B 10 min 9", "B 10 min 9", "B 10 min 9", "B 10 min 9", "S 20")]
    [InlineData("20@100 surplus 10: 10 0 10 -20", "B 10", "B 10 min 8", "B 10", "S 20")]
    public void Clear_Minimums_ProRata_LeaveOutTheNewerHalf(string expected, params string[] orders) =>
        Assert.Equal(expected, Clear(Rationing.ProRata, orders));

    [Fact]
    public void Clear_TooManyRounds_LeavesOutEveryMinimum()
    {
        var result = new ClearingResult();
        var bids = PeggedBids.Of("B 30", "B 40 min 25", "B 5 min 5", "S 41", "S 9 min 2");
        new ReferenceCrossRule(Rationing.Time, maxRounds: 1).Clear(bids, Moment(100), result);
        Assert.Equal("30@100 surplus 25: 30 0 0 -30 0", PeggedBids.Text(result));
        new ReferenceCrossRule(Rationing.Time).Clear(bids, Moment(100), result);
        Assert.Equal("35@100 surplus 25: 30 0 5 -35 0", PeggedBids.Text(result));
    }

    [Fact]
    public void Clear_WithoutReference_SaysSo()
    {
        var result = new ClearingResult();
        new ReferenceCrossRule(Rationing.Time).Clear(PeggedBids.Of("B 1", "S 1"), Moment(null), result);
        Assert.Equal("NO_REFERENCE", PeggedBids.Text(result));
    }

    [Fact]
    public void Constructor_RandomRationing_Throws() =>
        Assert.Throws<ArgumentException>(() => new ReferenceCrossRule(Rationing.Random));

    [Fact]
    public void Definition_WrittenAndRead_IsTheSame()
    {
        foreach (var definition in new ReferenceCrossDefinition[] { new(Rationing.Time), new(Rationing.ProRata) })
        {
            var record = new byte[8];
            var writer = new RecordWriter(record, 0);
            definition.Write(ref writer);
            var reader = new RecordReader(record, 0);
            Assert.Equal(definition, RuleKinds.Read(RuleKind.ReferenceCross, ref reader));
            Assert.Equal([BidKind.Pegged], Enum.GetValues<BidKind>().Where(definition.Takes));
        }
    }

    /// <summary>A midpoint off the grid is rounded down; with half the tick of the quote's it never is.</summary>
    [Theory]
    [InlineData("0.01", "0.005", 999, 1_000, 1_999)]
    [InlineData("0.01", "0.01", 999, 1_000, 999)]
    [InlineData("0.01", "0.01", -1_000, -999, -1_000)]
    [InlineData("0.01", "0.1", 999, 1_001, 100)]
    [InlineData("0.01", "0.1", 998, 1_001, 99)]
    [InlineData("0.01", "0.003", 999, 1_000, 3_331)]
    [InlineData("1", "0.1", 999_999_999, 1_000_000_000, null)]
    public void Midpoint_OfAQuote_IsRoundedDownToATick(string quoted, string grid, int bid, int ask, int? expected) =>
        Assert.Equal(
            expected, new Quote(new(bid), new(ask)).Midpoint(KernelBench.Grid(quoted, "1"), KernelBench.Grid(grid, "1"))?.Ticks);

    [Theory]
    [InlineData(Rationing.Time)]
    [InlineData(Rationing.ProRata)]
    public void Clear_RandomOrders_GivesWhatItsDefinitionSays(Rationing rationing)
    {
        var (rule, result, leftOut) = (new ReferenceCrossRule(rationing), new ClearingResult(), 0);
        for (var seed = 1UL; seed <= 4_000; seed++)
        {
            var bids = PeggedBids.Draw(new(seed));
            rule.Clear(bids, Moment(3), result);
            var orders = new List<ListedPeg>();
            var all = bids.GetEnumerator();
            while (all.MoveNext())
            {
                var bid = all.Current;
                orders.Add(new("", bid.Id, bid.Side, bid.Price.Ticks, bids.MinimumOf(all).Lots, null) { Open = bid.Open.Lots });
            }
            var expected = ListedCross.Divide(orders.Where(order => order.Accepts(3)), rationing);
            Assert.Equal(
                $"seed {seed}: {string.Join(' ', orders.Select(order => expected.GetValueOrDefault(order) * (order.Side == Side.Buy ? 1 : -1)))}",
                $"seed {seed}: {string.Join(' ', result.Lots.ToArray())}");
            leftOut += result.IsCleared && orders.Any(order => order.Accepts(3) && !expected.ContainsKey(order)) ? 1 : 0;
        }
        Assert.True(leftOut > 300, $"minimums left somebody out {leftOut} times");
    }

    private static ClearingMoment Moment(int? price) => new(default, default, 1, price is { } ticks ? new Price(ticks) : null);

    private static string Clear(Rationing rationing, params string[] orders)
    {
        var result = new ClearingResult();
        new ReferenceCrossRule(rationing).Clear(PeggedBids.Of(orders), Moment(100), result);
        return PeggedBids.Text(result);
    }
}

public abstract class ReferenceCrossContractTests(Rationing rationing) : SessionRuleContract
{
    protected override SessionRule Create() => new ReferenceCrossRule(rationing);

    protected override CollectedBids Draw(SeededGenerator random) => PeggedBids.Draw(random);
}

public class ReferenceCrossByTimeContractTests() : ReferenceCrossContractTests(Rationing.Time);

public class ReferenceCrossProRataContractTests() : ReferenceCrossContractTests(Rationing.ProRata);
