using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Gateway.Access;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Services;
using Exchange.V1;
using Google.Protobuf;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Tests;

/// <summary>A gateway on a free loopback port and callers with tokens. What it logs as an error fails the test.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly GatewayServer _server;
    private readonly ErrorLog _log;
    private readonly GrpcChannel _channel;

    private TestGateway(GatewayServer server, ErrorLog log)
    {
        _server = server;
        _log = log;
        _channel = GrpcChannel.ForAddress(server.Url);
        Operator = new(_channel, server.OperatorToken, "operator");
    }

    public GatewayServer Server => _server;

    public Uri Url => _server.Url;

    internal EventRouter Router => _server.Services.GetRequiredService<EventRouter>();

    internal InstructionSender Instructions => _server.Services.GetRequiredService<InstructionSender>();

    public int OpenCalls => _server.Services.GetRequiredService<Admission>().OpenCalls;

    /// <summary>One who may define and see everything.</summary>
    public TestCaller Operator { get; }

    /// <summary>A gateway that keeps nothing, or one with a data directory.</summary>
    public static async Task<TestGateway> StartAsync(
        string? dataDirectory = null,
        Durability durability = Durability.Sync,
        Configuration? configuration = null,
        Clock? clock = null,
        Action<string>? warned = null,
        Func<GatewayOptions, GatewayOptions>? with = null)
    {
        var log = new ErrorLog();
        var options = new GatewayOptions
        {
            Listen = new("http://127.0.0.1:0"),
            DataDirectory = dataDirectory,
            Durability = durability,
            Configuration = configuration,
            Clock = clock ?? Clock.System,
            Warned = warned,
            Failed = exception => log.Errors.Enqueue($"the exchange failed: {exception}"),
            Logging = logging => logging.AddProvider(log),
        };
        var server = await GatewayServer.StartAsync(with is null ? options : with(options));
        return new(server, log);
    }

    /// <summary>A gateway with the market "lit" (XYZ, tick 0.01, lot 1).</summary>
    public static async Task<TestGateway> StartLitAsync()
    {
        var gateway = await StartAsync();
        await gateway.DefineAsync("lit");
        return gateway;
    }

    public async Task DefineAsync(string id, Disclosure? disclosure = null, string tick = "0.01", string lot = "1") =>
        await Operator.Markets.DefineAsync(
            new() { Market = Book(id, disclosure, tick, lot) }, Operator.Options);

    /// <summary>Defines a market of XYZ (tick 0.01) of which a text in JSON says the rest.</summary>
    public async Task DefineSessionAsync(string id, string parts, string lot = "1")
    {
        var market = JsonParser.Default.Parse<MarketDefinition>(parts);
        (market.Id, market.Instrument, market.TickSize, market.LotSize) = (id, "XYZ", "0.01", lot);
        await Operator.Markets.DefineAsync(new() { Market = market }, Operator.Options);
    }

    /// <summary>Clears a market.</summary>
    public async Task ClearAsync(string market) =>
        await Operator.Markets.ClearAsync(new() { Market = market }, Operator.Options);

    public static MarketDefinition Book(
        string id, Disclosure? disclosure = null, string tick = "0.01", string lot = "1") => new()
        {
            Id = id,
            Instrument = "XYZ",
            TickSize = tick,
            LotSize = lot,
            ContinuousBook = new(),
            Disclosure = disclosure,
        };

    /// <summary>Defines an account, and gives a token for it.</summary>
    public async Task<TestCaller> DefineTraderAsync(
        string account, string cash = "1000000", string units = "1000", string capacity = "", params string[] groups)
    {
        var definition = new AccountDefinition
        {
            Id = account,
            Cash = cash,
            Units = { ["XYZ"] = units },
            Capacity = capacity,
            Groups = { groups },
        };
        await Operator.Accounts.DefineAsync(new() { Account = definition }, Operator.Options);
        var issued = await Operator.Accounts.IssueTokenAsync(
            new() { Role = Role.Trader, Account = account }, Operator.Options);
        return Caller(issued.Token, account);
    }

    public TestCaller Caller(string? token, string account) => new(_channel, token, account);

    /// <summary>A trader whose token another run of the gateway issued.</summary>
    public TestCaller Returning(TestCaller caller) => Caller(caller.Token, caller.Account);

    /// <summary>A caller on a connection of its own.</summary>
    public TestCaller CallerApart(TestCaller caller) =>
        new(GrpcChannel.ForAddress(Url), caller.Token, caller.Account);

    /// <summary>The sums of all accounts' cash and of their units of XYZ: trading never changes them.</summary>
    public async Task<(decimal Cash, decimal Units)> SumAsync()
    {
        var (cash, units) = (0m, 0m);
        var accounts = (await Operator.Accounts.ListAsync(new(), Operator.Options)).Accounts;
        foreach (var account in accounts)
        {
            var balances = await Operator.BalancesAsync(account);
            cash += decimal.Parse(balances.Cash);
            units += decimal.Parse(balances.Units.GetValueOrDefault("XYZ", "0"));
        }
        return (cash, units);
    }

    /// <summary>Stops the gateway; the hash of its state.</summary>
    public async Task<string> StopAsync()
    {
        await DisposeAsync();
        return _server.StateHash();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _channel.Dispose();
        Assert.Empty(_log.Errors);
    }
}
