using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <content>What the book shows.</content>
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
}
