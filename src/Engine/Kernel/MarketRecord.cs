using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>A market's definition as it lies in a record: each part writes and reads its own parameters.</summary>
internal static class MarketRecord
{
    public static void Write(MarketDefinition market, ref RecordWriter writer)
    {
        writer.Write(market.Id);
        writer.Write(market.Instrument);
        writer.Write(market.Grid.TickSize);
        writer.Write(market.Grid.LotSize);
        writer.Write((byte)market.Rule.Kind);
        market.Rule.Write(ref writer);
        TriggerKinds.Write(market.Trigger, ref writer);
        Write(market.Disclosure, ref writer);
        Write(market.Charges, ref writer);
        writer.Write(market.Reference);
        writer.Write((byte)(market.HasLimits ? 1 : 0));
        writer.Write((byte)market.SelfTrade);
        writer.Write((byte)(market.Collar is null ? 0 : 1));
        writer.Write(market.Collar?.Low.Ticks ?? 0);
        writer.Write(market.Collar?.High.Ticks ?? 0);
    }

    public static MarketDefinition Read(ref RecordReader reader)
    {
        var id = reader.ReadString();
        var instrument = reader.ReadString();
        var refusal = Grid.TryCreate(reader.ReadDecimal(), reader.ReadDecimal(), out var grid);
        System.Diagnostics.Debug.Assert(refusal == Reason.None, "The edge lets no other grid in.");
        return new(
            id,
            instrument,
            grid!,
            RuleKinds.Read((RuleKind)reader.ReadByte(), ref reader),
            TriggerKinds.Read(ref reader),
            ReadDisclosure(ref reader),
            ReadCharges(ref reader, grid!))
        {
            Reference = reader.ReadString(),
            HasLimits = reader.ReadByte() != 0,
            SelfTrade = (SelfTrade)reader.ReadByte(),
            Collar = ReadCollar(ref reader),
        };
    }

    private static PriceCollar? ReadCollar(ref RecordReader reader)
    {
        var hasCollar = reader.ReadByte() != 0;
        var collar = new PriceCollar(new(reader.ReadInt32()), new(reader.ReadInt32()));
        return hasCollar ? collar : null;
    }

    private static void Write(Disclosure disclosure, ref RecordWriter writer)
    {
        writer.Write((byte)disclosure.Depth);
        writer.Write((long)disclosure.Levels);
        writer.Write(disclosure.PrintDelayNs);
        writer.Write((byte)(disclosure.IsIndicative ? 1 : 0));
        writer.Write(disclosure.IndicativeEveryNs);
        writer.Write((byte)(disclosure.ShowsGroupSums ? 1 : 0));
        writer.Write((byte)(disclosure.ShowsOrders ? 1 : 0));
    }

    private static Disclosure ReadDisclosure(ref RecordReader reader) =>
        new((DepthDisclosure)reader.ReadByte(), (int)reader.ReadInt64(), reader.ReadInt64())
        {
            IsIndicative = reader.ReadByte() != 0,
            IndicativeEveryNs = reader.ReadInt64(),
            ShowsGroupSums = reader.ReadByte() != 0,
            ShowsOrders = reader.ReadByte() != 0,
        };

    private static void Write(Charges charges, ref RecordWriter writer)
    {
        writer.Write(charges.MakerFeePerLot.Atoms);
        writer.Write(charges.TakerFeePerLot.Atoms);
        writer.Write((byte)charges.OnClearing.Count);
        foreach (var charge in charges.OnClearing)
        {
            writer.Write((byte)charge.Kind);
            charge.Write(ref writer);
        }
    }

    private static Charges ReadCharges(ref RecordReader reader, Grid grid)
    {
        var (maker, taker) = (new Cash(reader.ReadInt128()), new Cash(reader.ReadInt128()));
        var charges = new List<Charge>();
        for (var count = reader.ReadByte(); count > 0; count--)
        {
            charges.Add(ChargeKinds.Read(ref reader, grid));
        }
        return new(maker, taker) { OnClearing = [.. charges] };
    }
}
