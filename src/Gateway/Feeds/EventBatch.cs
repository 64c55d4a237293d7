using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Gateway.Feeds;

/// <summary>
/// Public events of one market in their order. What grows beyond its capacity is conflated: of every price level and order the
/// last change stays, and the latest of the other events.
/// </summary>
internal sealed class EventBatch
{
    /// <summary>How many events there may be before they are conflated; more only where as many levels have changed.</summary>
    public const int Capacity = 1 << 13;

    private readonly MarketDefinition _market;
    private Event[] _events = new Event[256];
    private int _count;
    private DroppedEvents _dropped;
    private ulong _lastOrderBefore;

    public EventBatch(MarketDefinition market) => _market = market;

    public ReadOnlySpan<Event> Events => _events.AsSpan(0, _count);

    /// <summary>Whether changes or events are missing among these.</summary>
    public bool IsConflated { get; private set; }

    /// <summary>What is left of the events that are missing; all of them came before the first that is there.</summary>
    public ref readonly DroppedEvents Dropped => ref _dropped;

    /// <summary>Whether the last event is a part of an update whose rest is to come.</summary>
    public bool EndsWithin => _count > 0 && _events[_count - 1].Kind == EventKind.OrderChanged;

    public void Add(in Event added)
    {
        if (_count == _events.Length)
        {
            MakeRoom();
        }
        _events[_count++] = added;
    }

    /// <summary>Forgets the events.</summary>
    /// <param name="lastOrder">The last number of an order that those who get the next events may know.</param>
    public void Clear(ulong lastOrder)
    {
        _lastOrderBefore = lastOrder;
        _count = 0;
        _dropped = default;
        IsConflated = false;
        if (_events.Length > Capacity)
        {
            _events = new Event[Capacity];
        }
    }

    private void MakeRoom()
    {
        if (_count >= Capacity)
        {
            Conflate();
        }
        // Conflating costs as much as there is: it must not be for a few events each time.
        if (_count > _events.Length / 2)
        {
            Array.Resize(ref _events, _events.Length * 2);
        }
    }

    private void Conflate()
    {
        IsConflated = true;
        var drops = OthersToDrop();
        var isLast = new LastOfEach(Events);
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var added = ref _events[i];
            var isKept = added.Kind switch
            {
                EventKind.LevelChanged => isLast.OfLevel(added, i),
                EventKind.OrderChanged => isLast.OfOrder(added, i) && !IsUnknown(added),
                _ => drops <= 0 || isLast.OfState(i),
            };
            if (isKept)
            {
                _events[kept++] = added;
            }
            else if (!MarketImage.IsBook(added.Kind))
            {
                drops--;
                _dropped.Add(added, _market);
            }
        }
        _count = kept;
    }

    /// <summary>Whether an order has come and gone among these events.</summary>
    private bool IsUnknown(in Event order) => order.Quantity.Lots == 0 && order.OrderNumber > _lastOrderBefore;

    private int OthersToDrop()
    {
        var others = 0;
        foreach (ref readonly var added in Events)
        {
            others += MarketImage.IsBook(added.Kind) ? 0 : 1;
        }
        return others - MarketImage.MaxEvents;
    }

    /// <summary>Where the last change of each level and order stands, and the last phase and commitment: these are the market's still.</summary>
    private readonly struct LastOfEach
    {
        private readonly Dictionary<ulong, int> _levels = [];
        private readonly Dictionary<ulong, int> _orders = [];
        private readonly int _phase = -1;
        private readonly int _commitment = -1;

        public LastOfEach(ReadOnlySpan<Event> events)
        {
            for (var i = 0; i < events.Length; i++)
            {
                switch (events[i].Kind)
                {
                    case EventKind.LevelChanged:
                        _levels[MarketImage.KeyOf(events[i])] = i;
                        break;
                    case EventKind.OrderChanged:
                        _orders[events[i].OrderNumber] = i;
                        break;
                    case EventKind.PhaseChanged:
                        _phase = i;
                        break;
                    case EventKind.SeedCommitted:
                        _commitment = i;
                        break;
                }
            }
        }

        public bool OfLevel(in Event changed, int i) => _levels[MarketImage.KeyOf(changed)] == i;

        public bool OfOrder(in Event changed, int i) => _orders[changed.OrderNumber] == i;

        public bool OfState(int i) => i == _phase || i == _commitment;
    }
}

/// <summary>What is left of events that nobody will be told.</summary>
internal struct DroppedEvents
{
    public long Count;
    public MarketStatistics Trades;

    public void Add(in Event dropped, MarketDefinition market)
    {
        Count++;
        if (dropped.IsTradeOf(market))
        {
            Trades.Add(dropped.Price, dropped.Quantity);
        }
    }
}
