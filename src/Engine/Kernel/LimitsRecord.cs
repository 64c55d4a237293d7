using Exchange.Engine.Accounts;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>An account's limits as they lie in a record.</summary>
internal static class LimitsRecord
{
    // No limit is below zero.
    private const long None = -1;

    public static void Write(AccountLimits limits, ref RecordWriter writer)
    {
        writer.Write(limits.Credit.Atoms);
        writer.Write(limits.MaxOrder?.Parts ?? None);
        writer.Write(limits.MaxOpenOrders ?? (int)None);
        writer.Write(limits.MaxPosition?.Parts ?? None);
        writer.Write((byte)limits.ShortUnits.Count);
        foreach (var (instrument, units) in limits.ShortUnits)
        {
            writer.Write(instrument);
            writer.Write(units.Parts);
        }
    }

    public static AccountLimits Read(ref RecordReader reader)
    {
        var credit = new Cash(reader.ReadInt128());
        var maxOrder = ReadUnits(ref reader);
        var maxOpenOrders = reader.ReadInt32();
        var maxPosition = ReadUnits(ref reader);
        var shorts = new (string, Units)[reader.ReadByte()];
        for (var i = 0; i < shorts.Length; i++)
        {
            shorts[i] = (reader.ReadString(), new(reader.ReadInt128()));
        }
        return new()
        {
            Credit = credit,
            ShortUnits = shorts,
            MaxOrder = maxOrder,
            MaxOpenOrders = maxOpenOrders == None ? null : maxOpenOrders,
            MaxPosition = maxPosition,
        };
    }

    private static Units? ReadUnits(ref RecordReader reader) =>
        reader.ReadInt128() is var parts && parts == None ? null : new Units(parts);
}
