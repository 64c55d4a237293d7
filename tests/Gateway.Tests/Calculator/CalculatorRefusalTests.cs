namespace Exchange.Gateway.Tests.Calculator;

/// <summary>What is malformed anywhere is refused as a whole, with the bid and the reason.</summary>
public sealed class CalculatorRefusalTests
{
    private const string Buy = """{"side":"BUY","quantity":"1","price":"10"}""";

    private const string TransactionFee =
        """[{"transactionFee":{"alpha":"1","payoffMean":"0","uniform":{"low":"0","high":"1"}}}]""";

    [Theory]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1","price":"10.001"} """, "OFF_GRID: bid b2: price 10.001 is not a multiple of the tick 0.01")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"0.5","price":"10"} """, "OFF_GRID: bid b2: quantity 0.5 is not a multiple of the lot 1")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"0","price":"10"} """, "OUT_OF_RANGE: bid b2: quantity 0 is not from 1")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"4000000001","price":"10"} """, "OUT_OF_RANGE: bid b2: quantity 4000000001")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1","price":"10000000.01"} """, "OUT_OF_RANGE: bid b2: price 10000000.01")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1"} """, "MALFORMED: bid b2: price is missing")]
    [InlineData(""" "limit":{"quantity":"1","price":"10"} """, "MALFORMED: bid b2: side is missing")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1e3","price":"10"} """, "MALFORMED: bid b2: quantity is not a decimal number")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1","price":"10","timeInForce":"IOC"} """, "WRONG_BID_KIND: bid b2: ")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1","price":"10","postOnly":true} """, "WRONG_BID_KIND: bid b2: ")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1","price":"10","display":"1"} """, "WRONG_BID_KIND: bid b2: ")]
    [InlineData(""" "marketOrder":{"side":"BUY","quantity":"1","stop":"1"} """, "WRONG_BID_KIND: bid b2: ")]
    [InlineData(""" "marketOrder":{"side":"BUY"} """, "MALFORMED: bid b2: quantity is missing")]
    [InlineData(""" "pegged":{"side":"BUY","quantity":"1"} """, "WRONG_BID_KIND: bid b2: a call auction takes")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1"} """, "WRONG_BID_KIND: bid b2: a call auction takes")]
    [InlineData(""" "inventory":{"quantity":"1"} """, "WRONG_BID_KIND: bid b2: a call auction takes")]
    [InlineData(""" "endowment":{"quantity":"1"} """, "WRONG_BID_KIND: bid b2: a call auction takes")]
    [InlineData(""" "memberOf":["g"] """, "MALFORMED: bid b2: the bid is missing")]
    [InlineData(""" "memberOf":["a b"],"limit":{} """, "MALFORMED: bid b2: memberOf must be")]
    [InlineData(""" "capacity":"0","limit":{} """, "OUT_OF_RANGE: bid b2: capacity 0 is not from 1e-9 to 1e15")]
    [InlineData(""" "schedule":{"perSecond":true,"points":[{"price":"1","quantity":"5"},{"price":"2","quantity":"0"}]} """, "WRONG_BID_KIND: bid b2: one clearing by itself has no time")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"5"}]} """, "TOO_FEW_POINTS: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"5"},{"price":"2","quantity":"6"}]} """, "NOT_MONOTONE: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"2","quantity":"5"},{"price":"1","quantity":"4"}]} """, "NOT_MONOTONE: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"5"},{"price":"1","quantity":"-5"}]} """, "CROSSES_ZERO: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"5"},{"price":"1.001","quantity":"0"}]} """, "OFF_GRID: bid b2: point 2: price 1.001")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"5"},{"price":"2","quantity":"-0.5"}]} """, "OFF_GRID: bid b2: point 2: quantity -0.5")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"4000000001"},{"price":"2","quantity":"0"}]} """, "OUT_OF_RANGE: bid b2: point 1: ")]
    [InlineData(""" "schedule":{"points":[{"quantity":"5"},{"price":"2","quantity":"0"}]} """, "MALFORMED: bid b2: point 1: price is missing")]
    public void Clear_BidOfCallAuction_IsRefusedByName(string bid, string refusal) => AssertRefused(
        refusal,
        $$$$"""{"tickSize":"0.01","lotSize":"1","bids":[{"id":"b1","account":"A","limit":{{{{Buy}}}}},{"id":"b2","account":"A",{{{{bid}}}}}],"callAuction":{"rationing":"TIME"}}""");

    [Theory]
    [InlineData("", "A", "MALFORMED: bid number 2: id must be")]
    [InlineData("b 2", "A", "MALFORMED: bid number 2: id must be")]
    [InlineData("b2", "", "MALFORMED: bid b2: account must be")]
    [InlineData("b1", "B", "DUPLICATE_ID: bid b1: another bid has the same id")]
    public void Clear_Names_AreRefused(string id, string account, string refusal) => AssertRefused(
        refusal,
        $$$$"""{"tickSize":"0.01","lotSize":"1","bids":[{"id":"b1","account":"A","limit":{{{{Buy}}}}},{"id":"{{{{id}}}}","account":"{{{{account}}}}","limit":{{{{Buy}}}}}],"callAuction":{"rationing":"TIME"}}""");

    [Fact]
    public void Clear_TooManyPoints_IsRefused()
    {
        var points = string.Join(',', Enumerable.Repeat("""{"price":"1","quantity":"1"}""", 1_001));
        AssertRefused(
            "TOO_MANY_POINTS: bid s1: ",
            $$$$"""{"tickSize":"0.01","lotSize":"1","bids":[{"id":"s1","account":"A","schedule":{"points":[{{{{points}}}}]}}],"callAuction":{"rationing":"TIME"}}""");
    }

    [Theory]
    [InlineData("""[{"quadratic":{"sigma":"1"}}]""", "", "DUPLICATE_ACCOUNT: bid b2: ")]
    [InlineData("""[{"entryFee":{"fee":"1"}},{"quadratic":{"sigma":"0"}}]""", "", "DUPLICATE_ACCOUNT: bid b2: ")]
    [InlineData(TransactionFee, "\"capacity\":\"1\",", "DUPLICATE_ACCOUNT: bid b2: ")]
    [InlineData(TransactionFee, "", "MALFORMED: bid b1: capacity is missing")]
    public void Clear_ChargeOnTheWholeQuantity_TakesOneBidAnAccount(string charges, string capacity, string refusal) => AssertRefused(
        refusal,
        $$$$"""{"tickSize":"0.01","lotSize":"1","bids":[{"id":"b1","account":"A",{{{{capacity}}}}"limit":{{{{Buy}}}}},{"id":"b2","account":"A",{{{{capacity}}}}"limit":{{{{Buy}}}}}],"callAuction":{"rationing":"TIME","charges":{{{{charges}}}}}}""");

    [Fact]
    public void Clear_CapacitiesThatDoNotGoWithTheMean_AreRefused() => AssertRefused(
        "OUT_OF_RANGE: bid b2: with a mean endowment other than zero all capacities must be equal",
        $$$$"""{"tickSize":"0.01","lotSize":"1","bids":[{"id":"b1","account":"A","capacity":"1","limit":{{{{Buy}}}}},{"id":"b2","account":"B","capacity":"2","limit":{{{{Buy}}}}}],"callAuction":{"rationing":"TIME","charges":{{{{TransactionFee}}}}}}""");

    [Theory]
    [InlineData(""" "callAuction":{} """, "MALFORMED: rationing is none of TIME, PRO_RATA, RANDOM")]
    [InlineData(""" "callAuction":{"rationing":"RANDOM"} """, "MALFORMED: seed is missing")]
    [InlineData(""" "callAuction":{"rationing":"TIME","seed":"xy"} """, "MALFORMED: seed is not")]
    [InlineData(""" "callAuction":{"rationing":"TIME","rationingScope":7} """, "MALFORMED: rationingScope is neither")]
    [InlineData(""" "callAuction":{"rationing":"TIME","referencePrice":"ten"} """, "MALFORMED: referencePrice is not a decimal number")]
    [InlineData(""" "callAuction":{"rationing":"TIME","referencePrice":"10000000.01"} """, "OUT_OF_RANGE: referencePrice")]
    [InlineData(""" "callAuction":{"rationing":"TIME","charges":[{"entryFee":{"fee":"1"}},{}]} """, "MALFORMED: charge 2: ")]
    [InlineData(""" "callAuction":{"rationing":"TIME","charges":[{"perUnit":{"fee":"0.0000000000001"}}]} """, "OFF_GRID: charge 1: fee")]
    [InlineData(""" "callAuction":{"rationing":"TIME","charges":[{"quadratic":{"sigma":"-1"}}]} """, "OUT_OF_RANGE: charge 1: sigma")]
    [InlineData(""" "callAuction":{"rationing":"TIME","charges":[{"spread":{"delta":"-1"}}]} """, "OUT_OF_RANGE: charge 1: delta")]
    [InlineData(""" "callAuction":{"rationing":"TIME","charges":[{"spread":{}}]} """, "MALFORMED: charge 1: delta is missing")]
    [InlineData(""" "callAuction":{"rationing":"TIME","charges":[{"transactionFee":{"alpha":"1","payoffMean":"0"}}]} """, "MALFORMED: charge 1: the endowments' distribution is missing")]
    [InlineData(""" "directExchange":{"alpha":"1.1","payoffMean":"0","uniform":{"low":"0","high":"1"}} """, "OUT_OF_RANGE: alpha 1.1 is not from 0 to 1")]
    [InlineData(""" "directExchange":{"alpha":"1","payoffMean":"0","uniform":{"low":"1","high":"1"}} """, "OUT_OF_RANGE: low 1 is not below high 1")]
    [InlineData(""" "directExchange":{"alpha":"1","payoffMean":"0","gaussian":{"mean":"0","deviation":"0"}} """, "OUT_OF_RANGE: deviation 0 is not above 0")]
    [InlineData(""" "directExchange":{"alpha":"1","uniform":{"low":"0","high":"1"}} """, "MALFORMED: payoffMean is missing")]
    [InlineData(""" "directExchange":{"alpha":"1","payoffMean":"0.0000000000001","uniform":{"low":"0","high":"1"}} """, "OFF_GRID: payoffMean")]
    [InlineData(""" "bids":[] """, "MALFORMED: the rule is missing")]
    public void Clear_Rule_IsRefused(string rule, string refusal) =>
        AssertRefused(refusal, $$$$"""{"tickSize":"0.01","lotSize":"1",{{{{rule}}}}}""");

    [Theory]
    [InlineData("", "1", "MALFORMED: tickSize is missing")]
    [InlineData("1", "", "MALFORMED: lotSize is missing")]
    [InlineData("0", "1", "OUT_OF_RANGE: tickSize and lotSize")]
    [InlineData("1", "0.0000001", "OFF_GRID: lotSize")]
    public void Clear_Grid_IsRefused(string tick, string lot, string refusal) =>
        AssertRefused(refusal, $$$$"""{"tickSize":"{{{{tick}}}}","lotSize":"{{{{lot}}}}","callAuction":{"rationing":"TIME"}}""");

    [Theory]
    [InlineData("A", """ "capacity":"1","limit":{} """, "WRONG_BID_KIND: bid e2: a direct exchange takes endowment")]
    [InlineData("A", """ "capacity":"1" """, "MALFORMED: bid e2: the bid is missing")]
    [InlineData("A", """ "endowment":{"quantity":"1"} """, "MALFORMED: bid e2: capacity is missing")]
    [InlineData("A", """ "capacity":"1","endowment":{} """, "MALFORMED: bid e2: quantity is missing")]
    [InlineData("A", """ "capacity":"1","endowment":{"quantity":"0.05"} """, "OFF_GRID: bid e2: quantity 0.05")]
    [InlineData("A", """ "capacity":"1","endowment":{"quantity":"2.1"} """, "OUT_OF_RANGE: bid e2: ")]
    [InlineData("A", """ "capacity":"2","endowment":{"quantity":"1"} """, "OUT_OF_RANGE: bid e2: ")]
    [InlineData("B", """ "capacity":"1","endowment":{"quantity":"1"} """, "DUPLICATE_ACCOUNT: bid e2: the market takes one bid an account, and B has one")]
    public void Clear_Endowment_IsRefusedByName(string account, string bid, string refusal) => AssertRefused(
        refusal,
        $$$$"""{"tickSize":"1","lotSize":"0.1","bids":[{"id":"e1","account":"B","capacity":"1","endowment":{"quantity":"2"}},{"id":"e2","account":"{{{{account}}}}",{{{{bid}}}}}],"directExchange":{"alpha":"1","payoffMean":"0","uniform":{"low":"0","high":"2"}}}""");

    [Fact]
    public void Refusals_AreOneLine() => Assert.DoesNotContain(
        "\n",
        Calculating.Refuse("""{"tickSize":"1","lotSize":"1","bids":[{"id":"a\nb"}],"callAuction":{"rationing":"TIME"}}""").ToString());

    private static void AssertRefused(string start, string json) => Assert.StartsWith(start, Calculating.Refuse(json).ToString());
}
