using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// The pair of files in LOBSTER's layout (lobsterdata.com/info/DataStructure.php) of one book: <c>MARKET_message.csv</c> with
/// what changed in what the book displays, and <c>MARKET_orderbook.csv</c> with its best levels after each.
/// </summary>
/// <remarks>
/// As in the feed that LOBSTER is made of, an order that loses its time priority is deleted and submitted anew under another
/// number, and so is every slice that an iceberg shows. Nothing executes that is not displayed, so that there are no messages
/// of type 5. Orders that wait for an auction are not in the book; the auction is a message of type 6, which changes nothing.
/// </remarks>
internal sealed class LobsterFiles : IDisposable
{
    // LOBSTER's price of an ask, and with a minus of a bid, that is not there.
    private const long Nowhere = 9_999_999_999;

    private const long OpeningCross = -1;
    private const long ClosingCross = -2;

    private readonly CsvFile _messages;
    private readonly CsvFile _orderBook;
    private readonly LobsterClock _clock;
    private readonly ContinuousMarket _market;
    private readonly int _levels;
    private readonly long _priceOfTick;
    private readonly Dictionary<(int Account, ulong Id), Displayed> _displayed = [];
    private readonly BookSide _bids = new(Side.Buy);
    private readonly BookSide _asks = new(Side.Sell);
    private MarketPhase _phase = MarketPhase.Open;
    private long _numbers;

    /// <summary>Starts with an empty book.</summary>
    /// <exception cref="InvalidDataException">The market's tick, multiplied by the price scale, is no whole number.</exception>
    /// <exception cref="IOException">A file cannot be made.</exception>
    public LobsterFiles(string folder, ContinuousMarket market, ExportOptions options, LobsterClock clock)
    {
        (_market, _clock, _levels) = (market, clock, options.Levels);
        _priceOfTick = PriceOfTick(market.Definition, options.PriceScale);
        _messages = new(folder, $"{market.Definition.Id}_message.csv", columns: null);
        _orderBook = new(folder, $"{market.Definition.Id}_orderbook.csv", columns: null);
    }

    /// <summary>Writes that trading or quoting has stopped or begun, if so.</summary>
    public void NotePhase()
    {
        var (from, to) = (_phase, _market.Phase);
        _phase = to;
        switch (to)
        {
            case MarketPhase.Open when from != to:
                WriteStatus(1);
                break;
            case MarketPhase.PreOpen when from != to:
                if (from == MarketPhase.Open)
                {
                    WriteStatus(-1);
                }
                WriteStatus(0);
                break;
            case MarketPhase.Halted or MarketPhase.Closed when from is MarketPhase.Open or MarketPhase.PreOpen:
                WriteStatus(-1);
                break;
            default:
                break;
        }
    }

    /// <summary>Writes an auction that took place.</summary>
    public void WriteCross(Price price, Quantity volume)
    {
        var number = _market.Phase == MarketPhase.Closed ? ClosingCross : OpeningCross;
        Write(LobsterType.Cross, number, volume.Lots, PriceOf(price.Ticks), direction: -1);
    }

    /// <summary>Writes what the rule did in the book.</summary>
    public void Write(ReadOnlySpan<Report> reports)
    {
        foreach (ref readonly var report in reports)
        {
            switch (report.Kind)
            {
                case ReportKind.Rested:
                    Display(report);
                    break;
                case ReportKind.Trade:
                    Execute(report);
                    break;
                case ReportKind.Cancelled when report.WasResting:
                    Delete(report);
                    break;
                case ReportKind.Replaced when report.WasResting && report.KeepsPlace:
                    Shrink(report);
                    break;
                case ReportKind.Replaced when report.WasResting:
                    Delete(report);
                    break;
                default:
                    break;
            }
        }
    }

    public void Dispose()
    {
        _messages.Dispose();
        _orderBook.Dispose();
    }

    private void Display(in Report rested)
    {
        var shown = rested.Lots - rested.Hidden;
        Show((rested.Account, rested.Id), new(0, rested.Side, rested.Ticks, shown, shown, rested.Hidden));
    }

