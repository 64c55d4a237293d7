using Exchange.Bots;
using Exchange.Sdk;
using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Bots;

public sealed class StrategyTests
{
    private static readonly Market Lit = new("m", "XYZ", 0.5m, 1, MarketPhase.Open, new());
    private static readonly Market Fine = Lit with { LotSize = 0.000001m };

    [Fact]
    public void Named_Unknown_ThrowsAndNamesThoseThereAre()
    {
        var exception = Assert.Throws<ArgumentException>(() => Strategy.Named("nobody"));
        Assert.Contains("capacities, frontier, fundamental, groups, inventory, market-maker, midpoint, reporter, size-liar, size-trader, truthful, workup, zi-c, zi-u", exception.Message, StringComparison.Ordinal);
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
        bot.Trade(side == Side.Buy ? 1 : -1);
        Assert.All(Draw(bot, side), price => Assert.InRange(price, side == Side.Buy ? 1 : 100, side == Side.Buy ? 60 : 200));
        bot.Trade(side == Side.Buy ? 1 : -1);
        Assert.Equal(Quotes.None, bot.NextQuotes());
    }

    [Fact]
    public void UnconstrainedZeroIntelligence_Draws_CoverThePricesOnTheGrid()
    {
        var prices = Draw(Create("zi-u", 1, new PrivateUnits(Side.Buy, 1, [100])), Side.Buy);
        Assert.All(prices, price => Assert.True(price is >= 1 and <= 200 && price % 0.5m == 0));
        Assert.True(prices.Max() > 190 && prices.Min() < 10);
    }

    [Fact]
    public void ZeroIntelligence_SameSeed_MakesTheSameDraws()
    {
        decimal[] Prices(int seed) => Draw(Create("zi-c", seed, new PrivateUnits(Side.Buy, 1, [100])), Side.Buy);

        Assert.Equal(Prices(3), Prices(3));
        Assert.NotEqual(Prices(3), Prices(4));
    }

