using Exchange.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Gateway.Tests;

/// <summary>The generated clients, and a token. Every call has a deadline, so that no test hangs.</summary>
internal sealed class TestCaller(GrpcChannel channel, string? token, string account) : IDisposable
{
    /// <summary>The longest anything takes on a loaded machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How a call may end when the gateway stops: with its status or, if the connection is closed before that was read, with
    /// what the client makes of that.
    /// </summary>
    public static bool IsStopped(Status status) =>
        status.StatusCode == StatusCode.Unavailable
        || status.StatusCode == StatusCode.Cancelled;

    public string? Token => token;

    public string Account => account;

    public Accounts.AccountsClient Accounts { get; } = new(channel);

    public Markets.MarketsClient Markets { get; } = new(channel);

    public Trading.TradingClient Trading { get; } = new(channel);

    public MarketData.MarketDataClient MarketData { get; } = new(channel);

    public Clearing.ClearingClient Clearing { get; } = new(channel);

    public CallInvoker Invoker { get; } = channel.CreateCallInvoker();

    public Metadata Headers => token is null ? [] : new() { { "authorization", $"Bearer {token}" } };

    public CallOptions Options => new(Headers, DateTime.UtcNow + Patience);

    public async Task<Balances> BalancesAsync(string name = "") =>
        await Accounts.GetBalancesAsync(new() { Account = name }, Options);

    public async Task<Depth> DepthAsync(string market) =>
        await MarketData.GetDepthAsync(new() { Market = market }, Options);

    /// <summary>Submits one instruction without a session.</summary>
    public async Task<SubmitResponse> SubmitAsync(Instruction instruction, ulong session = 0) =>
        await Trading.SubmitAsync(new() { Session = session, Instruction = instruction }, Options);

    public async Task<TestSession> OpenAsync(ulong session = 1)
    {
        var opened = new TestSession(Trading.Session(Options));
        await opened.OpenAsync(account, session);
        return opened;
    }

    public TestMarketData Subscribe(params string[] markets) =>
        new(MarketData.Subscribe(new() { Markets = { markets } }, Options));

    /// <summary>Closes the connection, other callers' on it included.</summary>
    public void Dispose() => channel.Dispose();
}
