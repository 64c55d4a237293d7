using System.Globalization;
using Exchange.Gateway.Access;
using Exchange.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Who may call what. The services' descriptors are walked, so a new method without a row fails.</summary>
public sealed class AccessTests
{
    private const StatusCode Ok = StatusCode.OK;
    private const StatusCode Stranger = StatusCode.Unauthenticated;
    private const StatusCode Denied = StatusCode.PermissionDenied;

    // With the request that stands here (about account A, the market "lit"): what A's trader, B's trader, an observer and the
    // operator get. A caller without a token, or with one that is wrong, revoked or expired, is always a stranger.
    private static readonly Dictionary<string, (string Request, StatusCode Own, StatusCode Other, StatusCode Observer, StatusCode Operator)> Rows = new()
    {
        ["Markets/Define"] = ("""{"market":{"id":"$","instrument":"XYZ","tickSize":"1","lotSize":"1","continuousBook":{}}}""", Denied, Denied, Denied, Ok),
        ["Markets/List"] = ("{}", Ok, Ok, Ok, Ok),
        ["Markets/SetPhase"] = ("""{"market":"lit","to":"OPEN"}""", Denied, Denied, Denied, Ok),
        ["Markets/Clear"] = ("""{"market":"lit"}""", Denied, Denied, Denied, StatusCode.FailedPrecondition),
        ["Accounts/Define"] = ("""{"account":{"id":"$"}}""", Denied, Denied, Denied, Ok),
        ["Accounts/IssueToken"] = ("""{"role":"TRADER","account":"A"}""", Denied, Denied, Denied, Ok),
        ["Accounts/Transfer"] = ("""{"account":"A","cash":"1"}""", Denied, Denied, Denied, Ok),
        ["Accounts/GetBalances"] = ("""{"account":"A"}""", Ok, Denied, Denied, Ok),
        ["Accounts/RevokeToken"] = ("""{"number":1}""", Denied, Denied, Denied, Ok),
        ["Accounts/ListTokens"] = ("{}", Denied, Denied, Denied, Ok),
        ["Accounts/SetLimits"] = ("""{"account":"C","limits":{"credit":"1"}}""", Denied, Denied, Denied, Ok),
        ["Accounts/Block"] = ("""{"account":"C"}""", Denied, Denied, Denied, Ok),
        ["Accounts/Unblock"] = ("""{"account":"C"}""", Denied, Denied, Denied, Ok),
        ["Accounts/List"] = ("{}", Denied, Denied, Denied, Ok),
        ["Trading/Session"] = ("""{"open":{"account":"A","session":"1"}}""", Ok, Denied, Denied, Ok),
        ["Trading/Submit"] = ("""{"account":"A","instruction":{"cancelAll":{}}}""", Ok, Denied, Denied, Ok),
        ["Trading/Events"] = ("""{"account":"A"}""", Ok, Denied, Denied, Ok),
        ["MarketData/Subscribe"] = ("""{"markets":["lit"]}""", Ok, Ok, Ok, Ok),
        ["MarketData/GetDepth"] = ("""{"market":"lit"}""", Ok, Ok, Ok, Ok),
        ["Clearing/Clear"] = ("""{"tickSize":"1","lotSize":"1","callAuction":{"rationing":"TIME"}}""", Ok, Ok, Ok, Ok),
    };

