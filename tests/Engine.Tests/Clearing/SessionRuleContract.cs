using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <summary>What every rule that clears collected bids must do. A subclass brings the rule, and bids that it takes.</summary>
public abstract class SessionRuleContract
{
    private const int Seeds = 300;

    [Fact]
    public void Clear_AnyBids_AllotsWhatAddsUpToZeroOrNothing()
    {
        var (rule, result, cleared) = (Create(), new ClearingResult(), 0);
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var bids = Draw(new(seed));
            rule.Clear(bids, Moment(seed), result);
            var lots = result.Lots.ToArray();
            Assert.Equal((seed, bids.Count, 0), (seed, lots.Length, lots.Sum()));
            if (result.IsCleared)
            {
                cleared++;
                Assert.Equal((seed, lots.Sum(bought => Math.Max(bought, 0))), (seed, result.Volume.Lots));
                Assert.True(result.Payments.Length == 0 || result.Payments.Length == bids.Count, $"seed {seed}");
            }
            else
            {
                Assert.True(lots.All(bought => bought == 0) && result.Payments.IsEmpty, $"seed {seed}");
                Assert.Equal((seed, 0L, 0L), (seed, result.Volume.Lots, result.Surplus.Lots));
            }
        }
        Assert.InRange(cleared, Seeds / 3, Seeds);
    }

    /// <summary>An indicative clearing is one that nobody settles.</summary>
    [Fact]
    public void Clear_AnyBids_ChangesNoneOfThem()
    {
        var (rule, result) = (Create(), new ClearingResult());
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var bids = Draw(new(seed));
            var before = HashOf(bids);
            rule.Clear(bids, Moment(seed), result);
            Assert.Equal((seed, before), (seed, HashOf(bids)));
        }
    }

    [Fact]
    public void Clear_Again_UsesNothingOfTheClearingBefore()
    {
        var (used, result) = (Create(), new ClearingResult());
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var (bids, expected) = (Draw(new(seed)), new ClearingResult());
            Create().Clear(bids, Moment(seed), expected);
            used.Clear(bids, Moment(seed), result);
            Assert.Equal(
                (seed, expected.Failure, expected.DecidedBy, expected.Price, expected.Volume, expected.Surplus),
                (seed, result.Failure, result.DecidedBy, result.Price, result.Volume, result.Surplus));
            Assert.Equal(expected.Lots, result.Lots);
            Assert.Equal(expected.Payments, result.Payments);
        }
    }

    [Fact]
    public void Clear_SteadyState_AllocatesNothing()
    {
        var (rule, result) = (Create(), new ClearingResult());
        var auctions = Enumerable.Range(1, 50).Select(seed => Draw(new((ulong)seed))).ToArray();
        ClearAll();
        Assert.Equal(0, Allocated.By(ClearAll));

        void ClearAll()
        {
            for (var auction = 0; auction < auctions.Length; auction++)
            {
                rule.Clear(auctions[auction], Moment((ulong)auction), result);
            }
        }
    }

    /// <summary>A new rule, with the same parameters every time.</summary>
    protected abstract SessionRule Create();

    /// <summary>Bids that the rule takes and, most of them, clears.</summary>
    protected abstract CollectedBids Draw(SeededGenerator random);

    private static ClearingMoment Moment(ulong number) => new(new(0), new(1_000_000_000), number, new Price(3));

    private static string HashOf(CollectedBids bids)
    {
        using var writer = new StateWriter();
        bids.WriteState(writer);
        return writer.Finish();
    }
}
