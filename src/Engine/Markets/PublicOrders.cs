using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets;

/// <summary>One place in a queue that the public sees change; a quantity of zero: it is gone.</summary>
/// <param name="Number">The place's public number.</param>
/// <param name="Quantity">What is displayed there now.</param>
internal readonly record struct OrderChange(ulong Number, Quantity Quantity);

/// <summary>
/// The orders of a book as the public may know them: anonymous, as numbered places in the queues of their prices. An order that
/// goes to the end of a queue, as an iceberg with every new slice does, gets a new number, so that numbers grow along each queue and
/// nothing tells that two places were one order's.
/// </summary>
internal sealed class PublicOrders
{
    // The shown order of each that rests, and the sum at each price.
    private readonly Dictionary<(int Account, ulong Id), PublicOrder> _orders = [];
    private readonly Dictionary<(Side Side, int Ticks), long> _levels = [];
    private readonly List<OrderChange> _changes = [];
    private readonly List<PublicOrder> _inOrder = [];

    /// <summary>The last number given.</summary>
    public ulong LastNumber { get; private set; }

    /// <summary>The changes of places since <see cref="Apply"/> began: as many to each level change as that says.</summary>
    public ReadOnlySpan<OrderChange> Changes => CollectionsMarshal.AsSpan(_changes);

