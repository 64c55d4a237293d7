using Exchange.Bots;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Bots;

public sealed class StrategyTests
{
    private static readonly Market Lit = new("m", "XYZ", 0.5m, 1, MarketPhase.Open, new());

    [Fact]
    public void Named_Unknown_ThrowsAndNamesThoseThereAre()
    {
        var exception = Assert.Throws<ArgumentException>(() => Strategy.Named("nobody"));
        Assert.Contains("market-maker, zi-c, zi-u", exception.Message, StringComparison.Ordinal);
        Assert.Same(Strategy.Named("ZI-C"), Strategy.Named("zi-c"));
    }

    [Fact]
    public void All_Names_FitAccountNames() =>
        Assert.All(Strategy.All, strategy => Assert.Matches("^[a-z0-9-]{1,16}$", strategy.Name));

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void ConstrainedZeroIntelligence_AnyDraw_NeverLosesOnItsNextUnit(Side side)
    {
        var units = new PrivateUnits(side, 1, [100, 60]);
        var bot = Create("zi-c", 1, units);
        var first = Draw(bot, side);
        Assert.All(first, price => Assert.InRange(price, side == Side.Buy ? 1 : 60, side == Side.Buy ? 100 : 200));
        Assert.True(first.Max() - first.Min() > 90);
        bot.Trade(side, 1);
        Assert.All(Draw(bot, side), price => Assert.InRange(price, side == Side.Buy ? 1 : 100, side == Side.Buy ? 60 : 200));
        bot.Trade(side, 1);
        Assert.Equal(Quotes.None, bot.NextQuotes());
    }

    [Fact]
    public void UnconstrainedZeroIntelligence_Draws_CoverThePricesOnTheGrid()
    {
        var prices = Draw(Create("zi-u", 1, new(Side.Buy, 1, [100])), Side.Buy);
        Assert.All(prices, price => Assert.True(price is >= 1 and <= 200 && price % 0.5m == 0));
        Assert.True(prices.Max() > 190 && prices.Min() < 10);
    }

    [Fact]
    public void ZeroIntelligence_SameSeed_MakesTheSameDraws()
    {
        decimal[] Prices(int seed) => Draw(Create("zi-c", seed, new(Side.Buy, 1, [100])), Side.Buy);

        Assert.Equal(Prices(3), Prices(3));
        Assert.NotEqual(Prices(3), Prices(4));
    }

    [Fact]
    public void MarketMaker_LongInventory_LowersBothQuotesAndAtTheLimitOnlyAsks()
    {
        var bot = Create("market-maker", 1, null);
        var flat = bot.NextQuotes();
        Assert.Equal((98.5m, 102.5m), (flat.Bid!.Value.Price, flat.Ask!.Value.Price));
        bot.Trade(Side.Buy, 5);
        var longer = bot.NextQuotes();
        Assert.True(longer.Bid!.Value.Price < flat.Bid.Value.Price && longer.Ask!.Value.Price < flat.Ask.Value.Price);
        bot.Trade(Side.Buy, 5);
        Assert.Null(bot.NextQuotes().Bid);
        Assert.NotNull(bot.NextQuotes().Ask);
    }

    [Fact]
    public void MarketMaker_TradesHigher_FollowsThem()
    {
        var bot = Create("market-maker", 1, null);
        for (var i = 0; i < 100; i++)
        {
            bot.Observe(new MarketEvent("m", 1, new Print(0, "m", 150, 1)));
        }
        var quotes = bot.NextQuotes();
        Assert.True(quotes.Bid!.Value.Price is > 147 and < 150 && quotes.Ask!.Value.Price is > 150 and < 153);
    }

    private static Bot Create(string strategy, int seed, PrivateUnits? units)
    {
        var bot = Strategy.Named(strategy).Create(new(Lit, new PriceRange(1, 200, Lit.TickSize), 1, seed));
        bot.BeginPeriod(units);
        return bot;
    }

    private static decimal[] Draw(Bot bot, Side side) =>
        [.. Enumerable.Range(0, 1000).Select(_ => bot.NextQuotes() is var quotes && side == Side.Buy ? quotes.Bid!.Value.Price : quotes.Ask!.Value.Price)];
}
