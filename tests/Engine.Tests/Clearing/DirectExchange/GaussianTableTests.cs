using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Gateway.Mapping;
using MathNet.Numerics;
using MathNet.Numerics.Integration;

namespace Exchange.Engine.Tests.Clearing.DirectExchange;

public class GaussianTableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1e-6)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void For_AnyAlpha_IsWithinItsTolerance(double alpha)
    {
        var table = GaussianTables.For(alpha);
        Assert.InRange(table.Nodes.Length, 2, 400);
        Assert.Equal(0, Exact(alpha, table.Flat), 1e-14);
        var worst = 0.0;
        for (var z = table.Flat; z <= GaussianTables.Reach; z += 1.0 / 4096)
        {
            worst = Math.Max(worst, Math.Abs(table.Of(z) - Exact(alpha, z)));
        }
        Assert.InRange(worst, 0, GaussianTables.Tolerance + 1e-14);
        Assert.True(alpha < 0.3 || worst > GaussianTables.Tolerance / 2, $"finer than it says: {worst}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void For_Alpha_HasTheVarianceOfTheVirtualEndowment(double alpha)
    {
        var table = GaussianTables.For(alpha);
        var half = GaussLegendreRule.Integrate(
            z => Exact(alpha, z) * Exact(alpha, z) * Math.Exp(-z * z / 2) / Constants.Sqrt2Pi, table.Flat, 12, 512);
        Assert.Equal(2 * half, table.Variance, 1e-9);
        Assert.True(alpha > 0 || Math.Abs(table.Variance - 1) < 1e-9);
    }

    [Fact]
    public void For_AlphaOutsideZeroToOne_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianTables.For(-0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianTables.For(1.01));
    }

    [Fact]
    public void For_EveryTable_RisesStrictly()
    {
        for (var alpha = 0.0; alpha <= 1; alpha += 0.125)
        {
            var table = GaussianTables.For(alpha);
            var before = 0.0;
            for (var z = table.Flat + 0.001; z < 12; z += 0.001)
            {
                var value = table.Of(z);
                Assert.True(value > before, $"falls at {z} for {alpha}");
                before = value;
            }
        }
    }

    [Theory]
    [InlineData(new[] { 1.0 }, new[] { 0.0 }, new[] { 1.0 }, 1)] // one node
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 1 }, new[] { 1.0 }, 1)] // a slope missing
    [InlineData(new[] { 1.0, 1 }, new[] { 0.0, 1 }, new[] { 1.0, 1 }, 1)] // a step up
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 0 }, new[] { 1.0, 1 }, 1)] // level
    [InlineData(new[] { 1.0, 2 }, new[] { 0.5, 1 }, new[] { 1.0, 1 }, 1)] // does not start at zero
    [InlineData(new[] { -1.0, 2 }, new[] { 0.0, 1 }, new[] { 1.0, 1 }, 1)] // a negative flat region
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 1 }, new[] { 1.0, 3 }, 1)] // too steep for a chord
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 1 }, new[] { 1.0, 0 }, 1)] // no slope
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 1 }, new[] { 1.0, 1 }, 0)] // no variance
    [InlineData(new[] { 1.0, double.PositiveInfinity }, new[] { 0.0, 1 }, new[] { 1.0, 1 }, 1)]
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, double.NaN }, new[] { 1.0, 1 }, 1)]
    public void Constructor_NoIncreasingCurve_Throws(double[] nodes, double[] values, double[] slopes, double variance) =>
        Assert.Throws<ArgumentException>(() => new GaussianTable(nodes, values, slopes, variance));

    /// <summary>z − αR(z) by another's error function.</summary>
    private static double Exact(double alpha, double z) =>
        z - (alpha * Math.Sqrt(Math.PI / 2) * Math.Exp(z * z / 2) * SpecialFunctions.Erfc(z / Constants.Sqrt2));
}
