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

    /// <summary>The bid that is to take another's place; null where something of an order is to change.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isOne">Whether there is no second one.</param>
    public static IMessage? BidOf(V1.ReplaceOrder message, out bool isOne)
    {
        IMessage? bid = null;
        var count = 0;
        Add(message.Schedule);
        Add(message.Conditional);
        Add(message.Inventory);
        Add(message.Endowment);
        isOne = count == 1;
        return bid;

        void Add(IMessage? one) => (bid, count) = one is null ? (bid, count) : (one, count + 1);
    }

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
