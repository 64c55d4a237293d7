using Exchange.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Exchange.Gateway.Tests.Dark;

/// <summary>
/// A live gateway with a dark book and markets around it, on a clock that a test moves. Everything that it says to a
/// trader and to an observer, through every call there is for them, is kept byte for byte; of streams the messages, not how many of
/// them came together.
/// </summary>
internal sealed class DarkScene : IAsyncDisposable
{
    private static readonly string[] Markets = ["lit", "dark", "call", "after"];

    private readonly HandClock _clock = new();
    private readonly TestGateway _gateway;
    private readonly TestCaller _outsider;
    private readonly TestCaller _observer;
    private readonly TestCaller _insider;
    private readonly TestSession _session;
    private readonly AsyncServerStreamingCall<SubscribeResponse>[] _data;
    private readonly AsyncServerStreamingCall<EventsResponse> _events;
    private readonly List<string> _said = [];
    private ulong _number;

    private DarkScene(HandClock clock, TestGateway gateway, TestCaller outsider, TestCaller observer, TestCaller insider, TestSession session)
    {
        (_clock, _gateway, _outsider, _observer, _insider, _session) = (clock, gateway, outsider, observer, insider, session);
        _data = [.. new[] { outsider, observer }.Select(caller => caller.MarketData.Subscribe(new() { Markets = { Markets } }, caller.Options))];
        _events = outsider.Trading.Events(new(), outsider.Options);
    }

    public static async Task<DarkScene> SetAsync(DepthDisclosure depth, string delay)
    {
        var clock = new HandClock();
        var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineAsync("lit");
        await gateway.DefineAsync("dark", new() { Depth = depth, PrintDelay = delay });
        await gateway.DefineSessionAsync("call", """{"callAuction":{"rationing":"TIME"},"reference":"dark","disclosure":{"indicative":true,"indicativeEvery":"0.05"}}""");
        await gateway.DefineSessionAsync("after", """{"workup":{"rationing":"TIME"},"reference":"dark","trigger":{"afterTrade":{"market":"dark"},"open":"0.02"}}""");
        var outsider = await gateway.DefineTraderAsync("outsider");
        var insider = await gateway.DefineTraderAsync("insider");
        var observing = await gateway.Operator.Accounts.IssueTokenAsync(new() { Role = Role.Observer }, gateway.Operator.Options);
        var scene = new DarkScene(
            clock, gateway, outsider, gateway.Caller(observing.Token, ""), insider, await outsider.OpenAsync());
        // From here on every update comes by itself: what a snapshot holds would depend on when it was taken.
        foreach (var data in scene._data)
        {
            await scene.ReadUntilAsync(data, update => update.Snapshot is not null, "first snapshot");
        }
        await scene._events.ResponseHeadersAsync;
        return scene;
    }

    /// <summary>Lets some time pass, and what is due happen.</summary>
    public async Task PassAsync(int milliseconds)
    {
        _clock.Advance(milliseconds);
        // A command fires the timers that are due; who advances is not one of those who are watched.
        await _gateway.Operator.Trading.SubmitAsync(
            new() { Account = "insider", Instruction = Say.Cancel(0, 999_999, "call") }, _gateway.Operator.Options);
    }

    /// <summary>The insider acts; what it hears does not count.</summary>
    public Task HideAsync(string instruction) => _insider.SubmitAsync(Read(instruction, 0));

    /// <summary>The trader sends an instruction in its session.</summary>
    public async Task ActAsync(string instruction)
    {
        await _session.ActAsync(Read(instruction, ++_number));
        Keep("instruction", _session.Answers[^1]);
    }

    /// <summary>The trader sends an instruction by itself.</summary>
    public Task SubmitAsync(string instruction) =>
        AskAsync("submit", _outsider, async caller => await caller.SubmitAsync(Read(instruction, ++_number), session: 2));

    /// <summary>The operator moves a market to another phase.</summary>
    public async Task SetPhaseAsync(string market, MarketPhase phase) =>
        await _gateway.Operator.Markets.SetPhaseAsync(new() { Market = market, To = phase }, _gateway.Operator.Options);

