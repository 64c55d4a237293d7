using Exchange.Lab;
using Exchange.Lab.Internal;

namespace Exchange.Clients.Tests.Lab;

public sealed class DoubleAuctionRatioTests
{
    public static TheoryData<double, double, int> Models => new()
    {
        { 0.2, 0.5, 8 },
        { 0.5, 1, 20 },
        { 0.9, 10, 60 },
    };

    [Fact]
    public void Run_Ratios_TendToTheLimit()
    {
        var table = DoubleAuctionRatio.Run(maxTraders: 256);
        Assert.Equal(["rho", "zeta", "n4", "n16", "n64", "n256", "limit"], table.Columns);
        foreach (var row in table.Rows)
        {
            double[] ratios = [.. row.Skip(2).Cast<double>()];
            Assert.True(ratios[..^1].Zip(ratios[1..]).All(pair => pair.First < pair.Second), string.Join(' ', ratios));
            Assert.True(ratios[^2] > ratios[^1] * 0.8);
        }
    }

    /// <summary>(4.17), corrected, is what the signals tell of a value: the residual is uncorrelated with every signal.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Economy_Weights_AreTheProjectionOfValuesOnSignals(double rho, double zeta, int count)
    {
        var economy = new GroupSignals((decimal)rho, (decimal)zeta, count).Economy;
        for (var j = 0; j < count; j++)
        {
            var explained = 0.0;
            for (var k = 0; k < count; k++)
            {
                var weight = (k == 0 ? (double)economy.Alpha : 0) + (k < count / 2 ? 2 * (double)economy.Beta / count : 0);
                explained += weight * (Covariance(k, j, count, rho) + (k == j ? zeta : 0));
            }
            Assert.Equal(Covariance(0, j, count, rho), explained, 1e-12);
        }
    }

    /// <summary>(4.19): given its signal and the price, which tells the mean signal, nobody wants to trade more or less.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void DoubleAuction_Quantity_IsABestResponse(double rho, double zeta, int count)
    {
        var weights = new GroupSignals((decimal)rho, (decimal)zeta, count).DoubleAuction()!.Value;
        // q = scale·(s − s̄) = scale·s − slope·p with p = priceOfMean·s̄; a unit more costs the price and moves it.
        var scale = (double)(weights.Own - weights.Stranger);
        var (mean, own) = ((1 + zeta + ((count / 2.0) - 1) * rho) / count, 1 + zeta);
        var determinant = (own * mean) - (mean * mean);
        var onSignal = (mean - (mean * (mean - (zeta / count)))) / determinant;
        var onMean = ((own * (mean - (zeta / count))) - mean) / determinant;
        // E[θ|s, s̄] = onSignal·s + onMean·s̄ = p + (1 + impact)·q: so that both weights are those of q.
        var priceOfMean = onSignal + onMean;
        var impact = priceOfMean / (scale * (count - 1));
        Assert.Equal(onSignal, (1 + impact) * scale, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void UtilityOf_AnyWeights_IsTheMeanOverDraws(double rho, double zeta, int count)
    {
        const int Seed = 7, Draws = 20_000;
        var model = new GroupSignals((decimal)rho, (decimal)zeta, count);
        var weights = new GroupSignals.Weights(0.4m, 0.1m, -0.2m / count);
        var random = new Random(Seed);
        var (sum, squares) = (0.0, 0.0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var common = new[] { Normal(random, rho), Normal(random, rho) };
            double[] values = [.. Enumerable.Range(0, count).Select(i => common[2 * i / count] + Normal(random, 1 - rho))];
            double[] signals = [.. values.Select(value => value + Normal(random, zeta))];
            var quantity = ((double)weights.Own * signals[0])
                + ((double)weights.Mate * signals[1..(count / 2)].Sum()) + ((double)weights.Stranger * signals[(count / 2)..].Sum());
            var utility = quantity * (values[0] - (quantity / 2));
            sum += utility;
            squares += utility * utility;
        }
        var mean = sum / Draws;
        var error = Math.Sqrt(((squares / Draws) - (mean * mean)) / Draws);
        Assert.True(Math.Abs((double)model.UtilityOf(weights) - mean) < 4 * error, $"seed {Seed}: {mean} ± {error}, {model.UtilityOf(weights)}");
    }

    private static double Covariance(int i, int j, int count, double rho) => i == j ? 1 : 2 * i / count == 2 * j / count ? rho : 0;

    private static double Normal(Random random, double variance) =>
        Math.Sqrt(-2 * variance * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
