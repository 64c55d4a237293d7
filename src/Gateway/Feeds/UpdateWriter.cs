using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using Google.Protobuf;

namespace Exchange.Gateway.Feeds;

/// <summary>Encodes a market's updates. What it makes are whole messages, which may be put one behind the other.</summary>
internal sealed class UpdateWriter
{
    private readonly Catalog _catalog;
    private readonly MarketDefinition _market;

    public UpdateWriter(Catalog catalog, int market)
    {
        _catalog = catalog;
        _market = catalog.Market(market);
    }

    /// <summary>Encodes updates that are told one by one.</summary>
    /// <param name="detail">How much of the book is told.</param>
    /// <param name="told">The updates.</param>
    /// <param name="before">The best prices before them.</param>
    /// <param name="image">The market after them.</param>
    public byte[] Write(FeedDetail detail, ReadOnlySpan<Event> told, in BestPrices before, MarketImage image)
    {
        var response = new V1.SubscribeResponse();
        V1.MarketUpdate? lastTrade = null;
        V1.OrderChanges? orders = null;
        foreach (ref readonly var update in told)
        {
            if (update.Kind == EventKind.OrderChanged && detail == FeedDetail.Orders)
            {
                orders ??= new();
                orders.Orders.Add(new V1.OrderChanged { Number = update.OrderNumber, Quantity = _market.Grid.Format(update.Quantity) });
            }
            var isLevel = update.Kind == EventKind.LevelChanged;
            if (update.Kind == EventKind.OrderChanged || (isLevel && detail == FeedDetail.Top))
            {
                continue;
            }
            var message = new V1.MarketUpdate { Market = _market.Id, Sequence = (ulong)update.Sequence };
            if (isLevel)
            {
                message.Level = EventMapping.WriteLevel(update, _catalog);
                (message.Level.Orders, orders) = (orders, null);
            }
            else
            {
                message.Event = EventMapping.Write(update, _catalog);
                lastTrade = update.IsTradeOf(_market) ? message : lastTrade;
            }
            response.Updates.Add(message);
        }
        if (lastTrade is not null)
        {
            lastTrade.Statistics = EventMapping.WriteStatistics(image.Statistics, _market);
        }
        if (detail == FeedDetail.Top && image.Best is var best && best != before)
        {
            response.Updates.Add(new V1.MarketUpdate
            {
                Market = _market.Id,
                Sequence = (ulong)image.Sequence,
                Top = new() { Bid = Write(best.Bid), Ask = Write(best.Ask) },
            });
        }
        return response.ToByteArray();
    }

    /// <summary>Encodes a part of what is told together.</summary>
    public byte[] Write(SnapshotPart part)
    {
        var message = new V1.MarketUpdate
        {
            Market = _market.Id,
            Sequence = (ulong)part.Sequence,
            Snapshot = new()
            {
                Depth = part.IsOfOrders ? new() { Market = _market.Id } : WriteDepth(part),
                Orders = part.IsOfOrders ? WriteOrders(part) : null,
                Phase = MarketMapping.Write(part.Phase),
                Commitment = part.Commitment is { } commitment ? EventMapping.Hex(commitment) : "",
                Part = part.IsWhole ? null : WritePart(part),
            },
            Statistics = part.Statistics.Trades == 0 ? null : EventMapping.WriteStatistics(part.Statistics, _market),
        };
        return new V1.SubscribeResponse { Updates = { message } }.ToByteArray();
    }

    private V1.SnapshotPart WritePart(SnapshotPart part)
    {
        var message = new V1.SnapshotPart
        {
            Number = (uint)part.Number,
            IsLast = part.IsLast,
            Levels = part.IsLast ? (uint)part.LevelCount : 0,
        };
        if (part.Since is { } sequence)
        {
            message.Since = new() { Sequence = (ulong)sequence, Missed = (ulong)part.Missed };
            foreach (ref readonly var told in part.Events.AsSpan())
            {
                message.Since.Events.Add(EventMapping.Write(told, _catalog));
            }
        }
        return message;
    }

    private V1.PublicOrders WriteOrders(SnapshotPart part)
    {
        var orders = new V1.PublicOrders();
        var changes = part.Changes.Span;
        changes.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        foreach (ref readonly var change in changes)
        {
            orders.Orders.Add(new V1.PublicOrder
            {
                Number = change.Key,
                Side = EventMapping.Write(change.Side),
                Price = _market.Grid.Format(change.Price),
                Quantity = _market.Grid.Format(change.Quantity),
            });
        }
        return orders;
    }

    private V1.Depth WriteDepth(SnapshotPart part)
    {
        var depth = new V1.Depth { Market = _market.Id };
        var changes = part.Changes.Span;
        changes.Sort(static (a, b) => a.Side != b.Side || a.Side == Side.Sell
            ? (a.Side, a.Price.Ticks).CompareTo((b.Side, b.Price.Ticks))
            : b.Price.Ticks.CompareTo(a.Price.Ticks));
        foreach (ref readonly var change in changes)
        {
            (change.Side == Side.Buy ? depth.Bids : depth.Asks).Add(Write(change.Price, change.Quantity));
        }
        return depth;
    }

    private V1.PriceLevel? Write((Price Price, Quantity Quantity)? level) =>
        level is { } there ? Write(there.Price, there.Quantity) : null;

    private V1.PriceLevel Write(Price price, Quantity quantity) => new()
    {
        Price = _market.Grid.Format(price),
        Quantity = _market.Grid.Format(quantity),
    };
}
