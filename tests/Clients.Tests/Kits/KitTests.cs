using System.Globalization;
using Exchange.Clients.Tests.Cli;
using Exchange.Clients.Tests.Remote;
using Exchange.Clients.Tests.Sdk;
using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Clients.Tests.Kits;

/// <summary>What the kit of every language promises, of bots that run as processes of their own.</summary>
public abstract class KitTests(Kit kit)
{
    private const decimal Cash = 1_000_000;
    private const decimal Units = 1000;

    [Fact]
    public async Task MarketMaker_GatewayKilledAndConnectionCut_TradesOnAndKnowsWhatItHolds()
    {
        await kit.MakeReadyAsync();
        using var directory = new TemporaryDirectory();
        var gateway = await RunningGateway.StartAsync(directory.Path);
        try
        {
            await using var wire = new CuttableWire(new Uri(gateway.Url).Port);
            await gateway.DefineBookAsync("lit");
            var token = await DefineTraderAsync(gateway.Operator, "bot");
            await DefineTraderAsync(gateway.Operator, "other");
            using var bot = kit.Start("market_maker", wire.Url, token);
            Assert.Equal("quoting in lit for bot", await bot.ReadLineAsync());

            await HitAsync(gateway.Operator, Side.Sell);
            Assert.Equal("bought 1 at 99", await bot.ReadLineAsync());
            await QuotesAsync(gateway.Operator, 98.99m, 100.99m);

            gateway.Kill();
            gateway.Dispose();
            gateway = await RunningGateway.StartAsync(directory.Path);
            wire.Port = new Uri(gateway.Url).Port;
            // Its quotes are there before it is itself.
            await HitAsync(gateway.Operator, Side.Sell);
            Assert.Equal("bought 1 at 98.99", await bot.ReadLineAsync());
            await QuotesAsync(gateway.Operator, 98.98m, 100.98m);

            wire.Cut();
            await HitAsync(gateway.Operator, Side.Buy);
            Assert.Equal("sold 1 at 100.98", await bot.ReadLineAsync());
            await QuotesAsync(gateway.Operator, 98.99m, 100.99m);

            bot.Signal("TERM");
            Assert.Equal("position 1 cash -97.01", (await bot.EndAsync()).AssertSucceeded().TrimEnd());
            Assert.Equal((Units + 1, Cash - 97.01m), await HoldsAsync(gateway.Operator, "bot"));
            var (bids, asks) = await gateway.Operator.MarketData.GetDepthAsync("lit");
            Assert.Equal((0, 0), (bids.Count, asks.Count));
        }
        finally
        {
            gateway.Dispose();
        }
    }

