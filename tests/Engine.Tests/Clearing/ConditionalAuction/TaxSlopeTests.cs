using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;
using static Exchange.Engine.Tests.Clearing.ConditionalAuction.SampleAuction;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

public class TaxSlopeTests
{
    [Theory]
    [InlineData("1", "0.5", "2", 5, "1.2")]
    [InlineData("1", "0", "1", 3, "1")]
    [InlineData("2", "1", "0.1", 4, "0.1")]
    [InlineData("1", "0.5", "1", 4, "1")]
    [InlineData("1", "1", "1", 6, "0.666666666666666667")]
    public void TryFundamental_Model_IsTheFormulaRoundedUp(string alpha, string beta, string mu, int agents, string expected)
    {
        Assert.Equal(Reason.None, TaxSlope.TryFundamental(Decimal(alpha), Decimal(beta), Decimal(mu), agents, out var sigma));
        Assert.Equal(expected, sigma.ToString());
    }

    [Theory]
    [InlineData("1", "0.5", "2", 4, "1.5")]
    [InlineData("2", "7", "0.1", 20, "0.025")]
    [InlineData("3", "0", "1", 8, "0.166666666666666667")]
    public void TryGroups_Model_IsTheFormulaRoundedUp(string alpha, string beta, string mu, int agents, string expected)
    {
        Assert.Equal(Reason.None, TaxSlope.TryGroups(Decimal(alpha), Decimal(beta), Decimal(mu), agents, out var sigma));
        Assert.Equal(expected, sigma.ToString());
    }

    [Fact]
    public void TryFromBounds_FundamentalValue_IsItsOwnFormula()
    {
        // m = α + β/N and φ = β/N.
        Assert.Equal(Reason.None, TaxSlope.TryFromBounds(Decimal("1.1"), Decimal("0.1"), Decimal("2"), 5, out var sigma));
        Assert.Equal("1.2", sigma.ToString());
    }

    [Theory]
    [InlineData("1", "3", "2", 5)] // (N − 2)α = β
    [InlineData("1", "4", "2", 5)]
    [InlineData("0", "0", "2", 5)]
    [InlineData("-1", "0", "2", 5)]
    [InlineData("1", "-0.1", "2", 5)]
    [InlineData("1", "0", "0", 5)]
    [InlineData("1", "0", "1", 2)]
    [InlineData("1", "0", "1", -3)]
    [InlineData("0.000000000000000001", "0", "100000000000000000", int.MinValue)]
    public void TryFundamental_NoSuchSlope_IsRefused(string alpha, string beta, string mu, int agents)
    {
        Assert.Equal(Reason.OutOfRange, TaxSlope.TryFundamental(Decimal(alpha), Decimal(beta), Decimal(mu), agents, out var sigma));
        Assert.True(sigma.IsZero);
    }

    [Fact]
    public void TryGroups_OddNumber_IsRefused() =>
        Assert.Equal(Reason.OutOfRange, TaxSlope.TryGroups(Decimal("1"), Decimal("0"), Decimal("1"), 5, out _));

    [Fact]
    public void TryFundamental_BeyondDecimals_IsRefused() => Assert.Equal(
        Reason.OutOfRange,
        TaxSlope.TryFundamental(Decimal("0.000000000000000001"), Decimal("3"), Decimal("100000000000000000"), int.MaxValue, out _));

    [Fact]
    public void TryFromBounds_TooMuchInterdependence_IsRefused()
    {
        // φ must be below m(N − 2)/(2(N − 1)) = 0.375.
        Assert.Equal(Reason.OutOfRange, TaxSlope.TryFromBounds(Decimal("1"), Decimal("0.375"), Decimal("1"), 5, out _));
        Assert.Equal(Reason.None, TaxSlope.TryFromBounds(Decimal("1"), Decimal("0.374"), Decimal("1"), 5, out _));
    }
}
