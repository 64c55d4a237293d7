using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;
using static Exchange.Engine.Tests.Clearing.ConditionalAuction.SampleAuction;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

public class TaxSlopeTests
{
    [Theory]
    [InlineData("1", "0.5", "2", 5, 1.2)]
    [InlineData("1", "0", "1", 3, 1)]
    [InlineData("2", "1", "0.1", 4, 0.1)]
    [InlineData("1", "0.5", "1", 4, 1)]
    [InlineData("1", "1", "1", 6, 2 / 3.0)]
    public void TryFor_FundamentalValue_IsTheFormula(string alpha, string beta, string mu, int agents, double expected) =>
        AssertIs(expected, new FundamentalTaxSlope(Decimal(alpha), Decimal(beta), Decimal(mu)), agents);

    [Theory]
    [InlineData("1", "0.5", "2", 4, 1.5)]
    [InlineData("2", "7", "0.1", 20, 0.025)]
    [InlineData("3", "0", "1", 8, 1 / 6.0)]
    public void TryFor_Groups_IsTheFormula(string alpha, string beta, string mu, int agents, double expected) =>
        AssertIs(expected, new GroupsTaxSlope(Decimal(alpha), Decimal(beta), Decimal(mu)), agents);

    [Fact]
    public void TryFor_BoundsOfTheFundamentalValue_IsItsOwnFormula() =>
        AssertIs(1.2, new BoundsTaxSlope(Decimal("1.1"), Decimal("0.1"), Decimal("2")), 5); // m = α + β/N and φ = β/N

    [Fact]
    public void TryFor_TradersStated_IsThatOfSoMany()
    {
        var tax = new FundamentalTaxSlope(Decimal("1"), Decimal("0.5"), Decimal("2"), 5);
        AssertIs(1.2, tax, 1000);
        Assert.Equal(5, tax.Traders);
    }

    [Fact]
    public void TryFor_Stated_IsAlwaysThat()
    {
        AssertIs(0.25, new FixedTaxSlope(Decimal("0.25")), 1);
        AssertIs(0, new FixedTaxSlope(Decimal("0")), 0);
        Assert.False(new FixedTaxSlope(Decimal("-0.25")).IsInRange);
    }

    [Theory]
    [InlineData("1", "3", "2", 5)] // (N − 2)α = β
    [InlineData("0.1", "0.3", "2", 5)] // which doubles would miss
    [InlineData("1", "4", "2", 5)]
    [InlineData("0", "0", "2", 5)]
    [InlineData("-1", "0", "2", 5)]
    [InlineData("1", "-0.1", "2", 5)]
    [InlineData("1", "0", "0", 5)]
    [InlineData("1", "0", "1", 2)]
    [InlineData("1", "0", "1", -3)]
    [InlineData("1", "0", "1000000001", 5)]
    [InlineData("0.000000000000000001", "0", "1000000000", int.MinValue)]
    public void TryFor_NoSuchSlope_IsFalse(string alpha, string beta, string mu, int agents)
    {
        Assert.False(new FundamentalTaxSlope(Decimal(alpha), Decimal(beta), Decimal(mu)).TryFor(agents, out var sigma));
        Assert.Equal(0, sigma);
        Assert.False(new FundamentalTaxSlope(Decimal(alpha), Decimal(beta), Decimal(mu), agents).IsInRange);
    }

    [Fact]
    public void TryFor_GroupsOfAnOddNumber_IsFalse() =>
        Assert.False(new GroupsTaxSlope(Decimal("1"), Decimal("0"), Decimal("1")).TryFor(5, out _));

    [Fact]
    public void TryFor_BoundsWithTooMuchInterdependence_IsFalse()
    {
        // φ must be below m(N − 2)/(2(N − 1)) = 0.375.
        Assert.False(new BoundsTaxSlope(Decimal("1"), Decimal("0.375"), Decimal("1")).TryFor(5, out _));
        Assert.True(new BoundsTaxSlope(Decimal("1"), Decimal("0.374"), Decimal("1")).TryFor(5, out _));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        foreach (var tax in new TaxSlope[]
        {
            new FixedTaxSlope(Decimal("0.5")),
            new FundamentalTaxSlope(Decimal("1"), Decimal("2"), Decimal("3")),
            new GroupsTaxSlope(Decimal("1"), Decimal("2"), Decimal("3"), 6),
            new BoundsTaxSlope(Decimal("3"), Decimal("0.1"), Decimal("3"), 7),
        })
        {
            var record = new byte[100];
            var writer = new RecordWriter(record, 3);
            tax.Write(ref writer);
            var reader = new RecordReader(record, 3);
            Assert.Equal(tax, TaxSlope.Read(ref reader));
            Assert.True(tax.IsInRange);
        }
    }

    private static void AssertIs(double expected, TaxSlope tax, int agents)
    {
        Assert.True(tax.TryFor(agents, out var sigma));
        Assert.Equal(expected, sigma, expected * 1e-15);
        Assert.True(tax.IsInRange);
    }
}
