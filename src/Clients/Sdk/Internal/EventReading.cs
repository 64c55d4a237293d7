namespace Exchange.Sdk.Internal;

/// <summary>Reads the exchange's events.</summary>
internal static class EventReading
{
    /// <summary>The typed event; null for kinds this version does not know.</summary>
    public static Event? Read(V1.Event message)
    {
        var at = DecimalText.Read(message.At);
        return message.EventCase switch
        {
            V1.Event.EventOneofCase.Accepted => new Accepted(at, message.Accepted.Market, message.Accepted.Id),
            V1.Event.EventOneofCase.Rejected => Read(at, message.Rejected),
            V1.Event.EventOneofCase.Filled => Read(at, message.Filled),
            V1.Event.EventOneofCase.Replaced => Read(at, message.Replaced),
            V1.Event.EventOneofCase.Cancelled => Read(at, message.Cancelled),
            V1.Event.EventOneofCase.Triggered => new Triggered(at, message.Triggered.Market, message.Triggered.Id),
            V1.Event.EventOneofCase.Allocated => Read(at, message.Allocated),
            V1.Event.EventOneofCase.Opened => new Opened(
                at, message.Opened.Market, DecimalText.ReadOptional(message.Opened.Price), DecimalText.Read(message.Opened.Closes)),
            V1.Event.EventOneofCase.Cleared => Read(at, message.Cleared),
            V1.Event.EventOneofCase.Settled =>
                new Settled(at, message.Settled.Market, DecimalText.Read(message.Settled.Cash)),
            V1.Event.EventOneofCase.GroupSum => new GroupSum(
                at, message.GroupSum.Market, message.GroupSum.Group, DecimalText.Read(message.GroupSum.Quantity)),
            V1.Event.EventOneofCase.Indicative => Read(at, message.Indicative),
            V1.Event.EventOneofCase.Seed =>
                new SeedDisclosed(at, message.Seed.Market, message.Seed.Commitment, message.Seed.Revealed),
            V1.Event.EventOneofCase.Print => Read(at, message.Print),
            V1.Event.EventOneofCase.Phase => new PhaseChanged(at, message.Phase.Market, (MarketPhase)message.Phase.To),
            _ => null,
        };
    }

    private static Rejected Read(decimal at, V1.Rejected told) => new(at, told.Market, told.Id, told.Reason, told.Detail);

    private static Filled Read(decimal at, V1.Filled told) => new(
        at,
        told.Market,
        told.Id,
        (Side)told.Side,
        DecimalText.Read(told.Quantity),
        DecimalText.Read(told.Price),
        DecimalText.Read(told.Remaining),
        (Liquidity)told.Liquidity);

    private static Replaced Read(decimal at, V1.Replaced told) =>
        new(at, told.Market, told.Id, DecimalText.Read(told.Quantity), DecimalText.ReadOptional(told.Price));

    private static Cancelled Read(decimal at, V1.Cancelled told) =>
        new(at, told.Market, told.Id, DecimalText.Read(told.Quantity), told.Reason);

    private static Allocated Read(decimal at, V1.Allocated told) => new(
        at,
        told.Market,
        told.Id,
        DecimalText.Read(told.Quantity),
        DecimalText.Read(told.Cash),
        DecimalText.Read(told.Charge));

    private static Cleared Read(decimal at, V1.Cleared told) => new(
        at,
        told.Market,
        DecimalText.ReadOptional(told.Price),
        DecimalText.Read(told.Volume),
        DecimalText.Read(told.Surplus),
        told.DecidedBy,
        told.Reason);

    private static Indicative Read(decimal at, V1.Indicative told) => new(
        at, told.Market, DecimalText.ReadOptional(told.Price), DecimalText.Read(told.Volume), DecimalText.Read(told.Surplus));

    private static Print Read(decimal at, V1.Print told) =>
        new(at, told.Market, DecimalText.Read(told.Price), DecimalText.Read(told.Quantity))
        {
            Reference = told.Reference is { } quote ? new(DecimalText.Read(quote.Bid), DecimalText.Read(quote.Ask)) : null,
        };
}
