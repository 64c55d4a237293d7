using Google.Protobuf;
using Calculated = Exchange.V1.CalculatorBid.BidOneofCase;
using Scripted = Exchange.V1.SubmitStep.BidOneofCase;
using Submitted = Exchange.V1.SubmitBid.BidOneofCase;

namespace Exchange.Gateway.Mapping;

/// <summary>What is bid, in each of the messages that bring a bid; null where it is missing.</summary>
internal static class BidMessages
{
    public static IMessage? BidOf(V1.SubmitBid message) => message.BidCase switch
    {
        Submitted.Limit => message.Limit,
        Submitted.MarketOrder => message.MarketOrder,
        Submitted.Pegged => message.Pegged,
        Submitted.Schedule => message.Schedule,
        Submitted.Conditional => message.Conditional,
        Submitted.Inventory => message.Inventory,
        Submitted.Endowment => message.Endowment,
        _ => null,
    };

    public static IMessage? BidOf(V1.SubmitStep message) => message.BidCase switch
    {
        Scripted.Limit => message.Limit,
        Scripted.MarketOrder => message.MarketOrder,
        Scripted.Pegged => message.Pegged,
        Scripted.Schedule => message.Schedule,
        Scripted.Conditional => message.Conditional,
        Scripted.Inventory => message.Inventory,
        Scripted.Endowment => message.Endowment,
        _ => null,
    };

    public static IMessage? BidOf(V1.CalculatorBid message) => message.BidCase switch
    {
        Calculated.Limit => message.Limit,
        Calculated.MarketOrder => message.MarketOrder,
        Calculated.Pegged => message.Pegged,
        Calculated.Schedule => message.Schedule,
        Calculated.Conditional => message.Conditional,
        Calculated.Inventory => message.Inventory,
        Calculated.Endowment => message.Endowment,
        _ => null,
    };
}
