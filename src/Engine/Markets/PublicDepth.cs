using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>One price level that the public sees change; zero when it is gone.</summary>
internal readonly record struct LevelChange(Side Side, Price Price, Quantity Quantity)
{
    /// <summary>Where orders are disclosed, of how many places the changes make this one.</summary>
    public int OrderCount { get; init; }
}

/// <summary>
/// The one place where a book becomes public: turns what a rule reports into the level changes that the market's
/// disclosure lets out. Under full depth these are the touched levels; under a few levels or the top, the difference
/// between what was visible and what is; in the dark, nothing.
/// </summary>
internal sealed class PublicDepth
{
    private readonly ContinuousRule _rule;
    private readonly Disclosure _disclosure;
    private readonly VisibleSide _bids;
    private readonly VisibleSide _asks;
    private LevelChange[] _changes = new LevelChange[64];
    private int _count;

    public PublicDepth(ContinuousRule rule, Disclosure disclosure)
    {
        _rule = rule;
        _disclosure = disclosure;
        Orders = disclosure.ShowsOrders ? new() : null;
        var levels = disclosure.Depth == DepthDisclosure.Full ? 0 : disclosure.VisibleLevels;
        _bids = new(Side.Buy, levels);
        _asks = new(Side.Sell, levels);
    }

    /// <summary>The single orders, where the market discloses them.</summary>
    public PublicOrders? Orders { get; }

    /// <summary>The changes that one instruction's reports make to what the public sees.</summary>
    public ReadOnlySpan<LevelChange> Changes(ReadOnlySpan<Report> reports)
    {
        _count = 0;
        switch (_disclosure.Depth)
        {
            case DepthDisclosure.None:
                break;
            case DepthDisclosure.Full when Orders is not null:
                Orders.Apply(reports, this);
                break;
            case DepthDisclosure.Full:
                AddTouched(reports);
                break;
            default:
                // What is gone first, so that the public never sees bids and asks cross.
                _bids.AddGone(_rule, this);
                _asks.AddGone(_rule, this);
                _bids.AddChanged(this);
                _asks.AddChanged(this);
                break;
        }
        return _changes.AsSpan(0, _count);
    }

    /// <summary>Adds a change of a place: one after the other at a level make one change of the level.</summary>
    public void AddOrderChange(Side side, Price price, Quantity quantity)
    {
        if (_count == 0 || _changes[_count - 1].Price != price || _changes[_count - 1].Side != side)
        {
            Add(side, price, quantity);
        }
        ref var change = ref _changes[_count - 1];
        change = change with { Quantity = quantity, OrderCount = change.OrderCount + 1 };
    }

    public void Add(Side side, Price price, Quantity quantity)
    {
        if (_count == _changes.Length)
        {
            Array.Resize(ref _changes, _count * 2);
        }
        _changes[_count++] = new(side, price, quantity);
    }

    private void AddTouched(ReadOnlySpan<Report> reports)
    {
        foreach (ref readonly var report in reports)
        {
            switch (report.Kind)
            {
                case ReportKind.Trade:
                    AddTouched(report.Side.Opposite(), report.Ticks);
                    break;
                case ReportKind.Rested:
                    AddTouched(report.Side, report.Ticks);
                    break;
                case ReportKind.Replaced when report.WasResting:
                    AddTouched(report.Side, report.PreviousTicks);
                    break;
                case ReportKind.Cancelled when report.WasResting:
                    AddTouched(report.Side, report.Ticks);
                    break;
                default:
                    break;
            }
        }
    }

    private void AddTouched(Side side, int ticks)
    {
        // Trades sweep level after level: looking at the last change is enough to name most levels once.
        var price = new Price(ticks);
        if (_count > 0 && _changes[_count - 1].Price == price && _changes[_count - 1].Side == side)
        {
            return;
        }
        Add(side, price, _rule.QuantityAt(side, price));
    }

    /// <summary>The levels of one side that the public saw last.</summary>
    private sealed class VisibleSide
    {
        private readonly Side _side;
        private (Price Price, Quantity Quantity)[] _shown;
        private (Price Price, Quantity Quantity)[] _now;
        private int _shownCount;
        private int _nowCount;

        public VisibleSide(Side side, int levels)
        {
            _side = side;
            _shown = new (Price, Quantity)[levels];
            _now = new (Price, Quantity)[levels];
        }

        /// <summary>Looks at what is visible now and adds the levels that no longer are.</summary>
        public void AddGone(ContinuousRule rule, PublicDepth changes)
        {
            _nowCount = 0;
            for (var more = rule.TryGetBest(_side, out var price, out var quantity);
                more && _nowCount < _now.Length;
                more = rule.TryGetNext(_side, price, out price, out quantity))
            {
                _now[_nowCount++] = (price, quantity);
            }
            foreach (var (price, _) in _shown.AsSpan(0, _shownCount))
            {
                if (!Contains(_now.AsSpan(0, _nowCount), price, out _))
                {
                    changes.Add(_side, price, default);
                }
            }
        }

        /// <summary>Adds the other levels that have changed, which the public has seen then.</summary>
        public void AddChanged(PublicDepth changes)
        {
            foreach (var (price, quantity) in _now.AsSpan(0, _nowCount))
            {
                if (!Contains(_shown.AsSpan(0, _shownCount), price, out var before) || before != quantity)
                {
                    changes.Add(_side, price, quantity);
                }
            }
            (_shown, _now, _shownCount) = (_now, _shown, _nowCount);
        }

        private static bool Contains(
            ReadOnlySpan<(Price Price, Quantity Quantity)> levels, Price price, out Quantity quantity)
        {
            foreach (var level in levels)
            {
                if (level.Price == price)
                {
                    quantity = level.Quantity;
                    return true;
                }
            }
            quantity = default;
            return false;
        }
    }
}
