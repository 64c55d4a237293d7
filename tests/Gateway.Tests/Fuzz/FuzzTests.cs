using System.Diagnostics;
using System.Globalization;
using Exchange.Gateway.Tests.Http2;
using Exchange.V1;

namespace Exchange.Gateway.Tests.Fuzz;

/// <summary>
/// Requests at random, malformed or hostile or nearly right, over real HTTP/2, while others trade: no crash, no leak, no effect on
/// them, nothing in the log. Alone, since the memory of the whole process is measured.
/// </summary>
[Collection(nameof(UnreadStreamTests))]
public sealed class FuzzTests(ITestOutputHelper output)
{
    // What is said of them by others, and never "lit": there the witness trades.
    private static readonly string[] MarketNames = ["fuzz-book", "fuzz-call", "fuzz-sigma", "fuzz-size", "fuzz-dark", "fuzz-cross", "nowhere", ""];
    private static readonly string[] AccountNames = ["fuzz-1", "fuzz-2", "fuzz-3", "buyer", "operator", "nobody", ""];

    private static readonly Dictionary<string, string[]> Names = new()
    {
        ["market"] = MarketNames,
        ["markets"] = MarketNames,
        ["reference"] = MarketNames,
        ["account"] = AccountNames,
        ["viewer"] = AccountNames,
    };

    private static int Seed => Number("EXCHANGE_FUZZ_SEED", 20260401);

    [Fact]
    public Task Requests_AtRandom_HarmNobody() => Witness.WatchAsync(
        async (gateway, culprit) =>
        {
            var requests = Number("EXCHANGE_FUZZ_REQUESTS", 20_000);
            var callers = await PrepareAsync(gateway);
            var fuzzer = new Fuzzer(gateway.Url, Seed, Contract.Methods, callers, Names);
            // Pools fill and code is compiled before anything is measured.
            await fuzzer.RunAsync(requests / 10);
            await CancelAllAsync(gateway);
            var before = Footprint.Of(gateway);
            output.WriteLine($"before: {before}");
            var watch = Stopwatch.StartNew();

            await fuzzer.RunAsync(fuzzer.Sent + requests);

            await CancelAllAsync(gateway);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"seed {Seed}: {fuzzer.Sent} requests, {requests / watch.Elapsed.TotalSeconds:0} a second; {fuzzer.Ends}"));
            output.WriteLine($"after: {Footprint.Of(gateway)}");
            before.AssertNotGrown(gateway, maxBytes: 24 << 20);
        },
        options => options with { Limits = new() { OpeningTimeout = TimeSpan.FromSeconds(5), PingDelay = TimeSpan.FromSeconds(5), PingTimeout = TimeSpan.FromSeconds(5) } });

    [Fact]
    public async Task OperatorsRequests_AtRandom_AreCarriedOutOrRefused()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        await PrepareAsync(gateway);
        var callers = new[] { new FuzzCaller(gateway.Operator.Token, IsStranger: false) };
        // Not what would end it: that its own token is revoked.
        var methods = Contract.Methods.Where(method => method.Name != "RevokeToken").ToArray();
        var fuzzer = new Fuzzer(gateway.Url, Seed, methods, callers, Names);

        await fuzzer.RunAsync(Number("EXCHANGE_FUZZ_REQUESTS", 20_000) / 10);

        output.WriteLine($"seed {Seed}: {fuzzer.Sent} requests; {fuzzer.Ends}");
        await Until.TrueAsync(() => gateway.OpenCalls == 0);
    }

    /// <summary>Markets and accounts for random requests, and callers of every kind.</summary>
    private static async Task<FuzzCaller[]> PrepareAsync(TestGateway gateway)
    {
        foreach (var (market, parts) in new[]
        {
            ("fuzz-book", """{"continuousBook":{},"limits":true}"""),
            ("fuzz-call", """{"callAuction":{"rationing":"TIME"},"trigger":{"every":"0.1"},"limits":true}"""),
            ("fuzz-sigma", """{"conditionalAuction":{"sigma":"1"},"trigger":{"every":"0.1"},"limits":true}"""),
            ("fuzz-size", """{"sizeDiscovery":{"value":"0.5","gamma":"0.1","rate":"0.1","traders":"10"},"reference":"fuzz-call","trigger":{"every":"0.1"},"limits":true}"""),
            ("fuzz-dark", """{"continuousBook":{},"disclosure":{"depth":"NONE"},"limits":true}"""),
            ("fuzz-cross", """{"referenceCross":{"rationing":"TIME"},"reference":"fuzz-book","limits":true}"""),
        })
        {
            await gateway.DefineSessionAsync(market, parts);
        }
        var callers = new List<FuzzCaller>();
        foreach (var account in AccountNames.Where(name => name.StartsWith("fuzz", StringComparison.Ordinal)))
        {
            var trader = await gateway.DefineTraderAsync(account, cash: "0", units: "0");
            await gateway.Operator.Accounts.SetLimitsAsync(
                new() { Account = account, Limits = new() { Credit = "1000000", Short = { ["XYZ"] = "1000" }, MaxOpenOrders = "500" } }, gateway.Operator.Options);
            callers.AddRange(Enumerable.Repeat(new FuzzCaller(trader.Token, IsStranger: false), 3));
        }
        var observer = await gateway.Operator.Accounts.IssueTokenAsync(new() { Role = Role.Observer }, gateway.Operator.Options);
        var expired = await gateway.Operator.Accounts.IssueTokenAsync(new() { Role = Role.Operator, Expires = "1" }, gateway.Operator.Options);
        var revoked = await gateway.Operator.Accounts.IssueTokenAsync(new() { Role = Role.Operator }, gateway.Operator.Options);
        await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = revoked.Number }, gateway.Operator.Options);
        callers.AddRange(
        [
            new(observer.Token, IsStranger: false), new(expired.Token, IsStranger: true), new(revoked.Token, IsStranger: true),
            new(null, IsStranger: true), new("", IsStranger: true), new(new string('x', 5000), IsStranger: true),
            // What is known of the operator's token to those who have read the journal.
            new(gateway.Operator.Token![..4] + new string('A', 39), IsStranger: true),
        ]);
        return [.. callers];
    }

    private static async Task CancelAllAsync(TestGateway gateway)
    {
        foreach (var account in AccountNames.Where(name => name.StartsWith("fuzz", StringComparison.Ordinal)))
        {
            await gateway.Operator.Trading.SubmitAsync(
                new() { Account = account, Instruction = Say.CancelAll(0) }, gateway.Operator.Options);
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
