using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Writes what the kernel says as messages.</summary>
internal static class EventMapping
{
    /// <summary>Whether the event is one of those that accounts and the public are told, as messages have them.</summary>
    public static bool IsTold(EventKind kind) => kind is EventKind.Accepted or EventKind.Rejected or EventKind.Filled
        or EventKind.Replaced or EventKind.Cancelled or EventKind.Triggered or EventKind.Allocated or EventKind.Settled or EventKind.SessionOpened
        or EventKind.Cleared or EventKind.GroupSum or EventKind.Indicative or EventKind.SeedCommitted or EventKind.SeedRevealed
        or EventKind.Print or EventKind.PhaseChanged;

    /// <summary>The message for an event that is told.</summary>
    public static V1.Event Write(in Event told, Catalog catalog)
    {
        var message = new V1.Event
        {
            At = told.Time.ToString(),
            To = told.Account == Event.Public ? "public" : catalog.Account(told.Account).Id,
        };
        var market = catalog.Market(told.Market);
        switch (told.Kind)
        {
            case EventKind.Accepted:
                message.Accepted = new() { Market = market.Id, Id = told.Id };
                break;
            case EventKind.Rejected:
                message.Rejected = new()
                {
                    Market = market.Id,
                    Id = told.Id,
                    Reason = told.Reason.Name(),
                    Detail = told.Reason.Detail(),
                };
                break;
            case EventKind.Filled:
                message.Filled = WriteFill(told, market);
                break;
            case EventKind.Replaced:
                message.Replaced = new()
                {
                    Market = market.Id,
                    Id = told.Id,
                    Quantity = market.Grid.Format(told.Quantity),
                    Price = PriceOf(told, market),
                };
                break;
            case EventKind.Cancelled:
                message.Cancelled = new()
                {
                    Market = market.Id,
                    Id = told.Id,
                    Quantity = market.Grid.Format(told.Quantity),
                    Reason = told.CancelReason.Name(),
                };
                break;
            case EventKind.Triggered:
                message.Triggered = new() { Market = market.Id, Id = told.Id };
                break;
            case EventKind.Allocated:
                message.Allocated = WriteAllocation(told, market);
                break;
            case EventKind.Settled:
                message.Settled = new() { Market = market.Id, Cash = new Cash(told.Amount).ToString() };
                break;
            case EventKind.GroupSum:
                message.GroupSum = new()
                {
                    Market = market.Id,
                    Group = catalog.Group((int)told.Id),
                    Quantity = market.Grid.Format(told.Quantity),
                };
                break;
            case EventKind.SessionOpened:
                message.Opened = new()
                {
                    Market = market.Id,
                    Price = PriceOf(told, market),
                    Closes = new Timestamp((long)told.Id).ToString(),
                };
                break;
            case EventKind.Cleared:
                message.Cleared = new()
                {
                    Market = market.Id,
                    Price = PriceOf(told, market),
                    Volume = market.Grid.Format(told.Quantity),
                    Surplus = market.Grid.Format(told.Surplus),
                    DecidedBy = told.DecidedBy.Name(),
                    Reason = told.Failure.Name(),
                };
                break;
            case EventKind.Indicative:
                message.Indicative = new()
                {
                    Market = market.Id,
                    Price = PriceOf(told, market),
                    Volume = market.Grid.Format(told.Quantity),
                    Surplus = market.Grid.Format(told.Surplus),
                };
                break;
            case EventKind.SeedCommitted:
                message.Seed = new() { Market = market.Id, Commitment = Hex(told.Digest) };
                break;
            case EventKind.SeedRevealed:
                message.Seed = new() { Market = market.Id, Revealed = Hex(told.Digest) };
                break;
            case EventKind.Print:
                message.Print = new()
                {
                    Market = market.Id,
                    Price = market.Grid.Format(told.Price),
                    Quantity = market.Grid.Format(told.Quantity),
                    Reference = market.Rule is ReferenceCrossDefinition ? WriteQuote(told.Quote, catalog.Market(told.Quoted).Grid) : null,
                };
                break;
            case EventKind.PhaseChanged:
                message.Phase = new() { Market = market.Id, To = MarketMapping.Write(told.Phase) };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(told), told.Kind, "Nobody is told of this event.");
        }
        return message;
    }

    /// <summary>A level change of the public depth.</summary>
    public static V1.LevelChanged WriteLevel(in Event changed, Catalog catalog)
    {
        var grid = catalog.Market(changed.Market).Grid;
        return new()
        {
            Side = Write(changed.Side),
            Price = grid.Format(changed.Price),
            Quantity = grid.Format(changed.Quantity),
        };
    }

    /// <summary>The answer to an instruction.</summary>
    public static V1.Answer WriteAnswer(in Event answered) => new()
    {
        Number = answered.Id,
        Reason = answered.Reason.Name(),
        Detail = answered.Reason.Detail(),
        Sequence = (ulong)answered.Sequence,
    };

    /// <summary>The book that the answer to a depth query shows.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="market">The market.</param>
    /// <param name="maxLevels">How many levels of each side, the best.</param>
    public static V1.Depth WriteDepth(ReadOnlySpan<Event> answer, MarketDefinition market, int maxLevels = int.MaxValue)
    {
        var depth = new V1.Depth { Market = market.Id };
        foreach (ref readonly var level in answer)
        {
            var side = level.Side == Side.Buy ? depth.Bids : depth.Asks;
            if (level.Kind == EventKind.LevelShown && side.Count < maxLevels)
            {
                side.Add(new V1.PriceLevel
                {
                    Price = market.Grid.Format(level.Price),
                    Quantity = market.Grid.Format(level.Quantity),
                });
            }
        }
        return depth;
    }

    /// <summary>The balances that the answer to a balances query shows.</summary>
    public static V1.Balances WriteBalances(ReadOnlySpan<Event> answer, Catalog catalog)
    {
        var balances = new V1.Balances { Reserved = new() { Cash = "0" } };
        foreach (ref readonly var shown in answer)
        {
            if (shown.Kind == EventKind.CashShown)
            {
                balances.Cash = new Cash(shown.Amount).ToString();
            }
            else if (shown.Kind == EventKind.UnitsShown)
            {
                balances.Units[catalog.Instrument(shown.Market)] = new Units(shown.Amount).ToString();
            }
            else if (shown.Kind == EventKind.ReservedCashShown)
            {
                balances.Reserved.Cash = new Cash(shown.Amount).ToString();
            }
            else if (shown.Kind == EventKind.ReservedUnitsShown)
            {
                balances.Reserved.Units[catalog.Instrument(shown.Market)] = new Units(shown.Amount).ToString();
            }
        }
        return balances;
    }

    /// <summary>The side.</summary>
    public static V1.Side Write(Side side) => side == Side.Buy ? V1.Side.Buy : V1.Side.Sell;

    private static V1.Allocated WriteAllocation(in Event allocated, MarketDefinition market)
    {
        var cash = new Cash(allocated.Amount);
        return new()
        {
            Market = market.Id,
            Id = allocated.Id,
            Quantity = market.Grid.Format(allocated.Allotted),
            Cash = cash.ToString(),
            Charge = ChargeMapping.On(market.Rule, market.Grid, allocated.Price, allocated.Allotted, cash).ToString(),
        };
    }

    private static V1.Quote WriteQuote(Quote quote, Grid grid) =>
        new() { Bid = grid.Format(quote.Bid), Ask = grid.Format(quote.Ask) };

    private static string PriceOf(in Event told, MarketDefinition market) =>
        told.IsUnpriced ? "" : market.Grid.Format(told.Price);

    /// <summary>What is known of a market's trades.</summary>
    public static V1.Statistics WriteStatistics(in MarketStatistics statistics, MarketDefinition market) => new()
    {
        Open = market.Grid.Format(statistics.Open),
        High = market.Grid.Format(statistics.High),
        Low = market.Grid.Format(statistics.Low),
        Last = market.Grid.Format(statistics.Last),
        Volume = market.Grid.Format(statistics.Volume),
        Trades = (ulong)statistics.Trades,
    };

    /// <summary>A commitment or a secret.</summary>
    public static string Hex(in Digest digest) => Convert.ToHexStringLower(digest);

    private static V1.Filled WriteFill(in Event filled, MarketDefinition market) => new()
    {
        Market = market.Id,
        Id = filled.Id,
        Side = Write(filled.Side),
        Quantity = market.Grid.Format(filled.Quantity),
        Price = market.Grid.Format(filled.Price),
        Remaining = market.Grid.Format(filled.Remaining),
        Liquidity = (V1.Liquidity)filled.Liquidity,
    };
}
