using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <content>What the bids are made of, written and read back in the order of their arrival.</content>
public sealed partial class CollectedBids
{
    /// <summary>Writes everything that future behaviour depends on.</summary>
    public void WriteState(StateWriter writer)
    {
        writer.Write(Count);
        for (var place = _pool.First; place != None; place = _pool.Next(place))
        {
            ref var bid = ref _pool[place];
            writer.Write(bid.Account);
            writer.Write(bid.Id);
            writer.Write((long)bid.Kind);
            writer.Write(bid.IsStanding ? 1 : 0);
            bid.Capacity.WriteState(writer);
            writer.Write(bid.Accepted.Nanoseconds);
            writer.Write(bid.BoughtLots);
            writer.Write(bid.SoldLots);
            WriteGroups(bid, writer);
            if (bid.Kind == BidKind.Conditional)
            {
                WriteConditional(bid, writer);
            }
            else
            {
                WritePoints(bid, writer);
            }
            var terms = TermsAt(place);
            writer.Write(terms.AreNone ? 0 : 1);
            if (!terms.AreNone)
            {
                terms.WriteState(writer);
            }
        }
        WriteExpiries(writer);
        _carries.WriteState(writer);
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote; there were no bids before.</summary>
    public void ReadState(StateReader reader)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var bid = new CollectedBid
            {
                Account = reader.ReadAccount(),
                Id = reader.ReadUInt64(),
                Kind = reader.ReadEnum<BidKind>(),
                IsStanding = reader.ReadBool(),
                Capacity = Capacity.ReadState(reader),
                Accepted = reader.ReadTimestamp(),
            };
            var (bought, sold) = (reader.ReadInt64(), reader.ReadInt64());
            bid.Groups = ReadGroups(reader);
            var reason = bid.Kind == BidKind.Conditional ? ReadConditional(ref bid, reader) : ReadPoints(ref bid, reader);
            if (reason != Reason.None)
            {
                throw StateReader.Malformed($"a bid is refused: {reason.Name()}");
            }
            var place = _places[(bid.Account, bid.Id)];
            (_pool[place].BoughtLots, _pool[place].SoldLots) = (bought, sold);
            if (reader.ReadBool())
            {
                SetTerms(place, OrderTerms.ReadState(reader));
            }
        }
        ReadExpiries(reader);
        _carries.ReadState(reader);
    }

    private static void WriteGroups(in CollectedBid bid, StateWriter writer)
    {
        writer.Write(bid.Groups.Length);
        foreach (var group in bid.Groups.Span)
        {
            writer.Write(group);
        }
    }

    private static int[] ReadGroups(StateReader reader)
    {
        var groups = new int[reader.ReadIndex(byte.MaxValue + 1)];
        foreach (ref var group in groups.AsSpan())
        {
            group = reader.ReadCount();
        }
        return groups;
    }

    private void WritePoints(in CollectedBid bid, StateWriter writer)
    {
        writer.Write(bid.PointCount);
        foreach (ref readonly var point in PointsOf(bid))
        {
            writer.Write(point.Price.Ticks);
            writer.Write(point.Quantity.Lots);
        }
    }

    private Reason ReadPoints(ref CollectedBid bid, StateReader reader)
    {
        var points = new SchedulePoint[reader.ReadIndex(DemandSchedule.MaxPoints + 1)];
        foreach (ref var point in points.AsSpan())
        {
            point = new(reader.ReadPrice(), new(reader.ReadInt64()));
        }
        if (points.Length == 0)
        {
            throw StateReader.Malformed("a bid has no points");
        }
        if (bid.IsOrder)
        {
            (bid.Side, bid.Price) = (points[0].Quantity.Lots > 0 ? Side.Buy : Side.Sell, points[0].Price);
        }
        return Add(ref bid, points);
    }

    private void WriteConditional(in CollectedBid bid, StateWriter writer)
    {
        var conditional = ConditionalOf(bid);
        writer.Write(conditional.Intercept.Scaled);
        writer.Write(conditional.Slope.Scaled);
        writer.Write(conditional.MinQuantity?.Lots ?? long.MinValue);
        writer.Write(conditional.MaxQuantity?.Lots ?? long.MaxValue);
        writer.Write(conditional.Conditions.Length);
        foreach (ref readonly var condition in conditional.Conditions)
        {
            writer.Write(condition.Target.IsAccount ? 1 : 0);
            writer.Write(condition.Target.Number);
            writer.Write(condition.Slope.Scaled);
        }
    }

    private Reason ReadConditional(ref CollectedBid bid, StateReader reader)
    {
        var (intercept, slope) = (new FixedDecimal(reader.ReadInt128()), new FixedDecimal(reader.ReadInt128()));
        Quantity? least = reader.ReadInt64() is var min && min == long.MinValue ? null : new Quantity(min);
        Quantity? most = reader.ReadInt64() is var max && max == long.MaxValue ? null : new Quantity(max);
        var conditions = new Condition[reader.ReadIndex(ConditionalBid.MaxConditions + 1)];
        foreach (ref var condition in conditions.AsSpan())
        {
            var target = reader.ReadBool()
                ? ConditionTarget.Account(reader.ReadAccount())
                : ConditionTarget.Group(reader.ReadCount());
            condition = new(target, new(reader.ReadInt128()));
        }
        var reason = ConditionalBid.TryCreate(intercept, slope, conditions, least, most, out var conditional);
        return reason == Reason.None ? Add(ref bid, new Bidder(bid.Account, bid.Capacity, bid.Groups), conditional) : reason;
    }

    /// <summary>Writes the orders that expire, in the order in which they do.</summary>
    private void WriteExpiries(StateWriter writer)
    {
        foreach (var place in _expiries.ToArray())
        {
            writer.Write(_pool[place].Account);
            writer.Write(_pool[place].Id);
        }
        writer.Write(-1);
    }

    private void ReadExpiries(StateReader reader)
    {
        while (reader.TryReadAccount(out var account))
        {
            if (!_places.TryGetValue((account, reader.ReadUInt64()), out var place))
            {
                throw StateReader.Malformed("an order expires that is not there");
            }
            SetTerms(place, TermsAt(place));
        }
    }
}