    [Fact]
    public async Task AuctionBidder_TwoOfThem_TradeUntilTheyHoldWhatTheyWant()
    {
        await kit.MakeReadyAsync();
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("auction", V1.Rationing.ProRata);
        var tokens = new[] { await DefineTraderAsync(exchange.Operator, "A"), await DefineTraderAsync(exchange.Operator, "B") };
        using var a = kit.Start("auction_bidder", exchange.Url, tokens[0]);
        using var b = kit.Start("auction_bidder", exchange.Url, tokens[1], "--value", "102");
        Assert.Equal("bidding in auction for A", await a.ReadLineAsync());
        Assert.Equal("bidding in auction for B", await b.ReadLineAsync());

        await exchange.Operator.Markets.ClearAsync("auction");
        Assert.Equal("bought -10 for -1010", await a.ReadLineAsync());
        Assert.Equal("bought 10 for 1010", await b.ReadLineAsync());
        await BidsAsync(exchange.Operator, "A", 2);
        await BidsAsync(exchange.Operator, "B", 2);
        await exchange.Operator.Markets.ClearAsync("auction");
        Assert.Equal("bought -5 for -505", await a.ReadLineAsync());
        Assert.Equal("bought 5 for 505", await b.ReadLineAsync());

        a.Signal("TERM");
        b.Signal("TERM");
        Assert.Equal("position -15 cash 1515", (await a.EndAsync()).AssertSucceeded().TrimEnd());
        Assert.Equal("position 15 cash -1515", (await b.EndAsync()).AssertSucceeded().TrimEnd());
        Assert.Equal((Units - 15, Cash + 1515), await HoldsAsync(exchange.Operator, "A"));
        Assert.Equal((Units + 15, Cash - 1515), await HoldsAsync(exchange.Operator, "B"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("--rate 200 --burst 50", 1)]
    public async Task Session_CutAndKilledAtRandom_LosesAndDoublesNothing(string limits, int minRefused)
    {
        await kit.MakeReadyAsync();
        var rounds = int.Parse(Environment.GetEnvironmentVariable("EXCHANGE_KIT_ROUNDS") ?? "10", CultureInfo.InvariantCulture);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var options = limits.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var directory = new TemporaryDirectory();
        var gateway = await RunningGateway.StartAsync(directory.Path, options);
        try
        {
            await using var wire = new CuttableWire(new Uri(gateway.Url).Port);
            await gateway.DefineBookAsync("lit");
            var token = await DefineTraderAsync(gateway.Operator, "bot");
            await DefineTraderAsync(gateway.Operator, "other");
            using var bot = kit.Start("storm", wire.Url, token);
            Assert.Equal("open", await bot.ReadLineAsync());
            var number = 0ul;
            for (var round = 1; round <= rounds; round++)
            {
                for (var trades = random.Next(20); trades > 0; trades--)
                {
                    var order = new LimitOrder(Side.Sell, 1, 5, TimeInForce.ImmediateOrCancel);
                    await gateway.Operator.SubmitAsync(new SubmitBid("lit", order) { Id = ++number }, "other");
                }
                await Task.Delay(random.Next(100));
                if (round % 5 == 0)
                {
                    gateway.Kill();
                    gateway.Dispose();
                    gateway = await RunningGateway.StartAsync(directory.Path, options);
                    wire.Port = new Uri(gateway.Url).Port;
                }
                wire.Cut();
            }
            Assert.True(!bot.HasExited, bot.HasExited ? $"seed {seed}: {(await bot.EndAsync()).Error}" : "");
            bot.Signal("TERM");

            // carried out 100 refused 2 of 102 BUSY
            var answered = (await bot.ReadLineAsync()).Split(' ');
            int Counted(int word) => int.Parse(answered[word], CultureInfo.InvariantCulture);
            var heard = new List<string>();
            while (await bot.ReadLineAsync() is var line and not "done")
            {
                heard.Add(line);
            }
            Assert.True(Counted(2) + Counted(4) == Counted(6), $"seed {seed}: {string.Join(' ', answered)}");
            Assert.True(minRefused == 0 ? Counted(4) == 0 : Counted(4) >= minRefused, $"seed {seed}: {string.Join(' ', answered)}");
            var told = await EventsAsync(gateway.Operator, "bot", heard.Count);
            Assert.True(told.SequenceEqual(heard), $"seed {seed}: the bot heard other events than it was told");
            Assert.Equal(Counted(2), heard.Count(line => line.StartsWith("accepted ", StringComparison.Ordinal)));
            // And no more than those: what the account holds follows from them.
            var bought = heard.Count(line => line.StartsWith("filled ", StringComparison.Ordinal));
            Assert.Equal((Units + bought, Cash - (5 * bought)), await HoldsAsync(gateway.Operator, "bot"));
        }
        finally
        {
            gateway.Dispose();
        }
    }

    [Fact]
    public async Task Session_RepeatFindsNoRoom_RepeatsUntilTheAnswerComes()
    {
        await kit.MakeReadyAsync();
        var (connections, repeats) = (0, 0);
        await using var exchange = await FakeExchange.StartAsync(
            async (requests, responses) =>
            {
                var isFirst = ++connections == 1;
                while (await requests.MoveNext())
                {
                    if (isFirst)
                    {
                        // Carried out, and the answer is lost with the connection.
                        throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
                    }
                    foreach (var number in requests.Current.Instructions.Select(instruction => instruction.Number))
                    {
                        var reason = number == 41 && ++repeats == 3 ? "" : "BUSY";
                        await responses.WriteAsync(new() { Answers = { new V1.Answer { Number = number, Reason = reason, Sequence = 6 } } });
                    }
                }
            },
            lastNumber: () => connections == 0 ? 40UL : 41);
        using var bot = kit.Start("market_maker", exchange.Url, "token");

        var ended = await bot.EndAsync();

        // The one after it was never carried out, and is not repeated.
        Assert.Equal((1, 3, 2), (ended.ExitCode, repeats, connections));
        Assert.EndsWith(": BUSY\n", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadmeBot_ItsQuoteIsHit_QuotesAgain()
    {
        await kit.MakeReadyAsync();
        await using var exchange = await TestExchange.StartAsync();
        var token = await DefineTraderAsync(exchange.Operator, "bot");
        await DefineTraderAsync(exchange.Operator, "other");
        using var bot = kit.StartReadmeBot(exchange.Url, token);
        await QuotesAsync(exchange.Operator, 99, 101);

        await HitAsync(exchange.Operator, Side.Sell);

        Assert.EndsWith("1 at 99", await bot.ReadLineAsync(), StringComparison.Ordinal);
        await QuotesAsync(exchange.Operator, 99, 101);
    }

    [Fact]
    public async Task Watch_ATrade_IsTold()
    {
        await kit.MakeReadyAsync();
        await using var exchange = await TestExchange.StartAsync();
        var token = await exchange.Operator.Accounts.IssueObserverTokenAsync();
        using var bot = kit.Start("watch", exchange.Url, token, "lit");
        await DefineTraderAsync(exchange.Operator, "other");
        var heard = bot.ReadLineAsync();
        for (var i = 1ul; !heard.IsCompleted; i += 2)
        {
            await exchange.Operator.SubmitAsync(new SubmitBid("lit", new LimitOrder(Side.Buy, 3, 7)) { Id = i }, "other");
            await exchange.Operator.SubmitAsync(new CancelOrder("lit", i), "other");
        }
        await exchange.AddTraderAsync("third");
        await exchange.Operator.SubmitAsync(new SubmitBid("lit", new LimitOrder(Side.Buy, 3, 8)) { Id = 1 }, "third");
        await exchange.Operator.SubmitAsync(new SubmitBid("lit", new LimitOrder(Side.Sell, 2, 8)) { Id = 2 }, "other");

        while (await bot.ReadLineAsync() != "lit trade 2 at 8")
        {
        }
        bot.Signal("TERM");
        Assert.Equal((0, ""), ((await bot.EndAsync()) is var ended ? ended.ExitCode : -1, ended.Error));
    }

    [Theory]
    [InlineData("of nobody", "", "UNAUTHENTICATED: the token is not known here")]
    [InlineData(null, "--market nowhere", "UNKNOWN_MARKET: ")]
    [InlineData(null, "--size 0.5", "OFF_GRID: ")]
    public async Task MarketMaker_Refused_SaysWhyInOneLine(string? token, string arguments, string says)
    {
        await kit.MakeReadyAsync();
        await using var exchange = await TestExchange.StartAsync();
        token ??= await DefineTraderAsync(exchange.Operator, "bot");
        using var bot = kit.Start("market_maker", exchange.Url, token, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        var ended = await bot.EndAsync();

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($": {says}", ended.Error, StringComparison.Ordinal);
        Assert.Equal(ended.Error.Length - 1, ended.Error.IndexOf('\n'));
    }

    [Fact]
    public async Task MarketMaker_AnotherTakesItsSessionOver_SaysSoAndLeavesItToIt()
    {
        await kit.MakeReadyAsync();
        await using var exchange = await TestExchange.StartAsync();
        var token = await DefineTraderAsync(exchange.Operator, "bot");
        using var first = kit.Start("market_maker", exchange.Url, token);
        Assert.Equal("quoting in lit for bot", await first.ReadLineAsync());
        using var second = kit.Start("market_maker", exchange.Url, token);
        Assert.Equal("quoting in lit for bot", await second.ReadLineAsync());

        var ended = await first.EndAsync();

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("ABORTED: another connection has opened this client session", ended.Error, StringComparison.Ordinal);
        Assert.False(second.HasExited);
    }

    [Fact]
    public async Task MarketMaker_TlsWithCertificatesOfBothSides_Trades()
    {
        await kit.MakeReadyAsync();
        using var directory = new TemporaryDirectory();
        var (server, caller) = (directory.File("gateway.pem"), directory.File("bot.pem"));
        SelfSigned.Write(server);
        SelfSigned.Write(caller);
        using var gateway = RunningProcess.Start([
            "up", "--data", directory.File("data"), "--listen", "https://127.0.0.1:0", "--cert", server, "--client-ca", caller]);
        // By a name: with an address Node warns.
        var url = new UriBuilder((await gateway.ReadLineAsync()).Split(' ')[2]) { Host = "localhost" }.Uri;
        string[] secured = ["--url", url.GetLeftPart(UriPartial.Authority), "--ca", server, "--cert", caller];
        ExchangeProcess.RunWith(
            """{"id":"lit","instrument":"XYZ","tickSize":"0.01","lotSize":"1","continuousBook":{}}""",
            ["markets", "define", "-", .. secured]).AssertSucceeded();
        var token = ExchangeProcess.Run(["account", "define", "bot", "--cash", "1000", .. secured]).AssertSucceeded().Trim();

        using (var bot = kit.Start("market_maker", url, token, "--ca", server, "--cert", caller))
        {
            Assert.Equal("quoting in lit for bot", await bot.ReadLineAsync());
            bot.Signal("TERM");
            (await bot.EndAsync()).AssertSucceeded();
        }
        foreach (string[] wrong in (string[][])[["--ca", caller, "--cert", caller], ["--ca", server], ["--ca", server, "--cert", server]])
        {
            using var bot = kit.Start("market_maker", url, token, wrong);
            var ended = await bot.EndAsync();
            Assert.Equal(1, ended.ExitCode);
            Assert.Contains(": UNAVAILABLE: ", ended.Error, StringComparison.Ordinal);
        }
    }

    private static async Task<string> DefineTraderAsync(ExchangeClient exchange, string account)
    {
        await exchange.Accounts.DefineAsync(account, Cash, new Dictionary<string, decimal> { ["XYZ"] = Units });
        return await exchange.Accounts.IssueTraderTokenAsync(account);
    }

    private static async Task HitAsync(ExchangeClient exchange, Side side)
    {
        var (answer, events) = await exchange.SubmitAsync(new SubmitBid("lit", new MarketOrder(side, 1)) { Id = 1 }, "other");
        Assert.True(answer.IsAccepted);
        Assert.Contains(events, told => told is Filled);
    }

    private static async Task<(decimal Units, decimal Cash)> HoldsAsync(ExchangeClient exchange, string account)
    {
        var held = (await exchange.Accounts.GetBalancesAsync(account)).Held;
        return (held.Units["XYZ"], held.Cash);
    }

    /// <summary>Waits until the book has these best prices.</summary>
    private static async Task QuotesAsync(ExchangeClient exchange, decimal bid, decimal ask)
    {
        var book = new LocalBook("lit", MarketDetail.Levels);
        await foreach (var _ in exchange.MarketData.FollowAsync(book, TestContext.Current.CancellationToken))
        {
            if (book.BestBid?.Price == bid && book.BestAsk?.Price == ask)
            {
                return;
            }
        }
    }

    /// <summary>Waits until an account has brought so many bids.</summary>
    private static async Task BidsAsync(ExchangeClient exchange, string account, int count)
    {
        await foreach (var told in await exchange.ReadEventsAsync(account, resumeAfter: 0))
        {
            if (told is Accepted && --count == 0)
            {
                return;
            }
        }
    }

    /// <summary>The first events that an account was told, as the storm prints them.</summary>
    private static async Task<List<string>> EventsAsync(ExchangeClient exchange, string account, int count)
    {
        var told = new List<string>();
        await foreach (var some in (await exchange.ReadEventsAsync(account, resumeAfter: 0)).OfType<OrderEvent>().Take(count))
        {
            told.Add($"{(some is Accepted ? "accepted" : "filled")} {some.Id}");
        }
        return told;
    }
}
