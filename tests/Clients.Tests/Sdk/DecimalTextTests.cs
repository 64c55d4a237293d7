using Exchange.Sdk.Internal;

namespace Exchange.Clients.Tests.Sdk;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0.10", "0.1")]
    [InlineData("100.000", "100")]
    [InlineData("-0.00", "0")]
    [InlineData("-5.50", "-5.5")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    [InlineData("9999999999.999999999999999999", "9999999999.999999999999999999")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void Write_AnyDecimal_IsExactWithoutExponentOrTrailingZeros(string value, string expected) =>
        Assert.Equal(expected, DecimalText.Write(decimal.Parse(value)));

    [Fact]
    public void Read_WhatWasWritten_IsTheSameNumber()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        for (var i = 0; i < 10_000; i++)
        {
            var value = new decimal(random.Next(), random.Next(), random.Next(1 << 20), random.Next(2) == 0, (byte)random.Next(19));
            Assert.Equal(value, DecimalText.Read(DecimalText.Write(value)));
        }
    }

    [Fact]
    public void Read_Empty_IsZero() => Assert.Equal(0, DecimalText.Read(""));

    [Theory]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("x")]
    [InlineData("0.12345678901234567890123456789")]
    public void Read_NotAnExactDecimal_Throws(string text) => Assert.Throws<FormatException>(() => DecimalText.Read(text));
}
