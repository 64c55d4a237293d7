using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using MathNet.Numerics.Integration;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Clearing.DirectExchange;

public class VirtualEndowmentTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 1.0 / 3)]
    [InlineData(1, 0.5)]
    public void Flat_StandardUniform_IsAlphaOverOnePlusAlpha(double alpha, double expected)
    {
        var endowments = new Economy(false, 0, 1, alpha, 0, []).Endowments;
        Assert.Equal(expected, endowments.Flat, 15);
        Assert.Equal(1 / (3 * (1 + alpha)), endowments.Variance, 15);
        Assert.Equal(0, endowments.Of(endowments.Flat));
        Assert.Equal(1, endowments.Of(1), 15);
        Assert.Equal(-1, endowments.Of(-1), 15);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Of_Uniform_IsTheDefinition(double alpha)
    {
        // e − α(1 − F)/f above the flat region, e + αF/f below.
        var endowments = new Economy(false, 0.75, 1.5, alpha, 0, []).Endowments;
        for (var e = -0.75; e <= 2.25; e += 0.01)
        {
            var (upper, lower) = (e - (alpha * (2.25 - e)), e + (alpha * (e + 0.75)));
            Assert.Equal(upper > 0.75 ? upper : lower < 0.75 ? lower : 0.75, endowments.Of(e), 1e-14);
        }
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void Inverse_OutsideTheFlatRegion_UndoesIt(Economy economy)
    {
        var endowments = economy.Endowments;
        for (var e = economy.Mean - (9 * economy.Width); e <= economy.Mean + (9 * economy.Width); e += economy.Width / 73)
        {
            var value = endowments.Of(e);
            if (Math.Abs(e - economy.Mean) <= endowments.Flat)
            {
                Assert.Equal(economy.Mean, value);
                Assert.Equal(economy.Mean, endowments.Inverse(value));
            }
            else
            {
                Assert.Equal(e, endowments.Inverse(value), 1e-13 * economy.Width);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void InverseIntegral_AnyDeviation_IsTheIntegralOfTheInverse(Economy economy)
    {
        var endowments = economy.Endowments;
        var sum = 0.0;
        var step = economy.Width / 64;
        for (var y = 0.0; y < 9 * economy.Width; y += step)
        {
            sum += GaussLegendreRule.Integrate(s => endowments.Inverse(economy.Mean + s) - economy.Mean, y, y + step, 12);
            Assert.Equal(sum, endowments.InverseIntegral(y + step), 1e-9 * economy.Width * economy.Width);
            Assert.Equal(endowments.InverseIntegral(y + step), endowments.InverseIntegral(-y - step));
        }
        Assert.Equal(0, endowments.InverseIntegral(0));
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void Variance_IsThatOfTheVirtualEndowment(Economy economy)
    {
        const int Draws = 200_000;
        var sum = 0.0;
        for (var i = 0; i < Draws; i++)
        {
            var deviation = economy.Endowments.DeviationOf(economy.Quantile((i + 0.5) / Draws));
            sum += deviation * deviation;
        }
        Assert.Equal(sum / Draws, economy.Endowments.Variance, 1e-4 * economy.Width * economy.Width);
    }

    [Fact]
    public void Contains_BoundsOfTheSupport_AreInIt()
    {
        Assert.Equal(
            Reason.None, UniformVirtualEndowment.TryCreate(DecimalOf(-0.1), DecimalOf(0.3), DecimalOf(0.5), out var endowments));
        Assert.True(endowments!.Contains(-0.1));
        Assert.True(endowments.Contains(0.3));
        Assert.False(endowments.Contains(0.300001));
        Assert.False(endowments.Contains(-0.100001));
        Assert.True(new Economy(true, 0, 1, 1, 0, []).Endowments.Contains(1e9));
    }

    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(1, 0, 0.5)]
    [InlineData(0, 1, -0.1)]
    [InlineData(0, 1, 1.1)]
    public void TryCreate_Uniform_OutOfRange_IsRefused(double low, double high, double alpha) => Assert.Equal(
        Reason.OutOfRange, UniformVirtualEndowment.TryCreate(DecimalOf(low), DecimalOf(high), DecimalOf(alpha), out _));

    [Fact]
    public void IsProportional_MeansAndCapacities_ZeroOrEqual()
    {
        Assert.True(new Economy(false, 0, 1, 1, 0, []).Endowments.IsProportional(1, 2));
        Assert.True(new Economy(false, 1, 1, 1, 0, []).Endowments.IsProportional(2, 2));
        Assert.False(new Economy(false, 1, 1, 1, 0, []).Endowments.IsProportional(1, 2));
    }

    [Fact]
    public void Arithmetic_Uniform_IsPinnedToTheBit()
    {
        Assert.Equal(
            Reason.None, UniformVirtualEndowment.TryCreate(DecimalOf(-0.1), DecimalOf(0.7), DecimalOf(0.3), out var endowments));
        AssertBits(
            "3FB7A17A17A17A16 3FA5015015015014 3FE2A7EF9DB22D0E 3FE42F42F42F42F4 3FB0C9A633FCD966",
            endowments!.Flat,
            endowments.Variance,
            endowments.Of(0.61),
            endowments.Inverse(0.61),
            endowments.InverseIntegral(0.31));
    }

    [Fact]
    public void Arithmetic_Gaussian_IsPinnedToTheBit()
    {
        var table = new GaussianTable([0.75, 1.5, 3, 8], [0, 0.98, 2.7, 7.88], [1.43, 1.22, 1.09, 1.015], 0.42);
        Assert.Equal(Reason.None, GaussianVirtualEndowment.TryCreate(DecimalOf(0.1), DecimalOf(0.7), table, out var endowments));
        AssertBits(
            "3FCA57A786C22680 3FEEF2AAC7330866 C021EFDF3B645A1C 3FF697744C36D1D6 400ADDCCC0C7A71D",
            endowments!.Variance,
            endowments.Of(1.3),
            endowments.Of(-9),
            endowments.Inverse(1.1),
            endowments.InverseIntegral(2.3));
    }

    private static void AssertBits(string expected, params double[] values) =>
        Assert.Equal(expected, string.Join(' ', values.Select(value => $"{BitConverter.DoubleToUInt64Bits(value):X16}")));
}
