using Exchange.Engine.Clearing.SizeDiscovery;

namespace Exchange.Engine.Tests.Clearing.SizeDiscovery;

public class EquilibriumTests
{
    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(0.1, 3)]
    [InlineData(2, 7)]
    [InlineData(0.001, 1000)]
    public void MostSessions_AnyMarket_Solves28(double rate, int traders)
    {
        var most = Equilibrium.MostSessions(rate, traders);
        Assert.Equal((traders - 2) * rate, (3 * most) + Math.Sqrt(8 * most * (rate + most)), rate * traders * 1e-12);
    }

    [Fact]
    public void MostSessions_OfThePaper_IsThatOfTheFigures() => Assert.Equal(0.116718, Equilibrium.MostSessions(0.1, 10), 5e-7);

    [Fact]
    public void CurvatureByPrice_WithoutSessions_IsThatOfTheAuctionAlone()
    {
        Assert.Equal(Equilibrium.Curvature(0.1, 0.1, 10), Equilibrium.CurvatureByPrice(0.1, 0.1, 10, 0), 1e-15);
        Assert.Equal(1 / 9.0, Equilibrium.Curvature(0.1, 0.1, 10), 1e-15);
        Assert.Equal(0.5, Equilibrium.CurvatureAlone(0.1, 0.1, 0.1, 1), 1e-15);
        Assert.Equal(0.1 / 0.175, Equilibrium.CurvatureAlone(0.1, 0.1, 0.1, 0.5), 1e-15);
    }

    [Fact]
    public void CurvatureByPrice_MoreSessions_GrowsUpToTheBound()
    {
        // (34) by hand at λ = 0.1: share 1, √(49 − 40) = 3, b = −(0.01/0.8)·(−3 + 8 + 3) = −0.1, K = 1/9 + 0.1/1.8 = 1/6.
        Assert.Equal(1 / 6.0, Equilibrium.CurvatureByPrice(0.1, 0.1, 10, 0.1), 1e-14);
        var last = 0.0;
        for (var sessions = 0.0; sessions < 0.1167; sessions += 0.005)
        {
            var curvature = Equilibrium.CurvatureByPrice(0.1, 0.1, 10, sessions);
            Assert.True(curvature > last);
            last = curvature;
        }
        var atBound = Equilibrium.CurvatureByPrice(0.1, 0.1, 10, Equilibrium.MostSessions(0.1, 10));
        Assert.Equal(atBound, Equilibrium.CurvatureByPrice(0.1, 0.1, 10, 5));
    }
}