    // What everybody may call, a stranger too, and why.
    private static readonly Dictionary<string, (string Request, string Why)> OpenRows = new()
    {
        ["grpc.health.v1.Health/Check"] = ("{}", "a load balancer has no token, and learns only that the exchange serves"),
        ["grpc.health.v1.Health/List"] = ("{}", "as Check; the names of the services are public"),
        ["grpc.health.v1.Health/Watch"] = ("{}", "as Check"),
        ["grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = ("""{"listServices":""}""", "the .proto files are public"),
        ["grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = ("""{"listServices":""}""", "the .proto files are public"),
    };

    private static readonly ServiceDescriptor[] Services =
    [
        .. new[] { MarketsReflection.Descriptor, AccountsReflection.Descriptor, TradingReflection.Descriptor, MarketDataReflection.Descriptor, ClearingReflection.Descriptor, EventsReflection.Descriptor, BidsReflection.Descriptor }
            .SelectMany(file => file.Services),
        Grpc.Health.V1.Health.Descriptor,
        Grpc.Reflection.V1.ServerReflection.Descriptor,
        Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
    ];

    /// <summary>The methods that somebody else than an operator may call, and that tell of the exchange.</summary>
    internal static IEnumerable<MethodDescriptor> OpenToOthers => Services.SelectMany(service => service.Methods)
        .Where(method => Rows.TryGetValue(NameOf(method), out var row) && (row.Own, row.Other, row.Observer) != (Denied, Denied, Denied));

    [Fact]
    public void Rows_AndMethods_AreTheSame()
    {
        Assert.Equal(
            Services.SelectMany(service => service.Methods).Select(NameOf).Order(), Rows.Keys.Concat(OpenRows.Keys).Order());
        Assert.All(OpenRows.Values, row => Assert.NotEmpty(row.Why));
    }

    [Fact]
    public void Services_AreAllThatTheContractHas() =>
        Assert.Equal(
            typeof(Event).Assembly.GetTypes().Count(type => type.IsDefined(typeof(BindServiceMethodAttribute), inherit: false)),
            Services.Length);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryMethod_EveryCaller_GetsWhatTheRowSays(bool byWeb)
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineAsync("lit");
        // Token 0 is the operator's own, 1 the one that is revoked.
        var revoked = await IssueAsync(gateway, Role.Operator);
        var expired = await IssueAsync(gateway, Role.Operator, expires: "11");
        clock.Advance(1000);
        var (own, other) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        await gateway.DefineTraderAsync("C");
        await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = 1 }, gateway.Operator.Options);
        var callers = new[]
        {
            (Name: "nobody", Caller: gateway.Caller(token: null, "")),
            (Name: "wrong token", Caller: gateway.Caller("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "")),
            (Name: "empty token", Caller: gateway.Caller("", "")),
            (Name: "revoked token", Caller: gateway.Caller(revoked, "")),
            (Name: "expired token", Caller: gateway.Caller(expired, "")),
            (Name: "observer", Caller: gateway.Caller(await IssueAsync(gateway, Role.Observer), "")),
            (Name: "own trader", Caller: own),
            (Name: "other trader", Caller: other),
            (Name: "operator", Caller: gateway.Operator),
        };

        using var web = new WebCaller(gateway.Server.WebUrl!);
        var actual = new List<string>();
        var expected = new List<string>();
        foreach (var method in Services.SelectMany(service => service.Methods))
        {
            var isOpen = OpenRows.TryGetValue(NameOf(method), out var open);
            var row = isOpen ? (open.Request, Own: Ok, Other: Ok, Observer: Ok, Operator: Ok) : Rows[NameOf(method)];
            foreach (var (name, caller) in callers)
            {
                var status = name switch
                {
                    _ when isOpen => Ok,
                    "own trader" => row.Own,
                    "other trader" => row.Other,
                    "observer" => row.Observer,
                    "operator" => row.Operator,
                    _ => Stranger,
                };
                var unique = string.Create(CultureInfo.InvariantCulture, $"n{actual.Count}");
                expected.Add($"{NameOf(method)} {name}: {status}");
                actual.Add($"{NameOf(method)} {name}: {await CallAsync(byWeb ? web : null, caller, method, row.Request.Replace("$", unique), own)}");
            }
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Authorization_OtherScheme_IsUnauthenticated()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var options = new CallOptions(new() { { "authorization", $"Basic {gateway.Operator.Token}" } });

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await gateway.Operator.Markets.ListAsync(new(), options));

        Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
    }

    [Fact]
    public void NewToken_ThousandsOfThem_NoneLooksLikeAnOption() =>
        Assert.All(Enumerable.Range(0, 5000).Select(_ => TokenHash.NewToken()), token => Assert.Matches("^[A-Za-z0-9_][A-Za-z0-9_-]{42}$", token));

    private static async Task<string> IssueAsync(TestGateway gateway, Role role, string expires = "") =>
        (await gateway.Operator.Accounts.IssueTokenAsync(
            new() { Role = role, Expires = expires }, gateway.Operator.Options)).Token;

    // Ours go by their short names.
    private static string NameOf(MethodDescriptor method) =>
        $"{method.Service.FullName}/{method.Name}".Replace("exchange.v1.", "", StringComparison.Ordinal);

    /// <summary>Makes a call as bytes, by gRPC-Web or by gRPC; a stream that says something is fine.</summary>
    private static async Task<StatusCode> CallAsync(WebCaller? web, TestCaller caller, MethodDescriptor method, string json, TestCaller own)
    {
        var request = JsonParser.Default.Parse(json, method.InputType).ToByteArray();
        // Gives a silent stream something to say.
        Func<Task> whenOpenAsync = NameOf(method) == "Trading/Events" ? () => own.SubmitAsync(Say.Cancel(0, 77)) : () => Task.CompletedTask;
        if (web is not null)
        {
            return await web.CallAsync($"/{method.Service.FullName}/{method.Name}", request, caller.Token, whenOpenAsync);
        }
        using var call = caller.Invoker.AsyncDuplexStreamingCall(Raw(method), host: null, caller.Options);
        try
        {
            await call.RequestStream.WriteAsync(request);
            if (!method.IsClientStreaming)
            {
                await call.RequestStream.CompleteAsync();
            }
            await call.ResponseHeadersAsync;
            await whenOpenAsync();
            return await call.ResponseStream.MoveNext() ? Ok : call.GetStatus().StatusCode;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }

    private static Method<byte[], byte[]> Raw(MethodDescriptor method)
    {
        var bytes = Marshallers.Create<byte[]>((value, context) => context.Complete(value), context => context.PayloadAsNewBuffer());
        return new(MethodType.DuplexStreaming, method.Service.FullName, method.Name, bytes, bytes);
    }
}
