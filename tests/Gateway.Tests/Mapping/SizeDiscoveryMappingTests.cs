using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Markets.Triggers;
using Exchange.Gateway.Mapping;
using Google.Protobuf;

namespace Exchange.Gateway.Tests.Mapping;

/// <summary>What a session takes from the market it is in, and what the operator is warned of.</summary>
public sealed class SizeDiscoveryMappingTests
{
    [Theory]
    [InlineData("", "", AggregateSource.Positions, true)]
    [InlineData("", ",\"positions\":true", AggregateSource.Positions, true)]
    [InlineData("", ",\"observedAggregate\":\"1\"", AggregateSource.Stated, true)]
    [InlineData("", ",\"auctionPrice\":\"1\"", AggregateSource.Price, false)]
    [InlineData("lit", "", AggregateSource.Price, false)]
    [InlineData("lit", ",\"positions\":true", AggregateSource.Positions, false)]
    [InlineData("lit", ",\"observedAggregate\":\"1\"", AggregateSource.Stated, false)]
    [InlineData("lit", ",\"auctionPrice\":\"1\"", AggregateSource.Price, false)]
    public void TryRead_Aggregate_IsStatedSeenOrTakenFromThePrice(string reference, string parts, AggregateSource source, bool isAlone)
    {
        var rule = Read(parts, "", reference);

        Assert.Equal((source, isAlone), (rule.Source, rule.IsAlone));
    }

    [Theory]
    [InlineData("""{"poisson":{"rate":"0.3","seed":"01"}}""", "0.3")]
    [InlineData("""{"every":"1"}""", "0")]
    [InlineData("""{"operator":{}}""", "0")]
    public void TryRead_SessionRate_IsThatOfPoissonTimes(string trigger, string rate) =>
        Assert.Equal(rate, Read("", trigger, "").SessionRate.ToString());

    [Theory]
    [InlineData("0.1", 10_000_000_000, "0.1")]
    [InlineData("3", 333_333_333, "3")]
    [InlineData("0.30", 3_333_333_333, "0.3")]
    [InlineData("0.7", 1_428_571_429, "0.7")] // 1428571428.57
    [InlineData("400000", 2_500, "400000")]
    [InlineData("399999.9", 2_500, "400000")]
    [InlineData("1000000", 1_000, "1000000")]
    [InlineData("0.000000001", 1_000_000_000_000_000_000, "0.000000001")]
    [InlineData("0.000000001000000001", 999_999_999_000_000_001, "0.000000001000000001")]
    public void Poisson_Rate_IsAMeanTimeAndBack(string rate, long meanNs, string written)
    {
        Assert.False(PoissonMapping.TryRead(new() { Rate = rate, Seed = "01" }, out var trigger).IsRefused);

        var poisson = Assert.IsType<PoissonTrigger>(trigger);
        Assert.Equal((meanNs, written), (poisson.MeanNs, PoissonMapping.Write(poisson, Secrets.Shown).Rate));
    }

    /// <summary>
    /// With n = 10 and r = 0.1 the bounds are λ̄ = 0.1167184270002523… by (28), worked out apart with fractions and bisection,
    /// and r(n − 2) = 0.8. With ξ = 0.5 sessions may come a third more often.
    /// </summary>
    [Theory]
    [InlineData(""","traders":"10" """, "lit", "0.1167", "")]
    [InlineData(""","traders":"10" """, "lit", "0.1168", "0.1168 sessions a second are more than there is an equilibrium for: with 10 traders only up to 0.116718427000252")]
    [InlineData(""","traders":"10","auctionPrice":"0.5" """, "", "0.2", "0.2 sessions a second are more than there is an equilibrium for: with 10 traders only up to 0.116718427000252")]
    [InlineData(""","traders":"10","positions":true""", "lit", "0.799", "")]
    [InlineData(""","traders":"10","positions":true""", "lit", "0.8", "0.8 sessions a second are more than there is an equilibrium for: with 10 traders only below 0.8")]
    [InlineData(""","traders":"3","observedAggregate":"0" """, "lit", "0.1", "0.1 sessions a second are more than there is an equilibrium for: with 3 traders only below 0.1")]
    [InlineData(""","traders":"10","positions":true,"fraction":"0.5" """, "lit", "1", "")]
    [InlineData(""","traders":"10","positions":true,"fraction":"0.5" """, "lit", "1.07", "1.07 sessions a second are more than there is an equilibrium for: with 10 traders only below 1.066666666666666667")]
    [InlineData("", "lit", "1000", "")]
    [InlineData(""","traders":"10" """, "", "1000", "")]
    public void Warnings_SessionsBeyondTheEquilibrium_AreToldWithTheBound(string parts, string reference, string rate, string warning)
    {
        var market = ReadMarket(parts, $$$"""{"poisson":{"rate":"{{{rate}}}","seed":"01"}}""", reference);

        Assert.Equal(warning.Length == 0 ? [] : [warning], Warnings.Of(market));
    }

    [Fact]
    public void Warnings_SessionsAtOtherTimes_AreNone() =>
        Assert.Empty(Warnings.Of(ReadMarket(""","traders":"10" """, """{"every":"0.001"}""", "lit")));

    private static SizeDiscoveryDefinition Read(string parts, string trigger, string reference) =>
        Assert.IsType<SizeDiscoveryDefinition>(ReadMarket(parts, trigger, reference).Rule);

    private static Exchange.Engine.Markets.MarketDefinition ReadMarket(string parts, string trigger, string reference)
    {
        var message = JsonParser.Default.Parse<V1.MarketDefinition>(
            $$$"""{"id":"m","instrument":"XYZ","tickSize":"0.01","lotSize":"1","reference":"{{{reference}}}","sizeDiscovery":{"value":"0.5","gamma":"0.1","rate":"0.1"{{{parts}}}}}""");
        message.Trigger = trigger.Length == 0 ? null : JsonParser.Default.Parse<V1.Trigger>(trigger);
        Assert.False(MarketMapping.TryRead(message, out var market).IsRefused);
        return market!;
    }
}
