using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>
/// Two accounts that trade with each other in "lit" all the while others misbehave, and that know at the end exactly
/// what they must have.
/// </summary>
internal sealed class Witness
{
    private const string TradedAt = "100";
    private const string RestingAt = "50";

    private readonly TestGateway _gateway;
    private readonly TestCaller _buyer;
    private readonly TestCaller _seller;
    private readonly (decimal Cash, decimal Units) _before;
    private readonly CancellationTokenSource _enough = new();
    private Task _trading = Task.CompletedTask;
    private int _rounds;

    private Witness(TestGateway gateway, TestCaller buyer, TestCaller seller, (decimal Cash, decimal Units) before)
    {
        _gateway = gateway;
        _buyer = buyer;
        _seller = seller;
        _before = before;
    }

    /// <summary>Lets a trader misbehave in front of the witness, and checks that nobody else was hurt.</summary>
    public static async Task WatchAsync(Func<TestGateway, TestCaller, Task> misbehaveAsync)
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var culprit = await gateway.DefineTraderAsync("culprit");
        var (buyer, seller) = (await gateway.DefineTraderAsync("buyer"), await gateway.DefineTraderAsync("seller"));
        var witness = new Witness(gateway, buyer, seller, await gateway.SumAsync());
        var first = new TaskCompletionSource();
        witness._trading = Task.Run(() => witness.TradeAsync(first));
        await first.Task.WaitAsync(TestCaller.Patience);

        await misbehaveAsync(gateway, culprit);
        await witness.EndAsync();
    }

    private async Task TradeAsync(TaskCompletionSource first)
    {
        using var buying = await _buyer.OpenAsync();
        using var selling = await _seller.OpenAsync();
        do
        {
            _rounds++;
            var (number, id) = ((ulong)_rounds * 2, (ulong)_rounds);
            Assert.Equal(
                ["", ""],
                await buying.ActAsync(Say.Buy(number, id, "1", TradedAt), Say.Buy(number + 1, id + 1_000_000, "1", RestingAt)));
            Assert.Equal([""], await selling.ActAsync(Say.Sell(number, id, "1", TradedAt)));
            first.TrySetResult();
        }
        while (!_enough.IsCancellationRequested);
        await buying.EndAsync();
        await selling.EndAsync();
        Assert.Equal(_rounds * 3, buying.Events.Count);
        Assert.Equal(_rounds * 2, selling.Events.Count);
    }

    private async Task EndAsync()
    {
        var before = Volatile.Read(ref _rounds);
        while (Volatile.Read(ref _rounds) == before && !_trading.IsCompleted)
        {
            // Trading still goes on afterwards.
            await Task.Yield();
        }
        await _enough.CancelAsync();
        await _trading.WaitAsync(TestCaller.Patience);

        await _gateway.Operator.Trading.SubmitAsync(
            new() { Account = "culprit", Instruction = Say.CancelAll(0) }, _gateway.Operator.Options);
        Assert.Equal($"{_rounds}@{RestingAt} | ", Say.Text(await _gateway.Operator.DepthAsync("lit")));
        Assert.Equal((1000 + _rounds).ToString(), (await _buyer.BalancesAsync()).Units["XYZ"]);
        Assert.Equal((1_000_000 + (100 * _rounds)).ToString(), (await _seller.BalancesAsync()).Cash);
        Assert.Equal(_before, await _gateway.SumAsync());
    }
}
