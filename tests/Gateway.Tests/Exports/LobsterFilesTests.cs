using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Tests.Exports;

public sealed class LobsterFilesTests
{
    private const int Levels = 10;
    private const long Nowhere = 9_999_999_999;

    // 0.01 times the default scale.
    private const long PriceOfTick = 100;

    [Theory]
    [InlineData(SelfTrade.Allowed, 1)]
    [InlineData(SelfTrade.Allowed, 2)]
    [InlineData(SelfTrade.CancelIncoming, 3)]
    [InlineData(SelfTrade.CancelResting, 4)]
    [InlineData(SelfTrade.CancelBoth, 5)]
    [InlineData(SelfTrade.Decrement, 6)]
    public void Write_RandomFlow_MessagesAloneGiveEveryRowAndTheKernelsDepth(SelfTrade selfTrade, int seed)
    {
        using var run = new ExportRun(selfTrade);
        var flow = new RandomFlow(seed, run);
        var depths = new List<(Timestamp At, string Row)>();
        for (var i = 0; i < 4000; i++)
        {
            flow.Next();
            depths.Add((run.Now, DepthOf((ContinuousMarket)run.Kernel.Markets[ExportRun.Book])));
        }
        run.Finish();

        var messages = Lines(run, "lit_message.csv");
        var rows = Lines(run, "lit_orderbook.csv");
        Assert.Equal(messages.Length, rows.Length);
        var reader = new LobsterReader();
        var command = 0;
        var row = EmptyRow();
        for (var i = 0; i < messages.Length; i++)
        {
            for (; depths[command].At < TimeOf(messages[i]); command++)
            {
                Assert.Equal(depths[command].Row, row);
            }
            reader.Take(messages[i]);
            row = rows[i];
            Assert.Equal(reader.Row(Levels), row);
        }
        Assert.Equal(depths[^1].Row, row);
        Assert.Equal([1, 2, 3, 4, 6, 7], reader.Types.Order());
        var trades = run.Read("trades.csv");
        Assert.Equal(reader.Executed, 2 * Enumerable.Range(0, trades.Rows.Count).Sum(trade => trades.Number(trade, "quantity")));
    }

    [Fact]
    public void Write_IcebergStopReplaceAndAuction_AreTheMessagesDocumented()
    {
        using var run = new ExportRun(options: new() { Levels = 1 });
        var (a, b) = (run.AddAccount("A", 0, 0), run.AddAccount("B", 0, 0));
        run.Now = new(86_400_000_000_000 + 1);
        run.Submit(a, 1, Side.Sell, 5, 1000, new() { Display = new(2) });
        run.Submit(b, 1, Side.Buy, 3, 1000);
        run.Replace(a, 1, 1);
        run.Submit(a, 2, Side.Buy, 4, 990);
        run.Replace(a, 2, 3);
        run.Replace(a, 2, 3, losesPriority: true);
        run.Replace(a, 2, 3, 991);
        run.Now = new(run.Now.Nanoseconds + 1_500_000_000);
        run.SetPhase(MarketPhase.Halted);
        run.SetPhase(MarketPhase.PreOpen);
        run.Submit(b, 2, Side.Buy, 1, 1001);
        run.SetPhase(MarketPhase.Open);
        run.SetPhase(MarketPhase.PreOpen);
        run.SetPhase(MarketPhase.Closed);
        run.Finish();

        Assert.Equal(
            [
                "86400.000000001,1,1,2,100000,-1",
                "86400.000000001,4,1,2,100000,-1",
                "86400.000000001,1,2,2,100000,-1",
                "86400.000000001,4,2,1,100000,-1",
                "86400.000000001,1,3,4,99000,1",
                "86400.000000001,2,3,1,99000,1",
                "86400.000000001,3,3,3,99000,1",
                "86400.000000001,1,4,3,99000,1",
                "86400.000000001,3,4,3,99000,1",
                "86400.000000001,1,5,3,99100,1",
                "86401.500000001,7,0,0,-1,-1",
                "86401.500000001,7,0,0,0,-1",
                "86401.500000001,3,5,3,99100,1",
                "86401.500000001,3,2,1,100000,-1",
                "86401.500000001,7,0,0,1,-1",
                "86401.500000001,6,-1,1,100000,-1",
                "86401.500000001,1,6,3,99100,1",
                "86401.500000001,7,0,0,-1,-1",
                "86401.500000001,7,0,0,0,-1",
                "86401.500000001,3,6,3,99100,1",
                "86401.500000001,7,0,0,-1,-1",
            ],
            Lines(run, "lit_message.csv"));
        Assert.Equal(
            [
                "100000,2,-9999999999,0",
                "9999999999,0,-9999999999,0",
                "100000,2,-9999999999,0",
                "100000,1,-9999999999,0",
                "100000,1,99000,4",
                "100000,1,99000,3",
                "100000,1,-9999999999,0",
                "100000,1,99000,3",
                "100000,1,-9999999999,0",
                "100000,1,99100,3",
                "100000,1,99100,3",
                "100000,1,99100,3",
            ],
            Lines(run, "lit_orderbook.csv")[..12]);
    }

    [Fact]
    public void Write_TickThatIsNoWholeNumber_IsRefusedWithWhatToDo()
    {
        using var run = new ExportRun(options: new() { PriceScale = 1000 });
        var fine = ExportRun.Market("fine", new ContinuousBookDefinition(), "0.0005");

        var refusal = Assert.Throws<InvalidDataException>(
            () => { run.Send(record => Commands.DefineMarket(record, default, fine)); });

        Assert.Contains("--price-scale", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("fine", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_PriceBeyondTheDummy_IsRefusedWithWhatToDo()
    {
        using var run = new ExportRun();
        var account = run.AddAccount("A", 0, 0);
        run.Submit(account, 1, Side.Buy, 1, 99_999_999);

        var refusal = Assert.Throws<InvalidDataException>(() => run.Submit(account, 2, Side.Sell, 1, 100_000_000));

        Assert.Contains("--price-scale", refusal.Message, StringComparison.Ordinal);
    }

    private static string[] Lines(ExportRun run, string file) => run.ReadText(file).Split('\n')[..^1];

    private static Timestamp TimeOf(string message)
    {
        Assert.True(Timestamp.TryFromSeconds(ExportRun.Decimal(message.Split(',')[0]), out var time));
        return time;
    }

    private static string EmptyRow() => string.Join(',', Enumerable.Repeat($"{Nowhere},0,{-Nowhere},0", Levels));

    /// <summary>The row that the kernel's own depth makes.</summary>
    private static string DepthOf(ContinuousMarket market)
    {
        var (asks, bids) = (LevelsOf(market, Side.Sell, Nowhere), LevelsOf(market, Side.Buy, -Nowhere));
        return string.Join(',', asks.Zip(bids, (ask, bid) => $"{ask},{bid}"));
    }

    private static List<string> LevelsOf(ContinuousMarket market, Side side, long nowhere)
    {
        var levels = new List<string>();
        for (var more = market.Rule.TryGetBest(side, out var price, out var quantity);
            more && levels.Count < Levels;
            more = market.Rule.TryGetNext(side, price, out price, out quantity))
        {
            levels.Add($"{price.Ticks * PriceOfTick},{quantity.Lots}");
        }
        while (levels.Count < Levels)
        {
            levels.Add($"{nowhere},0");
        }
        return levels;
    }
}
