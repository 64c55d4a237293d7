using Exchange.V1;
using Google.Protobuf;

namespace Exchange.Gateway.Tests;

/// <summary>Every kind of bid in every kind of market, and every way in which a schedule can be malformed.</summary>
public sealed class BadBidTests
{
    private const string Wrong = "WRONG_BID_KIND";

    private static readonly string[] Markets = ["lit", "call", "direct", "dcda", "size", "workup"];

    private static readonly (string Bid, string[] Reasons)[] Kinds =
    [
        (""" "limit":{"side":"BUY","quantity":"1","price":"1"} """, ["", "", Wrong, Wrong, Wrong, Wrong]),
        (""" "marketOrder":{"side":"BUY","quantity":"1"} """, ["", "", Wrong, Wrong, Wrong, ""]),
        (""" "pegged":{"side":"BUY","quantity":"1"} """, [Wrong, Wrong, Wrong, Wrong, Wrong, Wrong]),
        (""" "schedule":{"points":[{"price":"1","quantity":"1"},{"price":"2","quantity":"0"}]} """, [Wrong, "", Wrong, "", Wrong, Wrong]),
        (""" "schedule":{"perSecond":true,"points":[{"price":"1","quantity":"1"},{"price":"2","quantity":"0"}]} """, [Wrong, "", Wrong, Wrong, Wrong, Wrong]),
        (""" "conditional":{"intercept":"1","slope":"1"} """, [Wrong, Wrong, Wrong, "", Wrong, Wrong]),
        (""" "inventory":{"quantity":"1"} """, [Wrong, Wrong, Wrong, Wrong, "", Wrong]),
        (""" "endowment":{"quantity":"1"} """, [Wrong, Wrong, "", Wrong, Wrong, Wrong]),
        (""" "standing":true """, ["MALFORMED", "MALFORMED", "MALFORMED", "MALFORMED", "MALFORMED", "MALFORMED"]),
        (""" "standing":true,"limit":{"side":"BUY","quantity":"1","price":"1"} """, ["MALFORMED", "", Wrong, Wrong, Wrong, Wrong]),
        (""" "limit":{"side":"BUY","quantity":"1","price":"1","timeInForce":"IOC"} """, ["", Wrong, Wrong, Wrong, Wrong, Wrong]),
        (""" "marketOrder":{"side":"BUY","quantity":"1","stop":"2"} """, ["", Wrong, Wrong, Wrong, Wrong, Wrong]),
    ];

    private static readonly (string Points, string Reason)[] Schedules =
    [
        ("1:1 2:0", ""),
        ("1:1 1:0 2:0 2:-1", ""),
        ("1:1 2:2", "NOT_MONOTONE"),
        ("2:1 1:0", "NOT_MONOTONE"),
        ("", "TOO_FEW_POINTS"),
        ("1:1", "TOO_FEW_POINTS"),
        (Long(1_000), ""),
        (Long(1_001), "TOO_MANY_POINTS"),
        (Long(50_000), "TOO_MANY_POINTS"),
        ("1:1 1:-1", "CROSSES_ZERO"),
        ("1:1 1:0 1:-1", "CROSSES_ZERO"),
        ("1.005:1 2:0", "OFF_GRID"),
        ("1:0.5 2:0", "OFF_GRID"),
        ("1:1 2:-4000000001", "OUT_OF_RANGE"),
        ("1:1 10000000.01:0", "OUT_OF_RANGE"),
        ($"1:{new string('9', 400)} 2:0", "OUT_OF_RANGE"),
        ("1:NaN 2:0", "MALFORMED"),
        ("1:1e3 2:0", "MALFORMED"),
        ("Infinity:1 2:0", "MALFORMED"),
        (":1 2:0", "MALFORMED"),
        ("1: 2:0", "MALFORMED"),
    ];

