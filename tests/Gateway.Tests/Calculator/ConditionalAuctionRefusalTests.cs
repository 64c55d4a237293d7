namespace Exchange.Gateway.Tests.Calculator;

/// <summary>Every way in which a conditional auction and its bids can be malformed has its reason, and the bid is named.</summary>
public sealed class ConditionalAuctionRefusalTests
{
    [Theory]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","groups":[{"group":"fund","slope":"1"},{"group":"funds","slope":"1"}]} """, "UNKNOWN_GROUP: bid b2: condition 2: no group has this name")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","groups":[{"group":"","slope":"1"}]} """, "UNKNOWN_GROUP: bid b2: condition 1: ")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","groups":[{"account":"fund","slope":"1"}]} """, "UNKNOWN_ACCOUNT: bid b2: condition 1: ")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","groups":[{"slope":"1"}]} """, "MALFORMED: bid b2: condition 1: group or account is missing")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","groups":[{"group":"fund"}]} """, "MALFORMED: bid b2: condition 1: slope is missing")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","groups":[{"group":"fund","slope":"NaN"}]} """, "MALFORMED: bid b2: condition 1: slope is not a decimal number")]
    [InlineData(""" "conditional":{"slope":"1"} """, "MALFORMED: bid b2: intercept is missing")]
    [InlineData(""" "conditional":{"intercept":"NaN","slope":"1"} """, "MALFORMED: bid b2: intercept is not a decimal number")]
    [InlineData(""" "conditional":{"intercept":"Infinity","slope":"1"} """, "MALFORMED: bid b2: intercept is not a decimal number")]
    [InlineData(""" "conditional":{"intercept":"1"} """, "MALFORMED: bid b2: slope is missing")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"NaN"} """, "MALFORMED: bid b2: slope is not a decimal number")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1e3"} """, "MALFORMED: bid b2: slope is not a decimal number")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"0.0000000000000000001"} """, "OFF_GRID: bid b2: slope has too many decimal places")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"0"} """, "NOT_MONOTONE: bid b2: slope and the slopes on the bidder's own groups")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"-1"} """, "NOT_MONOTONE: bid b2: ")]
    [InlineData(""" "memberOf":["fund"],"conditional":{"intercept":"1","slope":"1","groups":[{"group":"fund","slope":"-1"}]} """, "NOT_MONOTONE: bid b2: ")]
    [InlineData(""" "memberOf":["fund","own"],"conditional":{"intercept":"1","slope":"3","groups":[{"group":"fund","slope":"-1"},{"group":"own","slope":"-2.5"}]} """, "NOT_MONOTONE: bid b2: ")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","minQuantity":"1","maxQuantity":"2"} """, "BAD_BOUNDS: bid b2: minQuantity must be at most zero")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","minQuantity":"-2","maxQuantity":"-1"} """, "BAD_BOUNDS: bid b2: ")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","minQuantity":"1","maxQuantity":"-1"} """, "BAD_BOUNDS: bid b2: ")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","minQuantity":"0","maxQuantity":"0"} """, "BAD_BOUNDS: bid b2: ")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","minQuantity":"0.1"} """, "BAD_BOUNDS: bid b2: ")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","minQuantity":"-0.05"} """, "OFF_GRID: bid b2: minQuantity -0.05 is not a multiple of the lot 0.1")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","maxQuantity":"0.25"} """, "OFF_GRID: bid b2: maxQuantity 0.25 is not a multiple of the lot 0.1")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","maxQuantity":"NaN"} """, "MALFORMED: bid b2: maxQuantity is not a decimal number")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","maxQuantity":"400000000.1"} """, "OUT_OF_RANGE: bid b2: maxQuantity 400000000.1 is beyond 4000000000 lots")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","maxQuantity":"100.1"} """, "OUT_OF_RANGE: bid b2: the intercept is beyond the greatest price, or a quantity beyond maxQuantity")]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","minQuantity":"-100.1"} """, "OUT_OF_RANGE: bid b2: ")]
    [InlineData(""" "conditional":{"intercept":"10000000.001","slope":"1"} """, "OUT_OF_RANGE: bid b2: ")]
    [InlineData(""" "conditional":{"intercept":"10.000001","slope":"1"} """, "PRICE_COLLAR: bid b2: the intercept and every point must be in the collar")]
    [InlineData(""" "conditional":{"intercept":"-10.000001","slope":"1"} """, "PRICE_COLLAR: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"1"},{"price":"10.01","quantity":"-1"}]} """, "PRICE_COLLAR: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"100.1"},{"price":"2","quantity":"-1"}]} """, "OUT_OF_RANGE: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"2"},{"price":"2","quantity":"1"}]} """, "BAD_BOUNDS: bid b2: a schedule's quantities must begin at zero or above")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"-1"},{"price":"2","quantity":"-2"}]} """, "BAD_BOUNDS: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"0"},{"price":"2","quantity":"0"}]} """, "BAD_BOUNDS: bid b2: ")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"1"},{"price":"2","quantity":"2"}]} """, "NOT_MONOTONE: bid b2: ")]
    [InlineData(""" "schedule":{"perSecond":true,"points":[{"price":"1","quantity":"1"},{"price":"2","quantity":"0"}]} """, "WRONG_BID_KIND: bid b2: a conditional auction takes conditional")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1","price":"1"} """, "WRONG_BID_KIND: bid b2: ")]
    [InlineData(""" "marketOrder":{"side":"BUY","quantity":"1"} """, "WRONG_BID_KIND: bid b2: ")]
    [InlineData(""" "endowment":{"quantity":"1"} """, "WRONG_BID_KIND: bid b2: ")]
    [InlineData(""" "memberOf":["own"] """, "MALFORMED: bid b2: the bid is missing")]
    public void Clear_Bid_IsRefusedByName(string bid, string refusal) => AssertBidRefused(refusal, "B", bid);

    [Theory]
    [InlineData(""" "conditional":{"intercept":"10","slope":"0.000000000000000001"} """)]
    [InlineData(""" "conditional":{"intercept":"-10","slope":"1","minQuantity":"-100","maxQuantity":"100"} """)]
    [InlineData(""" "conditional":{"intercept":"1.23456789","slope":"1","maxQuantity":"0"} """)]
    [InlineData(""" "memberOf":["fund"],"conditional":{"intercept":"1","slope":"-1","groups":[{"group":"fund","slope":"1.000001"}]} """)]
    [InlineData(""" "conditional":{"intercept":"1","slope":"1","groups":[{"group":"fund","slope":"-5"},{"account":"B","slope":"-9"},{"account":"C","slope":"1"}]} """)]
    [InlineData(""" "schedule":{"points":[{"price":"-10","quantity":"100"},{"price":"10","quantity":"-100"}]} """)]
    public void Clear_BidAtTheEndOfItsRange_IsTaken(string bid) =>
        Assert.StartsWith("""{"cleared":""", Calculating.Clear(RequestWith("B", bid)));

    [Fact]
    public void Clear_SecondBidOfAnAccount_IsRefused() => AssertBidRefused(
        "DUPLICATE_ACCOUNT: bid b2: the market takes one bid an account, and A has one",
        "A",
        """ "conditional":{"intercept":"1","slope":"1"} """);

    [Fact]
    public void Clear_MoreConditionsThanABidHas_IsRefused()
    {
        var groups = string.Join(',', Enumerable.Repeat("""{"group":"fund","slope":"1"}""", 65));

        AssertBidRefused(
            "LIMIT: bid b2: a bid has at most 64 conditions", "B", $$""" "conditional":{"intercept":"1","slope":"1","groups":[{{groups}}]} """);
    }

    [Fact]
    public void Clear_ConditionsOnMoreGroupsThanAClearingHas_IsRefused()
    {
        var names = Enumerable.Range(0, 64).Select(number => $"g{number}").ToArray();
        var groups = string.Join(',', names.Select(name => $$"""{"group":"{{name}}","slope":"1"}"""));
        var roster = string.Join(',', names.Select(name => $"\"{name}\""));

        Assert.StartsWith(
            "LIMIT: bid b2: there are too many bids, or conditions on more than 64 groups and accounts",
            Calculating.Refuse($$$$"""
                {"tickSize":"0.01","lotSize":"0.1","bids":[
                    {"id":"b1","account":"A","memberOf":[{{{{roster}}}}],"conditional":{"intercept":"1","slope":"99","groups":[{{{{groups}}}}]}},
                    {"id":"b2","account":"B","conditional":{"intercept":"1","slope":"1","groups":[{"account":"A","slope":"1"}]}}],
                 "conditionalAuction":{"sigma":"1"}}
                """).ToString());
    }

    [Theory]
    [InlineData("", "MALFORMED: sigma or sigmaModel is missing")]
    [InlineData(""" "sigma":"" """, "MALFORMED: sigma or sigmaModel is missing")]
    [InlineData(""" "sigma":"NaN" """, "MALFORMED: sigma is not a decimal number")]
    [InlineData(""" "sigma":"-0.1" """, "OUT_OF_RANGE: sigma -0.1 is below 0")]
    [InlineData(""" "sigmaModel":{} """, "MALFORMED: sigmaModel is none of fundamental, group, bounds")]
    [InlineData(""" "sigmaModel":{"fundamental":{"beta":"1","mu":"1"}} """, "MALFORMED: alpha is missing")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","mu":"1"}} """, "MALFORMED: beta is missing")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1"}} """, "MALFORMED: mu is missing")]
    [InlineData(""" "sigmaModel":{"fundamental":{"alpha":"0","beta":"1","mu":"1"}} """, "OUT_OF_RANGE: alpha and mu must be above 0")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"-1","mu":"1"}} """, "OUT_OF_RANGE: alpha and mu must be above 0")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1","mu":"0"}} """, "OUT_OF_RANGE: alpha and mu must be above 0")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1","mu":"1000000001"}} """, "OUT_OF_RANGE: alpha and mu must be above 0")]
    [InlineData(""" "sigmaModel":{"fundamental":{"alpha":"1","beta":"1","mu":"1"},"traders":"3"} """, "OUT_OF_RANGE: alpha and mu must be above 0")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1","mu":"1"},"traders":"5"} """, "OUT_OF_RANGE: alpha and mu must be above 0")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1","mu":"1"},"traders":"2"} """, "OUT_OF_RANGE: traders 2 is not a whole number from 3")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1","mu":"1"},"traders":"4.5"} """, "OUT_OF_RANGE: traders 4.5 is not a whole number from 3")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1","mu":"1"},"traders":"99999999999"} """, "OUT_OF_RANGE: traders 99999999999 is not a whole number from 3")]
    [InlineData(""" "sigmaModel":{"group":{"alpha":"1","beta":"1","mu":"1"},"traders":"five"} """, "MALFORMED: traders is not a decimal number")]
    [InlineData(""" "sigmaModel":{"bounds":{"ownEffect":"1","steepest":"1"}} """, "MALFORMED: pairwiseEffect is missing")]
    [InlineData(""" "sigmaModel":{"bounds":{"ownEffect":"1","pairwiseEffect":"1","steepest":"1"},"traders":"9"} """, "OUT_OF_RANGE: ownEffect and steepest must be above 0")]
    [InlineData(""" "sigma":"1","collar":{"low":"2","high":"1.99"} """, "OUT_OF_RANGE: collar low 2 is above high 1.99")]
    [InlineData(""" "sigma":"1","collar":{"low":"2"} """, "MALFORMED: collar high is missing")]
    [InlineData(""" "sigma":"1","collar":{"low":"2.001","high":"3"} """, "OFF_GRID: collar low 2.001 is not a multiple of the tick 0.01")]
    [InlineData(""" "sigma":"1","maxQuantity":"0" """, "OUT_OF_RANGE: maxQuantity 0 is not from 1 to 4000000000 lots")]
    [InlineData(""" "sigma":"1","maxQuantity":"0.05" """, "OFF_GRID: maxQuantity 0.05 is not a multiple of the lot 0.1")]
    [InlineData(""" "sigma":"1","maxDeficit":"-1" """, "OUT_OF_RANGE: maxDeficit -1 is below 0")]
    [InlineData(""" "sigma":"1","maxDeficit":"none" """, "MALFORMED: maxDeficit is not a decimal number")]
    [InlineData(""" "sigma":"1","charges":[{"spread":{"delta":"-1"}}] """, "OUT_OF_RANGE: charge 1: delta -1 is out of its range")]
    [InlineData(""" "sigma":"1","charges":[{"transactionFee":{"alpha":"1","payoffMean":"0","uniform":{"low":"0","high":"1"}}}] """, "MALFORMED: transactionFee is for bids that trade at one price")]
    public void Clear_Rule_IsRefused(string rule, string refusal) => Assert.StartsWith(
        refusal, Calculating.Refuse($$$"""{"tickSize":"0.01","lotSize":"0.1","conditionalAuction":{{{{rule}}}}}""").ToString());

    private static void AssertBidRefused(string start, string account, string bid) =>
        Assert.StartsWith(start, Calculating.Refuse(RequestWith(account, bid)).ToString());

    private static string RequestWith(string account, string bid) => $$$$"""
        {"tickSize":"0.01","lotSize":"0.1","bids":[
            {"id":"b1","account":"A","memberOf":["fund"],"conditional":{"intercept":"1","slope":"1"}},
            {"id":"b2","account":"{{{{account}}}}",{{{{bid}}}}},
            {"id":"b3","account":"C","memberOf":["fund"],"conditional":{"intercept":"2","slope":"3"}}],
         "conditionalAuction":{"sigma":"1","collar":{"low":"-10","high":"10"},"maxQuantity":"100"}}
        """;
}
