using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>What a timer does. Timers due at one moment fire in this order.</summary>
internal enum TimerKind : byte
{
    Expiry = 0,
    Print = 1,
    Close = 2,
    Trigger = 3,
}

/// <summary>Something that is due: plain data.</summary>
internal struct KernelTimer
{
    public Timestamp Due;
    public TimerKind Kind;
    public ushort Market;

    /// <summary>Of a print, what the public is told: Print, Cleared, GroupSum or Indicative.</summary>
    public EventKind Told;

    /// <summary>Print: the price and the quantity.</summary>
    public Price Price;
    public Quantity Quantity;

    /// <summary>Print of a cross: the quote that gave the price, and the market that it was of.</summary>
    public Quote Quote;
    public ushort Quoted;

    /// <summary>Cleared: how the clearing ended; its price and volume are the price and the quantity.</summary>
    public ClearingFailure Failure;
    public DecidedBy DecidedBy;
    public Quantity Surplus;

    /// <summary>Cleared: the clearing's number, if it took place.</summary>
    public ulong Clearing;

    /// <summary>GroupSum: the group's number; what it bought is the quantity.</summary>
    public int Group;

    /// <summary>Set by the queue: breaks what ties remain by the order of arrival.</summary>
    public long Arrival;
}

/// <summary>
/// Timers by due time, then kind, then market in definition order, then arrival: a binary heap in one array, and beside
/// it the expiries, one a market: when its next order expires changes with every order, and comes before all else.
/// </summary>
internal sealed class TimerQueue
{
    private KernelTimer[] _heap = new KernelTimer[256];
    private readonly DueQueue _expiries = new();
    private int _count;
    private long _arrivals;

    /// <summary>When the first timer is due; <see cref="Timestamp.Never"/> when there is none.</summary>
    public Timestamp NextDue => _count == 0 || _expiries.NextDue <= _heap[0].Due ? _expiries.NextDue : _heap[0].Due;

    /// <summary>Says when the next order of a market expires; it is asked again once that has come.</summary>
    public void SetExpiry(int market, Timestamp due)
    {
        if (_expiries.DueOf(market) != due)
        {
            _expiries.Set(market, due, market);
        }
    }

    public void Add(KernelTimer timer)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }
        timer.Arrival = _arrivals++;
        var position = _count++;
        while (position > 0)
        {
            var parent = (position - 1) / 2;
            if (!IsBefore(timer, _heap[parent]))
            {
                break;
            }
            _heap[position] = _heap[parent];
            position = parent;
        }
        _heap[position] = timer;
    }

    /// <summary>Removes and returns the first timer; there must be one.</summary>
    public KernelTimer Take()
    {
        if (_count == 0 || _expiries.NextDue <= _heap[0].Due)
        {
            var expiry = new KernelTimer { Due = _expiries.NextDue, Kind = TimerKind.Expiry, Market = (ushort)_expiries.First };
            _expiries.Remove(expiry.Market);
            return expiry;
        }
        var first = _heap[0];
        var last = _heap[--_count];
        var position = 0;
        while (true)
        {
            var child = (2 * position) + 1;
            if (child >= _count)
            {
                break;
            }
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }
            if (!IsBefore(_heap[child], last))
            {
                break;
            }
            _heap[position] = _heap[child];
            position = child;
        }
        _heap[position] = last;
        return first;
    }

    public void WriteState(StateWriter writer)
    {
        // What the markets' orders say themselves, the expiries, is written with them.
        // The heap's layout depends on history; the order in which the timers fire does not.
        var timers = _heap.AsSpan(0, _count).ToArray();
        Array.Sort(timers, (one, other) => IsBefore(one, other) ? -1 : IsBefore(other, one) ? 1 : 0);
        writer.Write(timers.Length);
        foreach (var timer in timers)
        {
            writer.Write(timer.Due.Nanoseconds);
            writer.Write((long)timer.Kind);
            writer.Write(timer.Market);
            writer.Write(timer.Price.Ticks);
            writer.Write(timer.Quantity.Lots);
            writer.Write((long)timer.Told);
            writer.Write((long)timer.Failure);
            writer.Write((long)timer.DecidedBy);
            writer.Write(timer.Surplus.Lots);
            writer.Write(timer.Clearing);
            writer.Write(timer.Group);
            writer.Write(timer.Quoted);
            writer.Write(timer.Quote.Bid.Ticks);
            writer.Write(timer.Quote.Ask.Ticks);
        }
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote; the markets say the expiries.</summary>
    public void ReadState(StateReader reader, IReadOnlyList<Market> markets)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var timer = new KernelTimer
            {
                Due = reader.ReadTimestamp(),
                Kind = reader.ReadEnum<TimerKind>(),
                Market = (ushort)reader.ReadIndex(markets.Count),
                Price = reader.ReadPrice(),
                Quantity = new(reader.ReadInt64()),
                Told = reader.ReadEnum<EventKind>(),
                Failure = reader.ReadEnum<ClearingFailure>(),
                DecidedBy = reader.ReadEnum<DecidedBy>(),
                Surplus = new(reader.ReadInt64()),
                Clearing = reader.ReadUInt64(),
                Group = reader.ReadCount(),
                Quoted = (ushort)reader.ReadIndex(ushort.MaxValue + 1),
                Quote = new(reader.ReadPrice(), reader.ReadPrice()),
            };
            var isOfSession = timer.Kind is TimerKind.Close or TimerKind.Trigger;
            if (timer.Kind == TimerKind.Expiry || (isOfSession && markets[timer.Market] is not SessionMarket))
            {
                throw StateReader.Malformed("a timer is not for its market");
            }
            Add(timer);
        }
    }

    private static bool IsBefore(in KernelTimer one, in KernelTimer other)
    {
        if (one.Due != other.Due)
        {
            return one.Due < other.Due;
        }
        if (one.Kind != other.Kind)
        {
            return one.Kind < other.Kind;
        }
        return one.Market != other.Market ? one.Market < other.Market : one.Arrival < other.Arrival;
    }
}
