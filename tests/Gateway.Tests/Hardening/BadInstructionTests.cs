using Exchange.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Well-formed messages that ask for nonsense: each gets its reason, and nobody else notices.</summary>
public sealed class BadInstructionTests
{
    private static readonly string ManyDigits = new('9', 400);

    private static readonly (string Json, string Reason)[] Cases =
    [
        (Limit(market: "none"), "UNKNOWN_MARKET"),
        (Limit(market: ""), "UNKNOWN_MARKET"),
        (Limit(price: "10.001"), "OFF_GRID"),
        (Limit(price: "0.0000000000000000000001"), "OFF_GRID"),
        (Limit(price: ""), "MALFORMED"),
        (Limit(price: "1e5"), "MALFORMED"),
        (Limit(price: "NaN"), "MALFORMED"),
        (Limit(price: "Infinity"), "MALFORMED"),
        (Limit(price: "0x10"), "MALFORMED"),
        (Limit(price: "--1"), "MALFORMED"),
        (Limit(price: " 1"), "MALFORMED"),
        (Limit(price: "1,5"), "MALFORMED"),
        (Limit(price: "1."), "MALFORMED"),
        (Limit(price: "-"), "MALFORMED"),
        (Limit(price: "٣"), "MALFORMED"),
        (Limit(price: "10000000.01"), "OUT_OF_RANGE"),
        (Limit(price: "-10000000.01"), "OUT_OF_RANGE"),
        (Limit(price: ManyDigits), "OUT_OF_RANGE"),
        (Limit(quantity: ""), "MALFORMED"),
        (Limit(quantity: "0"), "OUT_OF_RANGE"),
        (Limit(quantity: "-0"), "OUT_OF_RANGE"),
        (Limit(quantity: "-1"), "OUT_OF_RANGE"),
        (Limit(quantity: "0.5"), "OFF_GRID"),
        (Limit(quantity: "4000000001"), "OUT_OF_RANGE"),
        (Limit(quantity: "99999999999999999999999"), "OUT_OF_RANGE"),
        (Limit(quantity: ManyDigits), "OUT_OF_RANGE"),
        (Limit(quantity: "1e400"), "MALFORMED"),
        (Limit(side: "SIDE_UNSPECIFIED"), "MALFORMED"),
        (Limit(side: "7"), "MALFORMED"),
        (Limit(more: ""","timeInForce":9"""), "MALFORMED"),
        (Limit(more: ""","timeInForce":"GTD" """), "MALFORMED"),
        (Limit(more: ""","timeInForce":"GTD","expires":"-1" """), "OUT_OF_RANGE"),
        (Limit(more: ""","timeInForce":"IOC","postOnly":true"""), "MALFORMED"),
        (Limit(more: ""","postOnly":true,"stop":"9" """), "MALFORMED"),
        (Limit(more: ""","display":"0" """), "OUT_OF_RANGE"),
        (Limit(more: ""","display":"1000000" """), "OUT_OF_RANGE"),
        (Limit(more: ""","minimumQuantity":"x" """), "MALFORMED"),
        (Limit(more: ""","stop":"9.001" """), "OFF_GRID"),
        ("""{"submit":{"market":"lit","id":"1"}}""", "MALFORMED"),
        ("""{"submit":{"market":"lit","id":"1","schedule":{}}}""", "WRONG_BID_KIND"),
        ("""{"submit":{"market":"lit","id":"1","pegged":{}}}""", "WRONG_BID_KIND"),
        ("""{"submit":{"market":"lit","id":"1","conditional":{}}}""", "WRONG_BID_KIND"),
        ("""{"submit":{"market":"lit","id":"1","inventory":{}}}""", "WRONG_BID_KIND"),
        ("""{"submit":{"market":"lit","id":"1","endowment":{}}}""", "WRONG_BID_KIND"),
        ("""{"submit":{"market":"lit","id":"1","marketOrder":{}}}""", "MALFORMED"),
        ("""{"submit":{"market":"lit","id":"1","marketOrder":{"side":"BUY","quantity":"1","stop":"0.001"}}}""", "OFF_GRID"),
        ("""{"replace":{"market":"none","id":"1"}}""", "UNKNOWN_MARKET"),
        ("""{"replace":{"market":"lit","id":"1","quantity":"0"}}""", "OUT_OF_RANGE"),
        ("""{"replace":{"market":"lit","id":"1","price":"x"}}""", "MALFORMED"),
        ("""{"replace":{"market":"lit","id":"1","quantity":"1"}}""", "UNKNOWN_ORDER"),
        ("""{"cancel":{"market":"none","id":"1"}}""", "UNKNOWN_MARKET"),
        ("""{"cancel":{"market":"lit","id":"18446744073709551615"}}""", "UNKNOWN_ORDER"),
        ("""{"cancelAll":{"market":"none"}}""", "UNKNOWN_MARKET"),
        ("{}", "MALFORMED"),
    ];

