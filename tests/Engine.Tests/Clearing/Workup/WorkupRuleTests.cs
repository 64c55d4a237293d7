using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Clearing.Workup;

public class WorkupRuleTests
{
    [Fact]
    public void Clear_Workup_ServesTheHeavySideByTime() =>
        Assert.Equal(" at 200, 900 lots, surplus 300: 500 -700 400 0 -200", Clear(Rationing.Time));

    [Fact]
    public void Clear_MatchingSession_ServesTheHeavySideInProportion() =>
        Assert.Equal(" at 200, 900 lots, surplus 300: 375 -700 450 75 -200", Clear(Rationing.ProRata));

    [Fact]
    public void Clear_WithoutPriceOrAnotherSide_SaysWhy()
    {
        Assert.Equal("NO_REFERENCE", Clear(Rationing.Time, reference: null));
        Assert.Equal("NO_CROSS", Clear(Rationing.Time, bids: ["B 5", "B 6"]));
    }

    [Fact]
    public void Constructor_RandomRationing_Throws() => Assert.Throws<ArgumentException>(() => new WorkupRule(Rationing.Random));

    [Fact]
    public void Definition_WrittenAndRead_IsTheSame()
    {
        foreach (var definition in new WorkupDefinition[] { new(Rationing.Time, null), new(Rationing.ProRata, new Price(-7)) })
        {
            var record = new byte[64];
            var writer = new RecordWriter(record, 0);
            definition.Write(ref writer);
            var reader = new RecordReader(record, 0);
            Assert.Equal(definition, RuleKinds.Read(RuleKind.Workup, ref reader));
            Assert.Equal([BidKind.Market], Enum.GetValues<BidKind>().Where(definition.Takes));
        }
    }

    private static string Clear(Rationing rationing, int? reference = 200, params string[] bids)
    {
        var result = new ClearingResult();
        var collected = Auction.Bids(bids.Length == 0 ? ["B 500", "S 700", "B 600", "B 100", "S 200"] : bids);
        new WorkupRule(rationing).Clear(collected, Auction.Moment(reference), result);
        return Auction.Text(result);
    }
}
