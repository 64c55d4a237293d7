using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <content>What the book is made of, written and read back side by side, best price first, in time priority.</content>
public sealed partial class OrderBook
{
    /// <inheritdoc/>
    public override void WriteState(StateWriter writer)
    {
        writer.Write(_lastTicks ?? long.MinValue);
        // By place in the pool: the order's number, as it is written.
        var numbers = new int[_pool.Places];
        var written = 0;
        WriteSide(_bids, numbers, ref written, writer);
        WriteSide(_asks, numbers, ref written, writer);
        WriteSide(_buyStops, numbers, ref written, writer);
        WriteSide(_sellStops, numbers, ref written, writer);
        _own.WriteState(numbers, writer);
        var expiries = _expiries.ToArray();
        writer.Write(expiries.Length);
        foreach (var place in expiries)
        {
            writer.Write(numbers[place]);
        }
    }

    /// <inheritdoc/>
    public override void ReadState(StateReader reader)
    {
        _lastTicks = reader.ReadOptionalPrice()?.Ticks;
        ReadSide(Side.Buy, _bids, isAsleep: false, reader);
        ReadSide(Side.Sell, _asks, isAsleep: false, reader);
        ReadSide(Side.Buy, _buyStops, isAsleep: true, reader);
        ReadSide(Side.Sell, _sellStops, isAsleep: true, reader);
        // An empty pool gives its places in turn: the orders' numbers.
        _own.ReadState(_pool.Count, reader);
        for (var count = reader.ReadIndex(_pool.Count + 1); count > 0; count--)
        {
            var place = reader.ReadIndex(_pool.Count);
            var expires = _pool[place].HasDetail ? _details[place].Terms.Expires : null;
            _expiries.Set(place, expires ?? throw StateReader.Malformed("an order expires that never does"), _brought++);
        }
    }

    private void WriteSide(PriceLadder ladder, int[] numbers, ref int written, StateWriter writer)
    {
        for (var more = ladder.TryGetBest(out var ticks); more; more = ladder.TryGetNext(ticks, out ticks))
        {
            for (var place = ladder[ladder.Find(ticks)].Head; place != None; place = _pool[place].Next)
            {
                numbers[place] = written++;
                ref var order = ref _pool[place];
                writer.Write(order.Account);
                writer.Write(order.Id);
                writer.Write(order.Ticks);
                writer.Write(order.Lots);
                writer.Write(order.HasDetail ? 1 : 0);
                if (order.HasDetail)
                {
                    WriteDetail(order.IsAsleep, _details[place], writer);
                }
            }
        }
        writer.Write(-1);
    }

    private void ReadSide(Side side, PriceLadder ladder, bool isAsleep, StateReader reader)
    {
        while (reader.TryReadAccount(out var account))
        {
            var id = reader.ReadUInt64();
            if (_pool.Count == _maxOrders || _index.Find(account, id) != None)
            {
                throw StateReader.Malformed("an order is there twice, or there are too many");
            }
            var place = _pool.Take();
            _pool[place] = new RestingOrder { Id = id, Account = account, Side = side, IsAsleep = isAsleep };
            _index.Add(account, id, place);
            JoinLevel(place, ladder, reader.ReadPrice().Ticks, (uint)reader.ReadSize());
            if (reader.ReadBool())
            {
                _pool[place].HasDetail = true;
                _details.Set(place, ReadDetail(_pool[place], reader));
                _hiddenLots += _details[place].HiddenLots;
            }
            else if (isAsleep)
            {
                throw StateReader.Malformed("a stop has no stop price");
            }
        }
    }

    private static void WriteDetail(bool isAsleep, in OrderDetail detail, StateWriter writer)
    {
        detail.Terms.WriteState(writer);
        writer.Write(detail.HiddenLots);
        if (isAsleep)
        {
            writer.Write(detail.LimitTicks);
            writer.Write((long)detail.TimeInForce);
            writer.Write(detail.IsMarket ? 1 : 0);
        }
    }

    private static OrderDetail ReadDetail(in RestingOrder order, StateReader reader)
    {
        var detail = new OrderDetail
        {
            Terms = OrderTerms.ReadState(reader),
            HiddenLots = checked((uint)reader.ReadInt64()),
            LimitTicks = order.Ticks,
        };
        if (order.IsAsleep)
        {
            detail.LimitTicks = reader.ReadPrice().Ticks;
            detail.TimeInForce = reader.ReadEnum<TimeInForce>();
            detail.IsMarket = reader.ReadBool();
        }
        return detail;
    }
}
