using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>What a trader tells the exchange to do. Immutable.</summary>
public abstract record Instruction
{
    private protected Instruction()
    {
    }

    /// <summary>The order the instruction is about; zero when it is about none, or not yet known.</summary>
    internal virtual ulong OrderId => 0;

    internal abstract V1.Instruction Write(ulong orderId);
}

/// <summary>Brings a bid to a market.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Bid">The bid.</param>
public sealed record SubmitBid(string Market, Bid Bid) : Instruction
{
    /// <summary>The client order id, unique among the account's live orders in the market; zero: the session draws one.</summary>
    public ulong Id { get; init; }

    /// <summary>Session markets: whether the bid stays through clearings until cancelled.</summary>
    public bool Standing { get; init; }

    internal override ulong OrderId => Id;

    internal override V1.Instruction Write(ulong orderId)
    {
        var message = new V1.SubmitBid { Market = Market, Id = orderId, Standing = Standing };
        Bid.WriteTo(message);
        return new() { Submit = message };
    }
}

/// <summary>
/// Changes a live order. A smaller quantity at the same price keeps its time priority; everything else loses it and trades
/// if the new price crosses.
/// </summary>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The order's id.</param>
/// <param name="Quantity">The new open quantity; null keeps it.</param>
/// <param name="Price">The new price; null keeps it.</param>
/// <param name="LosePriority">Gives up time priority whatever the change.</param>
public sealed record ReplaceOrder(
    string Market, ulong Id, decimal? Quantity = null, decimal? Price = null, bool LosePriority = false) : Instruction
{
    internal override ulong OrderId => Id;

    internal override V1.Instruction Write(ulong orderId) => new()
    {
        Replace = new()
        {
            Market = Market,
            Id = orderId,
            Quantity = DecimalText.Write(Quantity),
            Price = DecimalText.Write(Price),
            LosePriority = LosePriority,
        },
    };
}

/// <summary>
/// Session markets: puts a demand schedule in the place of the one there is, in one step, so that no clearing finds none or
/// both. What the other traded does not count against it; it stands as the other stood.
/// </summary>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The id of the schedule there is, which the new one keeps.</param>
/// <param name="Schedule">The new schedule.</param>
public sealed record ReplaceSchedule(string Market, ulong Id, Schedule Schedule) : Instruction
{
    internal override ulong OrderId => Id;

    internal override V1.Instruction Write(ulong orderId) => new()
    {
        Replace = new() { Market = Market, Id = orderId, Schedule = Schedule.Write() },
    };
}

/// <summary>
/// Conditional auctions: puts a conditional bid in the place of the one there is, in one step, so that no clearing finds none or
/// both. It stands as the other stood.
/// </summary>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The id of the bid there is, which the new one keeps.</param>
/// <param name="Conditional">The new bid.</param>
public sealed record ReplaceConditional(string Market, ulong Id, ConditionalBid Conditional) : Instruction
{
    internal override ulong OrderId => Id;

    internal override V1.Instruction Write(ulong orderId) => new()
    {
        Replace = new() { Market = Market, Id = orderId, Conditional = Conditional.ToMessage() },
    };
}

/// <summary>
/// Size discovery and direct exchanges: puts a report in the place of the one of its kind that there is, in one step, so that no
/// clearing finds none or both. It stands as the other stood.
/// </summary>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The id of the report there is, which the new one keeps.</param>
/// <param name="Report">The new report.</param>
public sealed record ReplaceReport(string Market, ulong Id, Report Report) : Instruction
{
    internal override ulong OrderId => Id;

    internal override V1.Instruction Write(ulong orderId)
    {
        var message = new V1.ReplaceOrder { Market = Market, Id = orderId };
        Report.WriteTo(message);
        return new() { Replace = message };
    }
}

/// <summary>Cancels a live order.</summary>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The order's id.</param>
public sealed record CancelOrder(string Market, ulong Id) : Instruction
{
    internal override ulong OrderId => Id;

    internal override V1.Instruction Write(ulong orderId) => new() { Cancel = new() { Market = Market, Id = orderId } };
}

/// <summary>Cancels every live order of the account, market by market, oldest first.</summary>
/// <param name="Market">One market's id; empty: in all markets.</param>
public sealed record CancelAllOrders(string Market = "") : Instruction
{
    internal override V1.Instruction Write(ulong orderId) => new() { CancelAll = new() { Market = Market } };
}

/// <summary>The exchange's answer to one instruction.</summary>
/// <param name="Number">The instruction's number in its session.</param>
/// <param name="OrderId">The order the instruction was about; zero for <see cref="CancelAllOrders"/>.</param>
/// <param name="Reason">Empty when the instruction was carried out, else the reason's fixed name, OFF_GRID for example.</param>
/// <param name="Detail">A sentence for a person; empty when carried out.</param>
public readonly record struct Answer(ulong Number, ulong OrderId, string Reason, string Detail)
{
    /// <summary>Whether the instruction was carried out.</summary>
    public bool IsAccepted => Reason.Length == 0;
}