    [Fact]
    public Task Session_BadInstructions_GetTheirReasonsAndConsumeNoNumberOfTheGateways() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var session = await culprit.OpenAsync();
            var instructions = Cases.Select((bad, i) => Read(bad.Json, (ulong)i + 1)).ToArray();

            var reasons = await session.ActAsync(instructions);
            var good = await session.ActAsync(Say.Buy(1000, 1, "1", "1"));

            Assert.Equal(Cases.Select(bad => $"{bad.Json} {bad.Reason}"), Cases.Zip(reasons, (bad, reason) => $"{bad.Json} {reason}"));
            Assert.All(session.Answers.SkipLast(1), answer => Assert.NotEmpty(answer.Detail));
            Assert.Equal([""], good);

            // What the kernel refused has its number; what the gateway refused can be said again, and better, under a new one.
            var refusedByTheKernel = Array.FindIndex(Cases, bad => bad.Reason == "UNKNOWN_ORDER");
            Assert.Equal(
                ["UNKNOWN_ORDER"], await session.ActAsync(Say.CancelAll((ulong)refusedByTheKernel + 1)));
        });

    [Fact]
    public Task Submit_BadInstructions_GetTheirReasons() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            foreach (var (json, reason) in Cases)
            {
                var response = await culprit.SubmitAsync(Read(json, number: 0));
                Assert.Equal($"{json} {reason}", $"{json} {response.Answer.Reason}");
            }
        });

    [Fact]
    public Task Session_NumberZero_IsMalformed() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var session = await culprit.OpenAsync();

            Assert.Equal(["MALFORMED", ""], await session.ActAsync(Say.Buy(0, 1, "1", "1"), Say.Buy(1, 2, "1", "1")));
        });

    [Theory]
    [InlineData("""{"instructions":[{"number":"1","cancelAll":{}}]}""", StatusCode.InvalidArgument)]
    [InlineData("{}", StatusCode.InvalidArgument)]
    [InlineData("""{"open":{"account":"nobody","session":"1"}}""", StatusCode.PermissionDenied)]
    [InlineData("""{"open":{"session":"9223372036854775808"}}""", StatusCode.InvalidArgument)]
    public Task Session_BadFirstMessage_Fails(string json, StatusCode expected) =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var session = new TestSession(culprit.Trading.Session(culprit.Options));
            await session.SendAsync(SessionRequest.Parser.ParseJson(json));

            Assert.Equal(expected, (await session.ReadToFailureAsync()).StatusCode);
        });

    [Fact]
    public Task Session_OpenedTwice_Fails() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var session = await culprit.OpenAsync();
            await session.SendAsync(new SessionRequest { Open = new() { Session = 1 } });

            var status = await session.ReadToFailureAsync();

            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            Assert.StartsWith("MALFORMED", status.Detail);
        });

    [Fact]
    public Task Session_TooManyInstructionsInAMessage_Fails() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var session = await culprit.OpenAsync();
            await session.SendAsync([.. Enumerable.Range(1, 100_000).Select(n => Say.Buy((ulong)n, (ulong)n, "1", "1"))]);

            var status = await session.ReadToFailureAsync();

            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            Assert.StartsWith("OUT_OF_RANGE", status.Detail);
            Assert.Empty(session.Answers);
        });

    [Fact]
    public Task Session_MessageOverFourMegabytes_Fails() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var session = await culprit.OpenAsync();
            var sending = session.SendAsync(Say.Buy(1, 1, "1", new string('9', 5_000_000)));

            Assert.Equal(StatusCode.ResourceExhausted, (await session.ReadToFailureAsync()).StatusCode);
            // Whether it could be sent to its end is the transport's affair.
            await Record.ExceptionAsync(() => sending);
        });

    private static Instruction Read(string json, ulong number)
    {
        var instruction = JsonParser.Default.Parse<Instruction>(json);
        instruction.Number = number;
        return instruction;
    }

    private static string Limit(
        string market = "lit", string side = "BUY", string quantity = "1", string price = "1", string more = "")
    {
        var sideJson = side == "7" ? side : $"\"{side}\"";
        var limit = $$"""{"side":{{sideJson}},"quantity":"{{quantity}}","price":"{{price}}"{{more}}}""";
        return $$"""{"submit":{"market":"{{market}}","id":"1","limit":{{limit}} } }""";
    }
}
