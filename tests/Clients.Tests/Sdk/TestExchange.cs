using Exchange.Gateway;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

/// <summary>A gateway on a free loopback port that keeps nothing, with one lit book "lit", and an operator's client.</summary>
internal sealed class TestExchange : IAsyncDisposable
{
    private readonly GatewayServer _server;

    private TestExchange(GatewayServer server)
    {
        _server = server;
        Operator = ExchangeClient.Connect(server.Url, server.OperatorToken);
    }

    public Uri Url => _server.Url;

    public string OperatorToken => _server.OperatorToken;

    public ExchangeClient Operator { get; }

    public static async Task<TestExchange> StartAsync()
    {
        var exchange = new TestExchange(await GatewayServer.StartAsync(new() { Listen = new("http://127.0.0.1:0") }));
        await exchange.DefineBookAsync("lit");
        return exchange;
    }

    public Task DefineBookAsync(string id) => Operator.Markets.DefineAsync(new()
    {
        Id = id,
        Instrument = "XYZ",
        TickSize = "0.01",
        LotSize = "1",
        ContinuousBook = new(),
    });

    /// <summary>A call auction that clears on the operator's word unless it is given a trigger.</summary>
    public Task DefineAuctionAsync(
        string id, V1.Rationing rationing, V1.Trigger? trigger = null, string lotSize = "1", string printDelay = "") =>
        Operator.Markets.DefineAsync(new()
        {
            Id = id,
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = lotSize,
            CallAuction = new() { Rationing = rationing, Seed = rationing == V1.Rationing.Random ? "07" : "" },
            Trigger = trigger,
            Disclosure = new() { Depth = V1.DepthDisclosure.None, PrintDelay = printDelay },
        });

    /// <summary>A conditional auction that clears on the operator's word and tells what groups bought.</summary>
    public Task DefineConditionalAsync(string id, V1.ConditionalAuction rule) => Operator.Markets.DefineAsync(new()
    {
        Id = id,
        Instrument = "XYZ",
        TickSize = "0.01",
        LotSize = "0.000001",
        ConditionalAuction = rule,
        Disclosure = new() { Depth = V1.DepthDisclosure.None, GroupSums = true },
    });

    /// <summary>Size-discovery sessions with v, γ and r of the paper's figures unless the rule says otherwise.</summary>
    /// <returns>What was warned of.</returns>
    public Task<IReadOnlyList<string>> DefineSizeDiscoveryAsync(
        string id, V1.Trigger trigger, V1.SizeDiscovery? rule = null, string reference = "")
    {
        var figures = new V1.SizeDiscovery { Value = "0.5", Gamma = "0.1", Rate = "0.1" };
        if (rule is not null)
        {
            figures.MergeFrom(rule);
        }
        return Operator.Markets.DefineAsync(new()
        {
            Id = id,
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = "0.000001",
            SizeDiscovery = figures,
            Trigger = trigger,
            Reference = reference,
            Disclosure = new() { Depth = V1.DepthDisclosure.None },
        });
    }

    public async Task<ExchangeClient> AddTraderAsync(string account, params string[] groups)
    {
        await Operator.Accounts.DefineAsync(account, 1000, new Dictionary<string, decimal> { ["XYZ"] = 10 }, groups: groups);
        return ExchangeClient.Connect(Url, await Operator.Accounts.IssueTraderTokenAsync(account));
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await _server.DisposeAsync();
    }
}