    [Fact]
    public void MarketMaker_LongInventory_LowersBothQuotesAndAtTheLimitOnlyAsks()
    {
        var bot = Create("market-maker", 1, null);
        var flat = bot.NextQuotes();
        Assert.Equal((98.5m, 102.5m), (flat.Bid!.Value.Price, flat.Ask!.Value.Price));
        bot.Trade(5);
        var longer = bot.NextQuotes();
        Assert.True(longer.Bid!.Value.Price < flat.Bid.Value.Price && longer.Ask!.Value.Price < flat.Ask.Value.Price);
        bot.Trade(5);
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

    [Fact]
    public void Truthful_Buyer_StepsDownAtItsValues()
    {
        var bot = Create("truthful", 1, new PrivateUnits(Side.Buy, 1, [90, 120, 150]));
        AssertBids(bot, new Schedule([new(90, 3), new(90, 2), new(120, 2), new(120, 1), new(150, 1), new(150, 0)]));
        bot.Trade(2);
        AssertBids(bot, new Schedule([new(90, 1), new(90, 0)]));
        bot.Trade(1);
        Assert.Equal(Quotes.None, bot.NextQuotes());
    }

    [Fact]
    public void Truthful_Seller_StepsDownAtItsCosts()
    {
        var bot = Create("truthful", 1, new PrivateUnits(Side.Sell, 2, [60, 40]));
        AssertBids(bot, new Schedule([new(40, 0), new(40, -2), new(60, -2), new(60, -4)]));
        bot.Trade(-1.5m);
        AssertBids(bot, new Schedule([new(40, 0), new(40, -0.5m), new(60, -0.5m), new(60, -2.5m)]));
    }

    [Fact]
    public void Inventory_Demand_IsTheEquilibriumsAndFollowsTheInventory()
    {
        // n = 10, r = 0.1, γ = 0.05: b = −8 · 0.01 / 0.2 = −0.4, c = 2 · 0.05 · b / 0.1 = −0.4, a = 100 · 0.4.
        var setup = new BotSetup(Fine, new(1, 200, Fine.TickSize), 1, 1)
        {
            Traders = 10,
            Inventories = new() { PayoffMean = 100, PayoffRate = 0.1m, HoldingCost = 0.05m },
        };
        var bot = Strategy.Named("inventory").Create(setup);
        bot.BeginPeriod(new PrivateHolding(5, setup.Inventories.Capacity, 100));

        AssertBids(bot, new Schedule([new(1, 40 - 0.4m - 2), new(200, 40 - 80 - 2)], PerSecond: true));
        bot.Trade(-1);
        AssertBids(bot, new Schedule([new(1, 40 - 0.4m - 1.6m), new(200, 40 - 80 - 1.6m)], PerSecond: true));
    }

    [Fact]
    public void Inventory_FewerThanThree_DoNotTrade()
    {
        var bot = Strategy.Named("inventory").Create(new(Fine, new(1, 200, Fine.TickSize), 1, 1) { Traders = 2 });
        bot.BeginPeriod(new PrivateHolding(5, 1, 100));
        Assert.Equal(Quotes.None, bot.NextQuotes());
    }

    [Theory]
    [InlineData("size-trader", 5)]
    [InlineData("size-liar", 7.5)]
    public void SizeDiscoverer_BesideAnAuction_ReportsAndWantsWhatPropositionFiveSays(string name, double report)
    {
        // n = 10, r = γ = 0.1, λ = 0.1: b = c/2 = −0.1.
        var setup = new BotSetup(Sessions("auction"), new(1, 200, 0.01m), 1, 1) { Traders = 10, Linked = Fine };
        var bot = Strategy.Named(name).Create(setup);
        bot.BeginPeriod(new PrivateHolding(5, 0.5m, 100));

        var flow = new Schedule([new(1, 10 - 0.1m - 1), new(200, 10 - 20 - 1)], PerSecond: true);
        Assert.Equal(new Quotes { Sealed = new InventoryReport((decimal)report), Linked = new() { Sealed = flow } }, bot.NextQuotes());
        bot.Shock(-5);
        flow = new Schedule([new(1, 10 - 0.1m), new(200, 10 - 20)], PerSecond: true);
        Assert.Equal(new Quotes { Sealed = new InventoryReport(0), Linked = new() { Sealed = flow } }, bot.NextQuotes());
    }

    [Fact]
    public void SizeDiscoverer_Alone_OnlyReports()
    {
        var bot = Strategy.Named("size-trader").Create(new(Sessions(""), new(1, 200, 0.01m), 1, 1) { Traders = 2 });
        bot.BeginPeriod(new PrivateHolding(-5.25m, 0.5m, 100));
        Assert.Equal(new Quotes { Sealed = new InventoryReport(-5.25m) }, bot.NextQuotes());
    }

    [Fact]
    public void SizeDiscoverer_MarketWithoutSessionsOrAnEquilibrium_Throws()
    {
        BotSetup Setup(Market market) => new(market, new(1, 200, 0.01m), 1, 1) { Traders = 5, Linked = Fine };

        Assert.Contains("'m'", Assert.Throws<ArgumentException>(() => Strategy.Named("size-trader").Create(Setup(Fine))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Strategy.Named("size-trader").Create(Setup(Sessions("auction"))));
    }

    [Fact]
    public void Workup_WhileASessionIsOpen_NamesWhatItDoesNotQuote()
    {
        var market = Lit with { Definition = new() { Workup = new(), Trigger = new() { Open = "0.1" } } };
        var bot = Strategy.Named("workup").Create(new(market, new(1, 200, Lit.TickSize), 1, 1) { Linked = Lit });
        bot.BeginPeriod(new PrivateUnits(Side.Sell, 1, [60, 70, 80, 90]));

        AssertWants(null, 1, live: null);
        Tell(new Opened(0, "m", 85, 0.1m));
        AssertWants(2, 1, live: null); // three gain, one of them is quoted
        var named = new MarketOrder(Side.Sell, 2);
        AssertWants(2, 1, named);
        bot.Trade(-1);
        AssertWants(2, 1, named);
        bot.Trade(-1);
        AssertWants(2, 0, named); // what is left is named
        Tell(new Cleared(0, "m", 85, 0, 0, "", ""));
        AssertWants(null, 0, named); // not before the order is gone
        AssertWants(null, 1, live: null);

        void Tell(Event told) => bot.Observe(new MarketEvent("m", 1, told));

        void AssertWants(decimal? size, decimal open, MarketOrder? live)
        {
            var quotes = bot.NextQuotes(live);
            Assert.Equal(size is { } wanted ? new MarketOrder(Side.Sell, wanted) : null, quotes.Sealed);
            Assert.Equal(open, quotes.Linked?.Ask?.Quantity ?? 0);
            Assert.Null(quotes.Linked?.Bid);
        }
    }

    [Fact]
    public void Midpoint_NextUnit_IsPeggedUpToItsValueOrDownToItsCost()
    {
        var buyer = Strategy.Named("midpoint").Create(new(Lit, new(1, 200, 0.5m), 1, 1));
        buyer.BeginPeriod(new PrivateUnits(Side.Buy, 1, [70.7m, 90.3m]));
        Assert.Equal(new Quotes(new(90, 1), null), buyer.NextQuotes());
        buyer.Trade(1);
        Assert.Equal(new Quotes(new(70.5m, 1), null), buyer.NextQuotes());
        var seller = Strategy.Named("midpoint").Create(new(Lit, new(1, 200, 0.5m), 1, 1));
        seller.BeginPeriod(new PrivateUnits(Side.Sell, 1, [70.7m, 90.3m]));
        Assert.Equal(new Quotes(null, new(71, 1)), seller.NextQuotes());
    }

    [Fact]
    public void Workup_Alone_NamesAllThatGainsAtTheStatedPrice()
    {
        var market = Lit with { Definition = new() { Workup = new() { Price = "75" } } };
        var bot = Strategy.Named("workup").Create(new(market, new(1, 200, Lit.TickSize), 1, 1));
        bot.BeginPeriod(new PrivateUnits(Side.Buy, 1, [60, 70, 80, 90]));
        Assert.Equal(new Quotes { Sealed = new MarketOrder(Side.Buy, 2) }, bot.NextQuotes());
        bot.Trade(2);
        Assert.Equal(Quotes.None, bot.NextQuotes());
    }

    [Theory]
    [InlineData(-0.9, -0.8)]
    [InlineData(-0.3, 0)]
    [InlineData(0.75, 0.5)]
    public void Frontier_Schedule_SellsTheVirtualEndowment(double endowment, double virtualEndowment)
    {
        // Uniform on [−1, 1] with α = 1: v(e) = 2e ∓ 1 beyond ±1/2 and zero between.
        var market = Fine with
        {
            Definition = new()
            {
                Charges = new()
                {
                    Charges_ = { new V1.Charge { TransactionFee = new() { Alpha = "1", PayoffMean = "100", Uniform = new() { Low = "-1", High = "1" } } } },
                },
            },
        };
        var bot = Strategy.Named("frontier").Create(new(market, new(1, 200, market.TickSize), 1, 1));
        bot.BeginPeriod(new PrivateHolding((decimal)endowment, 0.5m, 100, isForOneClearing: true));

        AssertBids(bot, new Schedule([new(1, 49.5m - (decimal)virtualEndowment), new(200, -50 - (decimal)virtualEndowment)]));
        bot.Trade(0);
        Assert.Equal(Quotes.None, bot.NextQuotes());
    }

    [Theory]
    [InlineData("fundamental")]
    [InlineData("groups")]
    [InlineData("capacities")]
    public void Revelation_Bid_IsThatOfItsSignalAndTheMarketsTax(string name)
    {
        // α = 1, β = ½, μ = 2 and N = 8: σ_N = 3/5.5.
        var market = Fine with
        {
            Definition = new()
            {
                ConditionalAuction = new() { SigmaModel = new() { Fundamental = new() { Alpha = "1", Beta = "0.5", Mu = "2" } } },
            },
        };
        LinearEconomy economy = name switch
        {
            "fundamental" => new FundamentalValue(1, 0.5m, 2, 8),
            "groups" => new TwoGroups(1, 0.5m, 2, 8),
            _ => new UnequalCapacities(1, 0.5m, 2, 1, 8),
        };
        var bot = Strategy.Named(name).Create(new(market, new(1, 200, market.TickSize), 1, 1) { Traders = 8 });
        var traders = SignalMarket.Of(economy, [.. Enumerable.Range(0, 8).Select(i => 100m + i)]).Traders;

        bot.BeginPeriod(traders[6]);
        Assert.Equal(new Quotes { Sealed = economy.BidOf(6, 106, new FundamentalValue(1, 0.5m, 2, 8).LeastTax!.Value) }, bot.NextQuotes());
        bot.Trade(0);
        Assert.Equal(Quotes.None, bot.NextQuotes());
    }

    /// <summary>Sessions of the figures' economy with v = 100; beside an auction they rely on its price.</summary>
    private static Market Sessions(string reference) => Fine with
    {
        Definition = new()
        {
            SizeDiscovery = new() { Value = "100", Gamma = "0.1", Rate = "0.1" },
            Trigger = new() { Poisson = new() { Rate = "0.1" } },
            Reference = reference,
        },
    };

    private static void AssertBids(Bot bot, Schedule expected) =>
        Assert.Equal(new Quotes { Sealed = expected }, bot.NextQuotes());

    private static Bot Create(string strategy, int seed, Valuation? valuation)
    {
        var bot = Strategy.Named(strategy).Create(new(Lit, new PriceRange(1, 200, Lit.TickSize), 1, seed));
        bot.BeginPeriod(valuation);
        return bot;
    }

    private static decimal[] Draw(Bot bot, Side side) =>
        [.. Enumerable.Range(0, 1000).Select(_ => bot.NextQuotes() is var quotes && side == Side.Buy ? quotes.Bid!.Value.Price : quotes.Ask!.Value.Price)];
}