    /// <summary>Writes that an order, or the next slice of one, is displayed, behind all others at its price.</summary>
    private void Show((int Account, ulong Id) owner, Displayed order)
    {
        order = order with { Number = ++_numbers };
        _displayed[owner] = order;
        Change(LobsterType.Submission, order, order.Shown, order.Shown);
    }

    private void Execute(in Report trade)
    {
        var owner = (trade.MakerAccount, trade.MakerId);
        var maker = _displayed[owner];
        Change(LobsterType.Execution, maker, trade.Lots, -(long)trade.Lots);
        maker = maker with { Shown = maker.Shown - trade.Lots };
        _displayed[owner] = maker;
        if (maker.Shown == 0 && maker.Hidden == 0)
        {
            _displayed.Remove(owner);
        }
        else if (maker.Shown == 0)
        {
            var slice = Math.Min(maker.Slice, maker.Hidden);
            Show(owner, maker with { Shown = slice, Hidden = maker.Hidden - slice });
        }
    }

    private void Delete(in Report gone)
    {
        _displayed.Remove((gone.Account, gone.Id), out var order);
        Change(LobsterType.Deletion, order, order.Shown, -(long)order.Shown);
    }

    private void Shrink(in Report replaced)
    {
        var owner = (replaced.Account, replaced.Id);
        var order = _displayed[owner];
        var shown = Math.Min(order.Shown, replaced.Lots);
        _displayed[owner] = order with { Shown = shown, Hidden = replaced.Lots - shown };
        if (shown < order.Shown)
        {
            Change(LobsterType.Cancellation, order, order.Shown - shown, (long)shown - order.Shown);
        }
    }

    private void Change(LobsterType type, Displayed order, uint size, long change)
    {
        (order.Side == Side.Buy ? _bids : _asks).Add(order.Ticks, change);
        Write(type, order.Number, size, PriceOf(order.Ticks), order.Side == Side.Buy ? 1 : -1);
    }

    private void WriteStatus(long price) => Write(LobsterType.Status, number: 0, size: 0, price, direction: -1);

    private void Write(LobsterType type, long number, long size, long price, int direction)
    {
        _messages.Add(_clock.Now);
        _messages.Add((long)type);
        _messages.Add(number);
        _messages.Add(size);
        _messages.Add(price);
        _messages.Add((long)direction);
        _messages.EndRow();
        for (var rank = 0; rank < _levels; rank++)
        {
            WriteLevel(_asks, rank, Nowhere);
            WriteLevel(_bids, rank, -Nowhere);
        }
        _orderBook.EndRow();
    }

    private void WriteLevel(BookSide side, int rank, long nowhere)
    {
        var (ticks, lots) = rank < side.Count ? side[rank] : default;
        _orderBook.Add(lots == 0 ? nowhere : PriceOf(ticks));
        _orderBook.Add(lots);
    }

    private long PriceOf(int ticks)
    {
        var price = (Int128)ticks * _priceOfTick;
        return Int128.Abs(price) < Nowhere
            ? (long)price
            : throw new InvalidDataException(
                $"market {_market.Definition.Id} has a price of {_market.Definition.Grid.Format(new Price(ticks))}, which a whole number "
                + "below 9999999999 must stand for: give a smaller --price-scale.");
    }

    private static long PriceOfTick(MarketDefinition market, long scale)
    {
        var (price, rest) = Int128.DivRem(checked(market.Grid.TickSize.Scaled * scale), FixedDecimal.One);
        return rest == 0 && price < long.MaxValue
            ? (long)price
            : throw new InvalidDataException(
                $"market {market.Id} has a tick of {market.Grid.TickSize}, which is no whole number times 1/{scale}: "
                + "give a --price-scale that makes it one.");
    }

    /// <summary>What of an order is displayed, under a number that is new whenever it loses its time priority.</summary>
    /// <param name="Number">From 1 on, in the order of submission.</param>
    /// <param name="Side">Its side.</param>
    /// <param name="Ticks">Its price.</param>
    /// <param name="Shown">What is displayed now, in lots.</param>
    /// <param name="Slice">What is displayed at a time, if anything is hidden.</param>
    /// <param name="Hidden">What is not displayed.</param>
    private readonly record struct Displayed(long Number, Side Side, int Ticks, uint Shown, uint Slice, uint Hidden);
}
