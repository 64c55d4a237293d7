using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <content>What the book shows and what it is made of.</content>
public sealed partial class OrderBook
{
    /// <inheritdoc/>
    public override bool TryGetBest(Side side, out Price price, out Quantity quantity)
    {
        var found = Ladder(side).TryGetBest(out var ticks);
        price = new(ticks);
        quantity = found ? QuantityAt(side, price) : default;
        return found;
    }

    /// <inheritdoc/>
    public override bool TryGetNext(Side side, Price after, out Price price, out Quantity quantity)
    {
        var found = Ladder(side).TryGetNext(after.Ticks, out var ticks);
        price = new(ticks);
        quantity = found ? QuantityAt(side, price) : default;
        return found;
    }

    /// <inheritdoc/>
    public override Quantity QuantityAt(Side side, Price price)
    {
        var ladder = Ladder(side);
        var level = ladder.Find(price.Ticks);
        return level == None ? default : new(ladder[level].Lots);
    }

    /// <inheritdoc/>
    public override Quantity QuantityFor(int account, Side side, Price price)
    {
        if (_selfTrade == SelfTrade.Allowed)
        {
            return QuantityAt(side, price);
        }
        var ladder = Ladder(side);
        var level = ladder.Find(price.Ticks);
        long lots = 0;
        for (var place = level == None ? None : ladder[level].Head; place != None; place = _pool[place].Next)
        {
            lots += _pool[place].Account == account ? 0 : _pool[place].Lots;
        }
        return new(lots);
    }

    /// <inheritdoc/>
    public override void WriteState(StateWriter writer)
    {
        writer.Write(OrderCount);
        writer.Write(_lastTicks ?? long.MinValue);
        WriteSide(_bids, writer);
        WriteSide(_asks, writer);
        WriteSide(_buyStops, writer);
        WriteSide(_sellStops, writer);
        _own.WriteState(writer);
        foreach (var place in _expiries.ToArray())
        {
            writer.Write(_pool[place].Account);
            writer.Write(_pool[place].Id);
        }
    }

    private void WriteSide(PriceLadder ladder, StateWriter writer)
    {
        for (var more = ladder.TryGetBest(out var ticks); more; more = ladder.TryGetNext(ticks, out ticks))
        {
            for (var place = ladder[ladder.Find(ticks)].Head; place != None; place = _pool[place].Next)
            {
                ref var order = ref _pool[place];
                writer.Write((long)order.Side);
                writer.Write(order.Account);
                writer.Write(order.Id);
                writer.Write(order.Ticks);
                writer.Write(order.Lots);
                if (order.HasDetail)
                {
                    WriteDetail(order.IsAsleep, _details[place], writer);
                }
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
}
