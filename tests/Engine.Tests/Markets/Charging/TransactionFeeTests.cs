using Exchange.Engine.Bids;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;
using MathNet.Numerics.Integration;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Markets.Charging;

public class TransactionFeeTests
{
    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void Bid_AlongTheResidualDemandCurve_TheStatedOneIsExPostOptimal(Economy economy)
    {
        var fee = new DoubleAuction(economy).Fee;
        var random = new SeededGenerator(17);
        for (var auction = 0; auction < 50; auction++)
        {
            var endowments = economy.Draw(random);
            var virtuals = endowments.Select(economy.Endowments.Of).ToArray();
            var price = economy.PayoffMean - (virtuals.Sum() / economy.Capacities.Sum());
            for (var i = 0; i < endowments.Length; i++)
            {
                var trader = new Trader(economy, fee, endowments[i], economy.Capacities[i], virtuals.Sum() - virtuals[i]);
                var stated = -virtuals[i] - (trader.Capacity * (price - economy.PayoffMean));
                Assert.Equal(price, trader.PriceAt(stated), 1e-12 * economy.Width / trader.Capacity * 16);
                var truth = trader.Payoff(stated);
                var tolerance = 1e-10 * economy.Width * economy.Width / trader.Capacity;
                for (var step = 1e-4; step < 100; step *= 1.7)
                {
                    Assert.True(trader.Payoff(stated + (step * economy.Width)) < truth + tolerance);
                    Assert.True(trader.Payoff(stated - (step * economy.Width)) < truth + tolerance);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void Fee_AnyBid_IsTheFormulaAsStated(Economy economy)
    {
        // b and c with their terms of m², and the integral from m of v⁻¹ itself.
        var fee = new DoubleAuction(economy).Fee;
        var (m, n) = (economy.Mean, economy.Capacities.Length);
        var (k, total) = (economy.Capacities[1], economy.Capacities.Sum());
        var others = total - k;
        var variance = (n - 1) * economy.Endowments.Variance;
        var c = (k * variance / (2 * total * others)) + (others * m * m / (2 * total * k));
        foreach (var (q, x) in new[] { (0.3, 0.1), (-1.2, 0.4), (0, 0), (2, -3.0), (0.01, -0.02) })
        {
            var w = -q - (k * x);
            var integral = GaussLegendreRule.Integrate(economy.Endowments.Inverse, m, w, 256);
            var b = others / (total * k) * ((w * w / 2) - integral);
            var expected = (-q * q / (2 * others)) - b + c;
            Assert.Equal(expected, fee.Of(q, economy.PayoffMean + x, k, others, variance), 1e-5 * (1 + Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void TakingPart_TheLeastAnyTypeExpects_IsNothingAtTheMean(Economy economy)
    {
        // The others matter through the sum of their v alone, and it through mean and variance, the payoff being quadratic.
        var fee = new DoubleAuction(economy).Fee;
        for (var i = 0; i < economy.Capacities.Length; i++)
        {
            var capacity = economy.Capacities[i];
            var spread = Math.Sqrt((economy.Capacities.Length - 1) * economy.Endowments.Variance);
            var mean = (economy.Capacities.Length - 1) * economy.Mean;
            var scale = economy.Width * economy.Width / capacity;
            for (var z = -3.0; z <= 3; z += 0.25)
            {
                var endowment = economy.Mean + (economy.Width * z / (economy.IsGaussian ? 1 : 3));
                var gain = (Gain(endowment, mean - spread) + Gain(endowment, mean + spread)) / 2;
                Assert.InRange(gain, -1e-9 * scale, double.MaxValue);
                Assert.True(z != 0 || gain < 1e-9 * scale, $"{gain} left to the worst type");
            }

            double Gain(double endowment, double othersVirtual)
            {
                var trader = new Trader(economy, fee, endowment, capacity, othersVirtual);
                var own = economy.Endowments.Of(endowment);
                var price = economy.PayoffMean - ((own + othersVirtual) / economy.Capacities.Sum());
                var stated = -own - (capacity * (price - economy.PayoffMean));
                return trader.Payoff(stated) + (endowment * endowment / (2 * capacity));
            }
        }
    }

    [Fact]
    public void Assess_WorkedExample_OwesTheConstantWhereNobodyTrades()
    {
        // N = 5, κ = ½, α = 1: everyone in the flat region, p = μ, q = 0: 𝒯 = c = 0.03333.
        var auction = new DoubleAuction(new(false, 0, 1, 1, 2, [0.5, 0.5, 0.5, 0.5, 0.5]));
        var bids = auction.Clear([0.1, -0.4, 0.5, 0, 0.3]);
        Assert.All(bids, bid => Assert.Equal(0, bid.Quantity.Lots));
        var owed = new Cash[5];
        var operatorCash = Assessment.Assess([auction.Fee], bids, owed);
        Assert.All(owed, cash => Assert.Equal("0.033333333333", cash.ToString()));
        Assert.Equal("0.166666666665", operatorCash.ToString());
    }

    [Fact]
    public void Assess_LoneBidder_OwesNothing()
    {
        var auction = new DoubleAuction(new(false, 1, 1, 1, 2, [0.5]));
        Assert.Equal(Cash.Zero, Assessment.Assess([auction.Fee], auction.Clear([1.7]), new Cash[1]));
    }

    [Fact]
    public void Check_Capacities_AreTakenOrRefused()
    {
        var centred = new DoubleAuction(new(true, 0, 1, 1, 0, [])).Fee;
        var shifted = new DoubleAuction(new(true, 1, 1, 1, 0, [])).Fee;
        Assert.Equal(Reason.None, centred.Check(CapacityOf(2), CapacityOf(1)));
        Assert.Equal(Reason.OutOfRange, centred.Check(default, CapacityOf(1)));
        Assert.Equal(Reason.OutOfRange, centred.Check(default, null));
        Assert.Equal(Reason.None, shifted.Check(CapacityOf(2), null));
        Assert.Equal(Reason.None, shifted.Check(CapacityOf(2), CapacityOf(2)));
        Assert.Equal(Reason.OutOfRange, shifted.Check(CapacityOf(2), CapacityOf(1)));
    }

    [Fact]
    public void Arithmetic_IsPinnedToTheBit()
    {
        var economy = new Economy(false, 0.25, 0.75, 0.3, 1.1, [0.7, 0.7, 0.7]);
        var fee = new DoubleAuction(economy).Fee.Of(0.37, 0.91, 0.7, 1.4, 2 * economy.Endowments.Variance);
        Assert.Equal("3FA44E50C5EB3139", $"{BitConverter.DoubleToUInt64Bits(fee):X16}");
    }

    /// <summary>A trader against what the others' bids leave: p(q) = μ + (q − Σv)/K₋ᵢ.</summary>
    private sealed record Trader(Economy Economy, TransactionFee Fee, double Endowment, double Capacity, double OthersVirtual)
    {
        private double Others => Economy.Capacities.Sum() - Capacity;

        public double PriceAt(double quantity) => Economy.PayoffMean + ((quantity - OthersVirtual) / Others);

        /// <summary>The utility less μe.</summary>
        public double Payoff(double quantity)
        {
            var price = PriceAt(quantity);
            var held = Endowment + quantity;
            var variance = (Economy.Capacities.Length - 1) * Economy.Endowments.Variance;
            return ((Economy.PayoffMean - price) * quantity) - Fee.Of(quantity, price, Capacity, Others, variance)
                - (held * held / (2 * Capacity));
        }
    }
}