    private static readonly (string Bid, string Reason)[] Conditionals =
    [
        (""" "intercept":"1","slope":"1" """, ""),
        (""" "intercept":"10","slope":"0.000000000000000001","minQuantity":"-40","maxQuantity":"40" """, ""),
        (""" "intercept":"1","slope":"1","groups":[{"group":"north","slope":"-5"},{"account":"B","slope":"2"},{"account":"A","slope":"-5"}] """, ""),
        (""" "intercept":"1","slope":"1","groups":[{"group":"west","slope":"1"}] """, "UNKNOWN_GROUP"),
        (""" "intercept":"1","slope":"1","groups":[{"account":"C","slope":"1"}] """, "UNKNOWN_ACCOUNT"),
        (""" "intercept":"1","slope":"1","groups":[{"slope":"1"}] """, "MALFORMED"),
        (""" "intercept":"1","slope":"1","groups":[{"group":"north","slope":"NaN"}] """, "MALFORMED"),
        (""" "intercept":"NaN","slope":"1" """, "MALFORMED"),
        (""" "intercept":"1","slope":"Infinity" """, "MALFORMED"),
        (""" "intercept":"1" """, "MALFORMED"),
        (""" "slope":"1" """, "MALFORMED"),
        (""" "intercept":"1","slope":"0" """, "NOT_MONOTONE"),
        (""" "intercept":"1","slope":"1","groups":[{"group":"south","slope":"-1"}] """, "NOT_MONOTONE"),
        (""" "intercept":"1","slope":"1","minQuantity":"1","maxQuantity":"2" """, "BAD_BOUNDS"),
        (""" "intercept":"1","slope":"1","minQuantity":"2","maxQuantity":"-2" """, "BAD_BOUNDS"),
        (""" "intercept":"1","slope":"1","minQuantity":"0","maxQuantity":"0" """, "BAD_BOUNDS"),
        (""" "intercept":"1","slope":"1","maxQuantity":"0.5" """, "OFF_GRID"),
        (""" "intercept":"1","slope":"1","maxQuantity":"41" """, "OUT_OF_RANGE"),
        (""" "intercept":"1","slope":"1","minQuantity":"-4000000001" """, "OUT_OF_RANGE"),
        (""" "intercept":"99999999999","slope":"1" """, "OUT_OF_RANGE"),
        (""" "intercept":"10.01","slope":"1" """, "PRICE_COLLAR"),
        (""" "intercept":"1","slope":"1","groups":[ """ + string.Join(',', Enumerable.Repeat("""{"group":"north","slope":"1"}""", 64)) + "]", ""),
        (""" "intercept":"1","slope":"1","groups":[ """ + string.Join(',', Enumerable.Repeat("""{"group":"north","slope":"1"}""", 65)) + "]", "LIMIT"),
        (""" "intercept":"1","slope":"1","groups":[ """ + string.Join(',', Enumerable.Repeat("{}", 50_000)) + "]", "LIMIT"),
    ];

    [Fact]
    public async Task Submit_EveryKindInEveryMarket_IsTakenWhereItBelongs()
    {
        await using var gateway = await StartAsync();
        var trader = await gateway.DefineTraderAsync("A", capacity: "1");
        using var session = await trader.OpenAsync();
        ulong number = 0;
        foreach (var (bid, reasons) in Kinds)
        {
            foreach (var (market, expected) in Markets.Zip(reasons))
            {
                // Some take one bid an account.
                await trader.SubmitAsync(Say.CancelAll(0, market));
                var instruction = Read($$$$"""{"submit":{"market":"{{{{market}}}}","id":"{{{{number}}}}",{{{{bid}}}}}}""", ++number);
                var reason = Assert.Single(await session.ActAsync(instruction));
                Assert.Equal($"{market}{bid}{expected}", $"{market}{bid}{reason}");
            }
        }
    }

    [Fact]
    public async Task SubmitAndReplace_Schedules_GetTheirReasonsAndChangeNothing()
    {
        await using var gateway = await StartAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();
        Assert.Equal([""], await session.ActAsync(Say.Schedule(1, 1, "5:5 5:0", "call", standing: true)));
        ulong number = 1;
        foreach (var (points, expected) in Schedules)
        {
            var reasons = await session.ActAsync(
                Say.Schedule(++number, number, points, "call"), Say.ReplaceSchedule(++number, 1, points, "call"));
            var what = points.Length > 50 ? $"{points[..50]}..." : points;
            Assert.Equal([$"{what} {expected}", $"{what} {expected}"], reasons.Select(reason => $"{what} {reason}"));
        }

        var told = Schedules.Count(schedule => schedule.Reason.Length == 0);
        Assert.Equal(told + 1, session.Events.Count(told => told.Accepted is not null));
        Assert.Equal(told, session.Events.Count(told => told.Replaced is not null));
        Assert.Equal(1 + (2 * told), session.Events.Count);
    }

    [Fact]
    public async Task SubmitAndReplace_ConditionalBids_GetTheirReasonsAndChangeNothing()
    {
        await using var gateway = await StartAsync();
        await gateway.DefineTraderAsync("B", groups: "north");
        var trader = await gateway.DefineTraderAsync("A", groups: "south");
        using var session = await trader.OpenAsync();
        ulong number = 0;
        foreach (var (bid, expected) in Conditionals)
        {
            var instruction = $$$$"""{"submit":{"market":"dcda","id":"2","conditional":{{{{{bid}}}}}}}""";
            var reasons = await session.ActAsync(Read(instruction, ++number), Say.Cancel(++number, 2, "dcda"));
            Assert.Equal([$"{bid} {expected}", $"{bid} {(expected.Length == 0 ? "" : "UNKNOWN_ORDER")}"], reasons.Select(reason => $"{bid} {reason}"));
        }

        Assert.Equal([""], await session.ActAsync(Say.Conditional(++number, 1, "1", "1", "dcda")));
        foreach (var (bid, expected) in Conditionals)
        {
            var instruction = $$$$"""{"replace":{"market":"dcda","id":"1","conditional":{{{{{bid}}}}}}}""";
            Assert.Equal([$"{bid} {expected}"], (await session.ActAsync(Read(instruction, ++number))).Select(reason => $"{bid} {reason}"));
        }
        Assert.Equal(Conditionals.Count(bid => bid.Reason.Length == 0), session.Events.Count(told => told.Replaced is not null));
        Assert.Equal(["DUPLICATE_ACCOUNT", ""], await session.ActAsync(
            Say.Conditional(number + 1, 2, "1", "1", "dcda"), Say.Cancel(number + 2, 1, "dcda")));
    }

