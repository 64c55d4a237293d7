using Exchange.Sdk;

namespace Exchange.Cli.Remote.Watching;

/// <summary>Updates as the messages they came in, for printing.</summary>
internal static class UpdateMessages
{
    public static V1.MarketUpdate Write(MarketUpdate update)
    {
        var message = new V1.MarketUpdate
        {
            Market = update.Market,
            Sequence = update.Sequence,
            // An event is printed as scripts print it, and its line ends with it.
            Statistics = update is MarketEvent ? null : Write(update.Statistics),
        };
        switch (update)
        {
            case BookSnapshot snapshot:
                message.Snapshot = Write(snapshot);
                break;
            case ChangesTogether changes:
                message.Snapshot = Write(changes);
                break;
            case TopChanged top:
                message.Top = new() { Bid = Write(top.Bid), Ask = Write(top.Ask) };
                break;
            case LevelChanged level:
                message.Level = new()
                {
                    Side = (V1.Side)level.Side,
                    Price = level.Price.ToString(),
                    Quantity = level.Quantity.ToString(),
                    Orders = WriteChanges(level.Orders),
                };
                break;
            case MarketEvent { Event: var told }:
                message.Event = Write(told);
                break;
            default:
                break;
        }
        return message;
    }

    private static V1.MarketSnapshot Write(BookSnapshot snapshot) => new()
    {
        Depth = new()
        {
            Market = snapshot.Market,
            Bids = { snapshot.Bids.Select(Write) },
            Asks = { snapshot.Asks.Select(Write) },
        },
        Phase = (V1.MarketPhase)snapshot.Phase,
        Commitment = snapshot.Commitment,
        Orders = Write(snapshot.Orders),
    };

    private static V1.OrderChanges? WriteChanges(IReadOnlyList<PublicOrder>? orders) => orders is null ? null : new()
    {
        Orders = { orders.Select(order => new V1.OrderChanged { Number = order.Number, Quantity = order.Quantity.ToString() }) },
    };

    private static V1.PublicOrders? Write(IReadOnlyList<PublicOrder>? orders) => orders is null ? null : new()
    {
        Orders =
        {
            orders.Select(order => new V1.PublicOrder
            {
                Number = order.Number,
                Side = (V1.Side)order.Side,
                Price = order.Price.ToString(),
                Quantity = order.Quantity.ToString(),
            }),
        },
    };

    private static V1.MarketSnapshot Write(ChangesTogether changes) => new()
    {
        Depth = new()
        {
            Market = changes.Market,
            Bids = { changes.Bids.Select(Write) },
            Asks = { changes.Asks.Select(Write) },
        },
        Phase = (V1.MarketPhase)changes.Phase,
        Commitment = changes.Commitment,
        Orders = Write(changes.Orders),
        Part = new()
        {
            IsLast = true,
            Since = new() { Sequence = changes.Since, Events = { changes.Events.Select(Write) }, Missed = changes.Missed },
            Levels = (uint)(changes.LevelCount ?? 0),
        },
    };

    private static V1.Statistics? Write(MarketStatistics? statistics) => statistics is null ? null : new()
    {
        Open = statistics.Open.ToString(),
        High = statistics.High.ToString(),
        Low = statistics.Low.ToString(),
        Last = statistics.Last.ToString(),
        Volume = statistics.Volume.ToString(),
        Trades = statistics.Trades,
    };

    private static V1.PriceLevel? Write(PriceLevel? level) => level is { } there ? Write(there) : null;

    private static V1.PriceLevel Write(PriceLevel level) =>
        new() { Price = level.Price.ToString(), Quantity = level.Quantity.ToString() };

    private static V1.Event Write(Event told)
    {
        var message = new V1.Event { At = told.At.ToString(), To = "public" };
        switch (told)
        {
            case Print print:
                message.Print = new()
                {
                    Market = print.Market,
                    Price = print.Price.ToString(),
                    Quantity = print.Quantity.ToString(),
                    Reference = print.Reference is { } quote ? new() { Bid = quote.Bid.ToString(), Ask = quote.Ask.ToString() } : null,
                };
                break;
            case PhaseChanged phase:
                message.Phase = new() { Market = phase.Market, To = (V1.MarketPhase)phase.To };
                break;
            case Opened opened:
                message.Opened = new()
                {
                    Market = opened.Market,
                    Price = opened.Price?.ToString() ?? "",
                    Closes = opened.Closes.ToString(),
                };
                break;
            case Cleared cleared:
                message.Cleared = new()
                {
                    Market = cleared.Market,
                    Price = cleared.Price?.ToString() ?? "",
                    Volume = cleared.Volume.ToString(),
                    Surplus = cleared.Surplus.ToString(),
                    DecidedBy = cleared.DecidedBy,
                    Reason = cleared.Reason,
                };
                break;
            case Indicative indicative:
                message.Indicative = new()
                {
                    Market = indicative.Market,
                    Price = indicative.Price?.ToString() ?? "",
                    Volume = indicative.Volume.ToString(),
                    Surplus = indicative.Surplus.ToString(),
                };
                break;
            case GroupSum sum:
                message.GroupSum = new() { Market = sum.Market, Group = sum.Group, Quantity = sum.Quantity.ToString() };
                break;
            case SeedDisclosed seed:
                message.Seed = new() { Market = seed.Market, Commitment = seed.Commitment, Revealed = seed.Revealed };
                break;
            default:
                break;
        }
        return message;
    }
}