    /// <summary>
    /// Adds to the level changes those that reports make, step by step: each has the sum that was at its level then, and the
    /// changes of places that led to it.
    /// </summary>
    public void Apply(ReadOnlySpan<Report> reports, PublicDepth depth)
    {
        _changes.Clear();
        foreach (ref readonly var report in reports)
        {
            switch (report.Kind)
            {
                case ReportKind.Trade:
                    Trade((report.MakerAccount, report.MakerId), report, depth);
                    break;
                case ReportKind.Rested:
                    var slice = report.Hidden == 0 ? uint.MaxValue : report.Lots - report.Hidden;
                    Join((report.Account, report.Id), report.Side, report.Ticks, slice, report.Lots, depth);
                    break;
                case ReportKind.Replaced when report.WasResting:
                    var order = _orders[(report.Account, report.Id)];
                    // What is hidden is the first to go.
                    Set((report.Account, report.Id), report.KeepsPlace ? Math.Min(order.Lots, report.Lots) : 0, depth);
                    break;
                case ReportKind.Cancelled when report.WasResting:
                    Set((report.Account, report.Id), 0, depth);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The places there are, by number: at each price in the order of their priority. Valid until the next call.</summary>
    public ReadOnlySpan<PublicOrder> InOrder()
    {
        _inOrder.Clear();
        foreach (var (_, order) in _orders)
        {
            _inOrder.Add(order);
        }
        var inOrder = CollectionsMarshal.AsSpan(_inOrder);
        inOrder.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return inOrder;
    }

    public void WriteState(StateWriter writer)
    {
        writer.Write(LastNumber);
        writer.Write(_orders.Count);
        foreach (ref readonly var order in InOrder())
        {
            writer.Write(order.Number);
            writer.Write(order.Account);
            writer.Write(order.Id);
            writer.Write((long)order.Side);
            writer.Write(order.Ticks);
            writer.Write(order.Slice);
            writer.Write(order.Lots);
        }
    }

    /// <summary>Reads what was written, of the orders that a rule has.</summary>
    public void ReadState(StateReader reader, ContinuousRule rule)
    {
        LastNumber = reader.ReadUInt64();
        var before = 0UL;
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var order = ReadOrder(reader);
            if (order.Number <= before || order.Number > LastNumber || !_orders.TryAdd((order.Account, order.Id), order))
            {
                throw StateReader.Malformed("public orders are not in order");
            }
            before = order.Number;
            CollectionsMarshal.GetValueRefOrAddDefault(_levels, (order.Side, order.Ticks), out _) += order.Lots;
        }
        if (!IsOf(rule, Side.Buy) || !IsOf(rule, Side.Sell))
        {
            throw StateReader.Malformed("public orders are not those of the book");
        }
    }

    private static PublicOrder ReadOrder(StateReader reader) => new()
    {
        Number = reader.ReadUInt64(),
        Account = reader.ReadAccount(),
        Id = reader.ReadUInt64(),
        Side = reader.ReadEnum<Side>(),
        Ticks = reader.ReadPrice().Ticks,
        Slice = reader.ReadInt64() is var slice and > 0 and <= uint.MaxValue
            ? (uint)slice
            : throw StateReader.Malformed("a slice has no size"),
        Lots = (uint)reader.ReadSize(),
    };

    /// <summary>Whether the orders read are a side's: the rule has each, and they add up to its levels.</summary>
    private bool IsOf(ContinuousRule rule, Side side)
    {
        var levels = 0;
        foreach (var ((account, id), _) in _orders)
        {
            if (!rule.Has(account, id))
            {
                return false;
            }
        }
        foreach (var (level, _) in _levels)
        {
            levels += level.Side == side ? 1 : 0;
        }
        for (var more = rule.TryGetBest(side, out var price, out var quantity);
            more;
            more = rule.TryGetNext(side, price, out price, out quantity))
        {
            levels--;
            if (!_levels.TryGetValue((side, price.Ticks), out var lots) || lots != quantity.Lots)
            {
                return false;
            }
        }
        return levels == 0;
    }

    private void Trade((int Account, ulong Id) maker, in Report report, PublicDepth depth)
    {
        var order = _orders[maker];
        if (report.Lots < order.Lots)
        {
            Set(maker, order.Lots - report.Lots, depth);
            return;
        }
        Set(maker, 0, depth);
        if (report.MakerRemaining != 0)
        {
            Join(maker, order.Side, order.Ticks, order.Slice, report.MakerRemaining, depth);
        }
    }

    /// <summary>Puts an order, or the next slice of it, at the end of a queue.</summary>
    private void Join((int Account, ulong Id) owner, Side side, int ticks, uint slice, uint open, PublicDepth depth)
    {
        var order = new PublicOrder
        {
            Number = ++LastNumber,
            Account = owner.Account,
            Id = owner.Id,
            Side = side,
            Ticks = ticks,
            Slice = slice,
            Lots = Math.Min(slice, open),
        };
        _orders.Add(owner, order);
        Tell(order, order.Lots, depth);
    }

    private void Set((int Account, ulong Id) owner, uint lots, PublicDepth depth)
    {
        var order = _orders[owner];
        if (lots == 0)
        {
            _orders.Remove(owner);
        }
        else
        {
            _orders[owner] = order with { Lots = lots };
        }
        Tell(order with { Lots = lots }, (long)lots - order.Lots, depth);
    }

    private void Tell(in PublicOrder order, long added, PublicDepth depth)
    {
        ref var level = ref CollectionsMarshal.GetValueRefOrAddDefault(_levels, (order.Side, order.Ticks), out _);
        level += added;
        var sum = level;
        if (sum == 0)
        {
            _levels.Remove((order.Side, order.Ticks));
        }
        _changes.Add(new(order.Number, new(order.Lots)));
        depth.AddOrderChange(order.Side, new(order.Ticks), new(sum));
    }
}

/// <summary>A place in a queue: what the public knows of it, and whose it is.</summary>
internal readonly record struct PublicOrder
{
    /// <summary>Its public number.</summary>
    public ulong Number { get; init; }

    /// <summary>The order's owner; not public.</summary>
    public int Account { get; init; }

    /// <summary>The client order id; not public.</summary>
    public ulong Id { get; init; }

    public Side Side { get; init; }

    public int Ticks { get; init; }

    /// <summary>The most lots that are displayed at a time; not public.</summary>
    public uint Slice { get; init; }

    /// <summary>What is displayed, in lots.</summary>
    public uint Lots { get; init; }
}
