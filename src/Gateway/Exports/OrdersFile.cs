using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;

namespace Exchange.Gateway.Exports;

/// <summary>
/// <c>orders.csv</c>: what the owners of orders and other bids were told of each, in the order in which it happened. What a
/// bid asked for stands in the row that says it was accepted or rejected.
/// </summary>
internal sealed class OrdersFile : IDisposable
{
    private const string Columns =
        "time,command,account,sequence,market,id,event,bid,side,price,quantity,remaining,liquidity,reason,"
        + "time_in_force,expires,post_only,display,minimum_quantity,stop,standing";

    private readonly SchedulePoint[] _points = new SchedulePoint[DemandSchedule.MaxPoints];
    private readonly Condition[] _conditions = new Condition[ConditionalBid.MaxConditions];
    private readonly CsvFile _file;
    private readonly Catalog _catalog;

    public OrdersFile(string folder, Catalog catalog) => (_file, _catalog) = (new(folder, "orders.csv", Columns), catalog);

    /// <summary>Whether an event has a row here.</summary>
    public static bool Has(EventKind kind) => kind is EventKind.Accepted or EventKind.Rejected or EventKind.Replaced
        or EventKind.Filled or EventKind.Cancelled or EventKind.Triggered;

    /// <summary>Writes an event.</summary>
    /// <param name="told">One that has a row here.</param>
    /// <param name="record">The command that led to it.</param>
    public void Write(in Event told, ReadOnlySpan<byte> record)
    {
        var row = OrderRow.Of(told, _catalog.Market(told.Market));
        if (told.Kind is EventKind.Accepted or EventKind.Rejected && IsAbout(told, record))
        {
            row = Ask(row, record);
        }
        _file.Add(told.Time);
        _file.Add(told.Command);
        _file.Add(_catalog.Account(told.Account).Id);
        _file.Add(told.Sequence);
        _file.Add(_catalog.Market(told.Market).Id);
        _file.Add(told.Id);
        _file.Add(row.Event);
        _file.Add(row.Bid);
        _file.Add(row.Side);
        _file.Add(row.Price);
        _file.Add(row.Quantity);
        _file.Add(row.Remaining);
        _file.Add(row.Liquidity);
        _file.Add(row.Reason);
        _file.Add(row.TimeInForce);
        _file.Add(row.Expires);
        _file.Add(row.PostOnly);
        _file.Add(row.Display);
        _file.Add(row.MinimumQuantity);
        _file.Add(row.Stop);
        _file.Add(row.Standing);
        _file.EndRow();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether the command is the one that brought or meant the bid: a clearing refuses bids, too.</summary>
    private static bool IsAbout(in Event told, ReadOnlySpan<byte> record)
    {
        ref readonly var header = ref CommandHeader.Of(record);
        return header.Account == told.Account && header.Market == told.Market
            && header.Kind.IsBidding() && Commands.ReadBidId(record) == told.Id;
    }

    private OrderRow Ask(OrderRow row, ReadOnlySpan<byte> record)
    {
        ref readonly var header = ref CommandHeader.Of(record);
        var market = _catalog.Market(header.Market);
        switch (header.Kind)
        {
            case CommandKind.SubmitOrder or CommandKind.SubmitOrderWithTerms:
                ref readonly var payload = ref Commands.ReadOrder(record);
                return row.With(payload.ToOrder(), Commands.ReadTerms(record), payload.IsStanding, market);
            case CommandKind.SubmitPegged:
                payload = ref Commands.ReadOrder(record);
                return row.WithPegged(payload.ToOrder(), Commands.ReadPeggedTerms(record), market);
            case CommandKind.ReplaceOrder:
                var replacement = Commands.ReadOrder(record).ToReplacement();
                return row with
                {
                    Price = replacement.Price is { } price ? market.Grid.Format(price) : null,
                    Quantity = replacement.Quantity.Lots == 0 ? null : market.Grid.Format(replacement.Quantity),
                };
            case CommandKind.SubmitSchedule or CommandKind.ReplaceSchedule:
                Commands.ReadSchedule(record, _points, out var isStanding);
                return Ask(row, "SCHEDULE", isStanding);
            case CommandKind.SubmitConditional or CommandKind.ReplaceConditional:
                Commands.ReadConditional(record, _conditions, out isStanding);
                return Ask(row, "CONDITIONAL", isStanding);
            case CommandKind.SubmitReport or CommandKind.ReplaceReport:
                var report = Commands.ReadReport(record, out isStanding);
                return Ask(row, report.Kind == BidKind.Inventory ? "INVENTORY" : "ENDOWMENT", isStanding) with
                {
                    Quantity = market.Grid.Format(report.Reported),
                };
            default:
                return row;
        }
    }

    private static OrderRow Ask(OrderRow row, string bid, bool isStanding) =>
        row with { Bid = bid, Standing = isStanding ? "true" : null };
}
