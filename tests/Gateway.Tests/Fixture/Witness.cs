using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>
/// Two accounts that trade with each other in "lit", and a subscriber that reads along, all the while others misbehave; they
/// know at the end exactly what they must have.
/// </summary>
internal sealed class Witness
{
    /// <summary>How many tokens have streams while the witness trades: the buyer's, which also subscribes, and the seller's.</summary>
    public const int Streams = 2;

    private const string TradedAt = "100";
    private const string RestingAt = "50";

    private readonly TestGateway _gateway;
    private readonly TestCaller _buyer;
    private readonly TestCaller _seller;
    private readonly TestCaller _reader;
    private readonly (decimal Cash, decimal Units) _before;
    private readonly CancellationTokenSource _enough = new();
    private Task _trading = Task.CompletedTask;
    private int _rounds;

    private Witness(TestGateway gateway, TestCaller[] callers, (decimal Cash, decimal Units) before)
    {
        _gateway = gateway;
        // Each on a connection of its own: what is suffered on one is not what is looked for.
        (_buyer, _seller, _reader) = (gateway.CallerApart(callers[0]), gateway.CallerApart(callers[1]), gateway.CallerApart(callers[0]));
        _before = before;
    }

    /// <summary>Lets a trader misbehave in front of the witness, and checks that nobody else was hurt.</summary>
    public static async Task WatchAsync(
        Func<TestGateway, TestCaller, Task> misbehaveAsync, Func<GatewayOptions, GatewayOptions>? with = null)
    {
        await using var gateway = await TestGateway.StartAsync(with: with);
        await gateway.DefineAsync("lit");
        var culprit = await gateway.DefineTraderAsync("culprit");
        TestCaller[] callers = [await gateway.DefineTraderAsync("buyer"), await gateway.DefineTraderAsync("seller")];
        var witness = new Witness(gateway, callers, await gateway.SumAsync());
        var first = new TaskCompletionSource();
        witness._trading = Task.Run(() => witness.TradeAsync(first));
        await Task.WhenAny(first.Task, witness._trading).WaitAsync(TestCaller.Patience);

        await misbehaveAsync(gateway, culprit);
        await witness.EndAsync();
    }

    private static CallOptions Endless(TestCaller caller) => new(caller.Headers);

    private async Task TradeAsync(TaskCompletionSource first)
    {
        using var buying = new TestSession(_buyer.Trading.Session(Endless(_buyer)));
        using var selling = new TestSession(_seller.Trading.Session(Endless(_seller)));
        using var reading = new TestMarketData(_reader.MarketData.Subscribe(new() { Markets = { "lit" } }, Endless(_reader)));
        await buying.OpenAsync(_buyer.Account, 1);
        await selling.OpenAsync(_seller.Account, 1);
        await reading.ReadUntilAsync(() => reading.HasSnapshot("lit"));
        var (bought, sold) = (0, 0);
        do
        {
            _rounds++;
            var (number, id) = ((ulong)_rounds * 2, (ulong)_rounds);
            string[] reasons = await buying.ActAsync(
                Say.Buy(number, id, "1", TradedAt), Say.Buy(number + 1, id + 1_000_000, "1", RestingAt)).WaitAsync(TestCaller.Patience);
            Assert.Equal(["", ""], reasons);
            Assert.Equal([""], await selling.ActAsync(Say.Sell(number, id, "1", TradedAt)).WaitAsync(TestCaller.Patience));
            // Every trade is told once, and none is missed.
            await reading.ReadUntilAsync(() => reading.StatisticsOf("lit")?.Trades == (ulong)_rounds).WaitAsync(TestCaller.Patience);
            Assert.StartsWith($"{_rounds}@{RestingAt} ", Say.Text(reading.BookOf("lit")));
            Assert.Equal(0UL, reading.Missed);
            first.TrySetResult();
            // All of it is counted, none of it is kept: there may be hours of it.
            (bought, sold) = (bought + buying.Events.Count, sold + selling.Events.Count);
            Array.ForEach([buying, selling], session => session.Forget());
            reading.Events.Clear();
        }
        while (!_enough.IsCancellationRequested);
        await buying.EndAsync();
        await selling.EndAsync();
        (bought, sold) = (bought + buying.Events.Count, sold + selling.Events.Count);
        Assert.Equal((_rounds * 3, _rounds * 2), (bought, sold));
    }

    private async Task EndAsync()
    {
        var before = Volatile.Read(ref _rounds);
        while (Volatile.Read(ref _rounds) == before && !_trading.IsCompleted)
        {
            // Trading still goes on afterwards.
            await Task.Delay(1);
        }
        await _enough.CancelAsync();
        await _trading.WaitAsync(TestCaller.Patience);

        await _gateway.Operator.Trading.SubmitAsync(
            new() { Account = "culprit", Instruction = Say.CancelAll(0) }, _gateway.Operator.Options);
        Assert.Equal($"{_rounds}@{RestingAt} | ", Say.Text(await _gateway.Operator.DepthAsync("lit")));
        Assert.Equal((1000 + _rounds).ToString(), (await _buyer.BalancesAsync()).Units["XYZ"]);
        Assert.Equal((1_000_000 + (100 * _rounds)).ToString(), (await _seller.BalancesAsync()).Cash);
        Assert.Equal(_before, await _gateway.SumAsync());
        Array.ForEach([_buyer, _seller, _reader], caller => caller.Dispose());
    }
}
