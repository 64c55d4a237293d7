using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <content>
/// Stops: they sleep in ladders of their own, in the order in which a moving price comes by them, seen by nobody. Between
/// instructions none sleeps that the last trade has reached.
/// </content>
public sealed partial class OrderBook
{
    // A rising price wakes buyers, the lowest stop first; a falling one sellers, the highest first.
    private readonly PriceLadder _buyStops = new(Side.Sell);
    private readonly PriceLadder _sellStops = new(Side.Buy);

    // Stops that woke and have yet to arrive, with their quantities; empty between instructions.
    private readonly Queue<(int Place, uint Lots)> _triggered = new();

    /// <inheritdoc/>
    public override void NoteTrade(Price price, ReportBuffer reports)
    {
        _lastTicks = price.Ticks;
        Trigger(price.Ticks, reports);
        WakeTriggered(reports);
    }

    private void FallAsleep(int place, int stop, uint lots, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        order.IsAsleep = true;
        _own.Remove(place);
        _own.Append(place);
        JoinLevel(place, Stops(order.Side), stop, lots);
        ReportStop(ReportKind.Slept, place, lots, wasAsleep: false, reports);
    }

    /// <summary>Wakes the stops that the trades from a report on have reached, trade by trade.</summary>
    private void TriggerStops(int first, ReportBuffer reports)
    {
        for (var (i, end) = (first, reports.Reports.Length); i < end; i++)
        {
            if (reports.Reports[i].Kind == ReportKind.Trade)
            {
                Trigger(reports.Reports[i].Ticks, reports);
            }
        }
    }

    private void Trigger(int ticks, ReportBuffer reports)
    {
        while (_buyStops.Best != None && _buyStops.BestTicks <= ticks)
        {
            Trigger(_buyStops, reports);
        }
        while (_sellStops.Best != None && _sellStops.BestTicks >= ticks)
        {
            Trigger(_sellStops, reports);
        }
    }

    private void Trigger(PriceLadder stops, ReportBuffer reports)
    {
        var place = stops[stops.Best].Head;
        ref var order = ref _pool[place];
        LeaveLevel(place);
        order.IsAsleep = false;
        _triggered.Enqueue((place, order.Lots));
        ReportStop(ReportKind.Triggered, place, order.Lots, wasAsleep: true, reports);
    }

    /// <summary>Has the stops that woke arrive, one after the other, and those that they wake after them.</summary>
    private void WakeTriggered(ReportBuffer reports)
    {
        while (_triggered.TryDequeue(out var stop))
        {
            Arrive(stop.Place, stop.Lots, reports);
        }
    }

    private bool IsReached(Side side, int stop) =>
        _lastTicks is { } last && (side == Side.Buy ? last >= stop : last <= stop);

    private PriceLadder Stops(Side side) => side == Side.Buy ? _buyStops : _sellStops;

    private void ReportStop(ReportKind kind, int place, uint lots, bool wasAsleep, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        ref var report = ref reports.Add();
        report.Kind = kind;
        report.Account = order.Account;
        report.Id = order.Id;
        report.Side = order.Side;
        report.Ticks = _details[place].LimitTicks;
        report.Lots = lots;
        report.WasAsleep = wasAsleep;
    }
}