    public Task ClearAsync(string market) => _gateway.ClearAsync(market);

    /// <summary>The trader and the observer ask everything that can be asked.</summary>
    public async Task LookAsync()
    {
        foreach (var caller in new[] { _outsider, _observer })
        {
            foreach (var market in Markets)
            {
                await AskAsync($"depth of {market}", caller, async caller => await caller.DepthAsync(market));
            }
            await AskAsync("depth of none", caller, async caller => await caller.DepthAsync("none"));
            await AskAsync("markets", caller, async caller => await caller.Markets.ListAsync(new(), caller.Options));
            await AskAsync("own balances", caller, async caller => await caller.BalancesAsync());
            await AskAsync("another's balances", caller, async caller => await caller.BalancesAsync("insider"));
            await AskAsync("accounts", caller, async caller => await caller.Accounts.ListAsync(new(), caller.Options));
            await AskAsync("clear", caller, async caller => await caller.Markets.ClearAsync(new() { Market = "dark" }, caller.Options));
            using var late = caller.MarketData.Subscribe(new() { Markets = { Markets } }, caller.Options);
            await ReadUntilAsync(late, update => update.Snapshot is not null, $"snapshot to {caller.Account}");
        }
        using var session = await _outsider.OpenAsync(session: 3 + (ulong)_said.Count);
        Keep("session", session.Opened);
        await session.EndAsync();
    }

    /// <summary>Ends the scene; everything that was said.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await ActAsync("""{"cancelAll":{}}""");
        foreach (var market in Markets)
        {
            await SetPhaseAsync(market, MarketPhase.Closed);
        }
        foreach (var data in _data)
        {
            await ReadUntilAsync(data, update => update.Event?.Phase is { To: MarketPhase.Closed }, "market data");
        }
        await _session.EndAsync();
        _session.Events.ForEach(told => Keep("own event", told));
        var heard = 0;
        while (heard < _session.Events.Count && await _events.ResponseStream.MoveNext())
        {
            var response = _events.ResponseStream.Current;
            foreach (var (index, told) in response.Events.Index())
            {
                Keep($"event {response.FirstSequence + (ulong)index}", told);
            }
            heard += response.Events.Count;
        }
        return _said;
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        _events.Dispose();
        Array.ForEach(_data, data => data.Dispose());
        await _gateway.DisposeAsync();
    }

    /// <summary>Asks, and keeps the answer, or how the call failed.</summary>
    private async Task AskAsync<T>(string what, TestCaller caller, Func<TestCaller, Task<T>> ask)
        where T : IMessage
    {
        try
        {
            Keep($"{what} to \"{caller.Account}\"", await ask(caller));
        }
        catch (RpcException refused)
        {
            _said.Add($"{what} to \"{caller.Account}\": {refused.Status}");
        }
    }

    /// <summary>Keeps a stream's updates, market by market, until each market has sent a certain one.</summary>
    private async Task ReadUntilAsync(AsyncServerStreamingCall<SubscribeResponse> data, Predicate<MarketUpdate> isLast, string what)
    {
        var ended = new HashSet<string>();
        var updates = new List<MarketUpdate>();
        while (ended.Count < Markets.Length)
        {
            Assert.True(await data.ResponseStream.MoveNext(), "the stream ended too early");
            updates.AddRange(data.ResponseStream.Current.Updates);
            ended.UnionWith(data.ResponseStream.Current.Updates.Where(update => isLast(update)).Select(update => update.Market));
        }
        foreach (var update in updates.OrderBy(update => Array.IndexOf(Markets, update.Market)))
        {
            Keep(what, update);
        }
    }

    private void Keep(string what, IMessage message) => _said.Add($"{what}: {message} {Convert.ToHexStringLower(message.ToByteArray())}");

    private static Instruction Read(string instruction, ulong number)
    {
        var read = JsonParser.Default.Parse<Instruction>(instruction);
        read.Number = number;
        return read;
    }
}