    [Theory]
    [InlineData("""{"replace":{"market":"lit","id":"1","schedule":{"points":[]}}}""", "WRONG_BID_KIND")]
    [InlineData("""{"replace":{"market":"direct","id":"1","schedule":{"points":[]}}}""", "WRONG_BID_KIND")]
    [InlineData("""{"replace":{"market":"call","id":"1","quantity":"1","schedule":{"points":[]}}}""", "MALFORMED")]
    [InlineData("""{"replace":{"market":"call","id":"1","price":"1","schedule":{"points":[]}}}""", "MALFORMED")]
    [InlineData("""{"replace":{"market":"call","id":"1","conditional":{"intercept":"1","slope":"1"}}}""", "WRONG_BID_KIND")]
    [InlineData("""{"replace":{"market":"call","id":"1","schedule":{"points":[]},"conditional":{}}}""", "MALFORMED")]
    [InlineData("""{"replace":{"market":"call","id":"1","inventory":{"quantity":"1"}}}""", "WRONG_BID_KIND")]
    [InlineData("""{"replace":{"market":"lit","id":"1","endowment":{"quantity":"1"}}}""", "WRONG_BID_KIND")]
    [InlineData("""{"replace":{"market":"size","id":"1","inventory":{"quantity":"1"},"price":"1"}}""", "MALFORMED")]
    [InlineData("""{"replace":{"market":"size","id":"1","inventory":{"quantity":"1"},"endowment":{"quantity":"1"}}}""", "MALFORMED")]
    [InlineData("""{"replace":{"market":"size","id":"1","inventory":{"quantity":"NaN"}}}""", "MALFORMED")]
    [InlineData("""{"replace":{"market":"size","id":"1","inventory":{"quantity":"1"}}}""", "UNKNOWN_ORDER")]
    [InlineData("""{"replace":{"market":"direct","id":"1","endowment":{"quantity":"1"}}}""", "UNKNOWN_ORDER")]
    [InlineData("""{"replace":{"market":"call","id":"1","quantity":"1"}}""", "WRONG_BID_KIND")]
    [InlineData("""{"replace":{"market":"call","id":"2","schedule":{"points":[{"price":"1","quantity":"1"},{"price":"2","quantity":"0"}]}}}""", "WRONG_BID_KIND")]
    [InlineData("""{"replace":{"market":"call","id":"3","schedule":{"points":[{"price":"1","quantity":"1"},{"price":"2","quantity":"0"}]}}}""", "UNKNOWN_ORDER")]
    public async Task Replace_ThatDoesNotGoWithTheBid_GetsItsReason(string json, string reason)
    {
        await using var gateway = await StartAsync();
        var trader = await gateway.DefineTraderAsync("A");
        await trader.SubmitAsync(Say.Schedule(0, 1, "5:5 5:0", "call"));
        await trader.SubmitAsync(Say.Buy(0, 2, "1", "1", market: "call"));

        var response = await trader.SubmitAsync(Read(json, number: 0));

        Assert.Equal(reason, response.Answer.Reason);
        Assert.NotEmpty(response.Answer.Detail);
    }

    private static async Task<TestGateway> StartAsync()
    {
        var gateway = await TestGateway.StartLitAsync();
        await gateway.DefineSessionAsync("call", """{"callAuction":{"rationing":"TIME"}}""");
        await gateway.DefineSessionAsync("dcda", """{"conditionalAuction":{"sigma":"1","maxQuantity":"40"},"collar":{"low":"-10","high":"10"}}""");
        await gateway.DefineSessionAsync("size", """{"sizeDiscovery":{"value":"1","gamma":"1","rate":"1"}}""");
        await gateway.DefineSessionAsync("workup", """{"workup":{"rationing":"TIME"}}""");
        await gateway.DefineSessionAsync("direct", """{"directExchange":{"alpha":"0","payoffMean":"0","uniform":{"low":"-4","high":"4"}}}""");
        return gateway;
    }

    private static string Long(int points) => string.Join(' ', Enumerable.Range(1, points).Select(i => $"{i}:{-i}"));

    private static Instruction Read(string json, ulong number)
    {
        var instruction = JsonParser.Default.Parse<Instruction>(json);
        instruction.Number = number;
        return instruction;
    }
}
