namespace Exchange.Gateway.Tests.Calculator;

/// <summary>What is malformed in a size-discovery session, a workup or what is bid in them is refused as a whole, with the reason.</summary>
public sealed class SizeDiscoveryRefusalTests
{
    private const string Range = "OUT_OF_RANGE: gamma, rate and curvature must be above 0";

    [Theory]
    [InlineData(""" "gamma":"1","rate":"1","observedAggregate":"0" """, "MALFORMED: value is missing")]
    [InlineData(""" "value":"1","rate":"1","observedAggregate":"0" """, "MALFORMED: gamma is missing")]
    [InlineData(""" "value":"1","gamma":"1","observedAggregate":"0" """, "MALFORMED: rate is missing")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1" """, "MALFORMED: observedAggregate or auctionPrice is missing")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"" """, "MALFORMED: observedAggregate is missing")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","auctionPrice":"NaN" """, "MALFORMED: auctionPrice is not a decimal number")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","positions":true """, "MALFORMED: positions are observed in markets")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","positions":true """, "MALFORMED: positions are observed in markets")]
    [InlineData(""" "value":"1000000001","gamma":"1","rate":"1","observedAggregate":"0" """, Range)]
    [InlineData(""" "value":"1","gamma":"0","rate":"1","observedAggregate":"0" """, Range)]
    [InlineData(""" "value":"1","gamma":"0.0000000001","rate":"1","observedAggregate":"0" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"-1","observedAggregate":"0" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"-1000000001" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","auctionPrice":"1000000001" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","kappa0":"0" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","kappa0":"0.5" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","curvature":"-1" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","fraction":"0" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","fraction":"1.000000000000000001" """, Range)]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","traders":"2" """, "OUT_OF_RANGE: traders 2 is not a whole number from 3")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","traders":"3.5" """, "OUT_OF_RANGE: traders 3.5 is not a whole number from 3")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","marketAverage":"many" """, "MALFORMED: marketAverage is not a decimal number")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","maxQuantity":"0.05" """, "OFF_GRID: maxQuantity 0.05 is not a multiple of the lot 0.1")]
    [InlineData(""" "value":"1","gamma":"1","rate":"1","observedAggregate":"0","maxQuantity":"0" """, "OUT_OF_RANGE: maxQuantity 0 is not from 1")]
    public void Clear_SizeDiscovery_IsRefused(string rule, string refusal) =>
        AssertRefused(refusal, $$$$"""{"tickSize":"0.01","lotSize":"0.1","sizeDiscovery":{{{{{rule}}}}}}""");

    [Theory]
    [InlineData(""" "price":"10" """, "MALFORMED: rationing is neither TIME, of a workup, nor PRO_RATA, of a matching session")]
    [InlineData(""" "price":"10","rationing":"RANDOM" """, "MALFORMED: rationing is neither TIME")]
    [InlineData(""" "price":"10.005","rationing":"TIME" """, "OFF_GRID: price 10.005 is not a multiple of the tick 0.01")]
    [InlineData(""" "price":"ten","rationing":"TIME" """, "MALFORMED: price is not a decimal number")]
    [InlineData(""" "price":"10000000.01","rationing":"TIME" """, "OUT_OF_RANGE: price 10000000.01")]
    public void Clear_Workup_IsRefused(string rule, string refusal) =>
        AssertRefused(refusal, $$$$"""{"tickSize":"0.01","lotSize":"0.1","workup":{{{{{rule}}}}}}""");

    [Theory]
    [InlineData("A", """ "inventory":{"quantity":"1"} """, "DUPLICATE_ACCOUNT: bid z2: the market takes one bid an account, and A has one")]
    [InlineData("B", """ "inventory":{"quantity":"5.1"} """, "OUT_OF_RANGE: bid z2: the inventory is beyond maxQuantity")]
    [InlineData("B", """ "inventory":{"quantity":"-5.1"} """, "OUT_OF_RANGE: bid z2: the inventory is beyond maxQuantity")]
    [InlineData("B", """ "inventory":{"quantity":"400000000.1"} """, "OUT_OF_RANGE: bid z2: quantity 400000000.1 is beyond 4000000000 lots")]
    [InlineData("B", """ "inventory":{"quantity":"0.05"} """, "OFF_GRID: bid z2: quantity 0.05")]
    [InlineData("B", """ "inventory":{} """, "MALFORMED: bid z2: quantity is missing")]
    [InlineData("B", """ "inventory":{"quantity":"some"} """, "MALFORMED: bid z2: quantity is not a decimal number")]
    [InlineData("B", """ "capacity":"1","endowment":{"quantity":"1"} """, "WRONG_BID_KIND: bid z2: a size-discovery session takes inventory")]
    [InlineData("B", """ "marketOrder":{"side":"BUY","quantity":"1"} """, "WRONG_BID_KIND: bid z2: a size-discovery session takes inventory")]
    [InlineData("B", """ "limit":{"side":"BUY","quantity":"1","price":"1"} """, "WRONG_BID_KIND: bid z2: a size-discovery session takes inventory")]
    [InlineData("B", """ "capacity":"1" """, "MALFORMED: bid z2: the bid is missing")]
    public void Clear_BidOfSizeDiscovery_IsRefusedByName(string account, string bid, string refusal) => AssertRefused(
        refusal,
        $$$$"""{"tickSize":"0.01","lotSize":"0.1","bids":[{"id":"z1","account":"A","inventory":{"quantity":"-5"}},{"id":"z2","account":"{{{{account}}}}",{{{{bid}}}}}],"sizeDiscovery":{"value":"1","gamma":"1","rate":"1","observedAggregate":"0","maxQuantity":"5"}}""");

    [Theory]
    [InlineData(""" "inventory":{"quantity":"1"} """, "WRONG_BID_KIND: bid b1: a workup takes marketOrder")]
    [InlineData(""" "limit":{"side":"BUY","quantity":"1","price":"1"} """, "WRONG_BID_KIND: bid b1: a workup takes marketOrder")]
    [InlineData(""" "schedule":{"points":[{"price":"1","quantity":"1"},{"price":"2","quantity":"0"}]} """, "WRONG_BID_KIND: bid b1: a workup takes marketOrder")]
    [InlineData(""" "marketOrder":{"side":"BUY","quantity":"1","stop":"1"} """, "WRONG_BID_KIND: bid b1: an auction takes no orders with stop")]
    [InlineData(""" "marketOrder":{"side":"BUY","quantity":"0"} """, "OUT_OF_RANGE: bid b1: quantity 0 is not from 1")]
    [InlineData(""" "marketOrder":{"quantity":"1"} """, "MALFORMED: bid b1: side is missing")]
    public void Clear_BidOfWorkup_IsRefusedByName(string bid, string refusal) => AssertRefused(
        refusal,
        $$$$"""{"tickSize":"0.01","lotSize":"0.1","bids":[{"id":"b1","account":"A",{{{{bid}}}}}],"workup":{"price":"1","rationing":"PRO_RATA"}}""");

    private static void AssertRefused(string start, string json) => Assert.StartsWith(start, Calculating.Refuse(json).ToString());
}
