using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <content>The state.</content>
internal sealed partial class SortedListBook
{
    public override void WriteState(StateWriter writer)
    {
        writer.Write(_lastTicks ?? long.MinValue);
        foreach (var list in new[] { _bids, _asks, _buyStops, _sellStops })
        {
            list.ForEach(order => Write(order, writer));
            writer.Write(-1);
        }
        var numbered = Live.ToList();
        foreach (var order in numbered.OrderBy(order => order.Account).ThenBy(order => order.Arrival))
        {
            writer.Write(numbered.IndexOf(order));
        }
        var expiring = numbered.Where(order => order.Terms.Expires is not null).ToList();
        writer.Write(expiring.Count);
        foreach (var order in expiring.OrderBy(order => order.Expires.Nanoseconds).ThenBy(order => order.Brought))
        {
            writer.Write(numbered.IndexOf(order));
        }
    }

    public override void ReadState(StateReader reader)
    {
        _lastTicks = reader.ReadOptionalPrice()?.Ticks;
        foreach (var list in new[] { _bids, _asks, _buyStops, _sellStops })
        {
            while (reader.TryReadAccount(out var account))
            {
                list.Add(Read(account, list == _bids || list == _buyStops ? Side.Buy : Side.Sell, list == _buyStops || list == _sellStops, reader));
            }
        }
        var numbered = Live.ToList();
        foreach (var _ in numbered)
        {
            numbered[reader.ReadIndex(numbered.Count)].Arrival = _arrivals++;
        }
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            numbered[reader.ReadIndex(numbered.Count)].Brought = _brought++;
        }
    }

    private void Write(Resting order, StateWriter writer)
    {
        var isAsleep = IsAsleep(order);
        writer.Write(order.Account);
        writer.Write(order.Id);
        writer.Write(isAsleep ? order.Terms.Stop!.Value.Ticks : order.Ticks);
        writer.Write(isAsleep ? order.Lots : order.Shown);
        writer.Write(order.Terms.AreNone ? 0 : 1);
        if (order.Terms.AreNone)
        {
            return;
        }
        order.Terms.WriteState(writer);
        writer.Write(isAsleep ? 0 : order.Lots - order.Shown);
        if (isAsleep)
        {
            writer.Write(order.Ticks);
            writer.Write((long)order.Lives);
            writer.Write(order.IsMarket ? 1 : 0);
        }
    }

    private static Resting Read(int account, Side side, bool isAsleep, StateReader reader)
    {
        var (id, ticks, shown) = (reader.ReadUInt64(), reader.ReadPrice().Ticks, reader.ReadSize());
        var terms = reader.ReadBool() ? OrderTerms.ReadState(reader) : default;
        var hidden = terms.AreNone ? 0 : reader.ReadInt64();
        return new(account, id, side)
        {
            Ticks = isAsleep ? reader.ReadPrice().Ticks : ticks,
            Lives = isAsleep ? reader.ReadEnum<TimeInForce>() : TimeInForce.GoodTillCancelled,
            IsMarket = isAsleep && reader.ReadBool(),
            Terms = terms,
            Shown = isAsleep ? 0 : shown,
            Lots = shown + hidden,
        };
    }
}
