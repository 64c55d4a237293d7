using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Markets.Charging;

public class AssessmentTests
{
    [Fact]
    public void Assess_SeveralCharges_AddUp()
    {
        Charge[] charges = [Entry(1), PerUnit(0.5), Quadratic(0.1)];
        var owed = new Cash[4];
        owed[3] = new(99);
        var operatorCash = Assessment.Assess(charges, [Bid(1, 10), Bid(2, -10), Bid(3, 0)], owed);
        Assert.Equal(["11", "11", "1"], owed[..3].Select(cash => cash.ToString()));
        Assert.Equal("23", operatorCash.ToString());
        Assert.Equal(new Cash(99), owed[3]);
    }

    [Fact]
    public void Assess_EntryFee_IsOwedOnceAnAccountAndClearing()
    {
        Charge[] charges = [Entry(0.25)];
        var owed = new Cash[4];
        for (var clearing = 0; clearing < 2; clearing++)
        {
            var operatorCash = Assessment.Assess(charges, [Bid(1, 5), Bid(2, 0), Bid(1, -5), Bid(3, 0)], owed);
            Assert.Equal(["0.25", "0.25", "0", "0.25"], owed.Select(cash => cash.ToString()));
            Assert.Equal("0.75", operatorCash.ToString());
        }
        Assert.Equal(Reason.OffGrid, EntryFee.TryCreate(new(1), out _));
        Assert.Equal(Reason.OutOfRange, EntryFee.TryCreate(DecimalOf(1_000_000.5), out _));
        Assert.Equal(Reason.None, EntryFee.TryCreate(DecimalOf(-1), out _));
    }

    [Fact]
    public void Assess_NoChargesOrNoBids_IsNothing()
    {
        Assert.Equal(Cash.Zero, Assessment.Assess([], [Bid(1, 5)], new Cash[1]));
        Assert.Equal(Cash.Zero, Assessment.Assess([Entry(1), Quadratic(1)], [], []));
    }

    [Fact]
    public void Assess_ChargeOnSeveralMarkets_SeesTheWholeInstant()
    {
        // A fee on everything an account traded in two instruments: the seam for Chen (2024), Definition 6.1.
        var owed = new Cash[4];
        ClearedBid[] bids = [Bid(1, 3), Bid(2, -3), Bid(1, 4) with { Market = 1 }, Bid(2, -4) with { Market = 1 }];
        var operatorCash = Assessment.Assess([new WholeOfAnAccount()], bids, owed);
        Assert.Equal([49, 49, 0, 0], owed.Select(cash => (int)cash.Atoms));
        Assert.Equal(98, operatorCash.Atoms);
    }

    [Fact]
    public void Assess_AbsurdCharges_StayWithinBounds()
    {
        var fee = new TransactionFee(new Economy(true, 0, 1, 1, 0, []).Endowments, DecimalOf(0), GridOf(1_000_000));
        ClearedBid[] bids =
        [
            Bid(1, Quantity.MaxOrderLots) with { Capacity = CapacityOf(1e-9), Price = new(Price.MaxTicks) },
            Bid(2, -Quantity.MaxOrderLots) with { Capacity = CapacityOf(1e15), Price = new(Price.MaxTicks) },
        ];
        var owed = new Cash[2];
        var operatorCash = Assessment.Assess([fee, Quadratic(1_000_000), fee], bids, owed);
        Assert.All(owed, cash => Assert.True(Int128.Abs(cash.Atoms) <= Reals.MaxCash.Atoms));
        Assert.Equal(owed[0] + owed[1], operatorCash);
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void Assess_TransactionFee_IsEveryTradersOwnToTheAtom(Economy economy)
    {
        var auction = new DoubleAuction(economy);
        var bids = auction.Clear(economy.Draw(new SeededGenerator(5)));
        var owed = new Cash[bids.Length];
        var operatorCash = Assessment.Assess([auction.Fee], bids, owed);
        Assert.Equal(operatorCash, owed.Aggregate((sum, cash) => sum + cash));
        var variance = (bids.Length - 1) * economy.Endowments.Variance;
        for (var i = 0; i < bids.Length; i++)
        {
            var others = economy.Capacities.Where((_, j) => j != i).Sum();
            var exact = auction.Fee.Of(bids[i].Quantity.Lots * 1e-6, bids[i].Price.Ticks * 1e-6, economy.Capacities[i], others, variance);
            Assert.Equal(exact, (double)owed[i].Atoms * 1e-12, 2e-12);
        }
    }

    [Fact]
    public void Assess_SteadyState_AllocatesNothing()
    {
        var economy = new Economy(true, 0, 1, 1, 0, [0.5, 2, 1]);
        var auction = new DoubleAuction(economy);
        var bids = auction.Clear([0.9, -0.8, 0.1]);
        Charge[] charges = [Entry(1), PerUnit(0.5), Quadratic(0.1), auction.Fee];
        var owed = new Cash[3];
        Assessment.Assess(charges, bids, owed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assessment.Assess(charges, bids, owed);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ClearedBid Bid(int account, long lots) => new(0, account, CapacityOf(0.5), new(lots), new(100));

    private static Grid GridOf(double lot)
    {
        Assert.Equal(Reason.None, Grid.TryCreate(DecimalOf(0.001), DecimalOf(lot), out var grid));
        return grid!;
    }

    private static Charge Entry(double fee)
    {
        Assert.Equal(Reason.None, EntryFee.TryCreate(DecimalOf(fee), out var charge));
        return charge!;
    }

    private static Charge PerUnit(double fee)
    {
        Assert.Equal(Reason.None, PerUnitFee.TryCreate(DecimalOf(fee), GridOf(1), out var charge));
        return charge!;
    }

    private static Charge Quadratic(double sigma)
    {
        Assert.Equal(Reason.None, QuadraticTax.TryCreate(DecimalOf(sigma), GridOf(1), out var charge));
        return charge!;
    }

    private sealed class WholeOfAnAccount : Charge
    {
        internal override ChargeKind Kind => default;

        internal override void Write(ref RecordWriter writer)
        {
        }

        public override void Assess(ReadOnlySpan<ClearedBid> bids, Span<Cash> owed)
        {
            var traded = new SortedDictionary<int, long>();
            foreach (var bid in bids)
            {
                traded[bid.Account] = traded.GetValueOrDefault(bid.Account) + bid.Quantity.Lots;
            }
            for (var i = 0; i < bids.Length; i++)
            {
                if (bids[i].Market == 0)
                {
                    owed[i] += new Cash((Int128)traded[bids[i].Account] * traded[bids[i].Account]);
                }
            }
        }
    }
}
