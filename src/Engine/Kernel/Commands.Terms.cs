using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <content>Orders with terms, which stand behind the order.</content>
public static partial class Commands
{
    /// <summary>An order with terms for a continuous market: plain orders have a shorter record.</summary>
    public static int SubmitOrder(
        Span<byte> record, CommandHeader header, ulong id, in Order order, in OrderTerms terms)
    {
        var length = SubmitOrder(record, header, id, order);
        if (terms.AreNone)
        {
            return length;
        }
        var writer = new RecordWriter(record, length);
        writer.Write(terms.Expires?.Nanoseconds ?? NoBound);
        writer.Write((byte)(terms.IsPostOnly ? 1 : 0));
        writer.Write(terms.Minimum.Lots);
        writer.Write(terms.Display.Lots);
        writer.Write(terms.Stop?.Ticks ?? NoBound);
        return WriteHeader(record, header, CommandKind.SubmitOrderWithTerms, writer.Position);
    }

    /// <summary>A pegged order, its price its limit, for a reference cross; of the terms it has an expiry and a minimum.</summary>
    public static int SubmitPegged(
        Span<byte> record, CommandHeader header, ulong id, in Order order, in OrderTerms terms)
    {
        var writer = new RecordWriter(record, SubmitOrder(record, header, id, order));
        writer.Write(terms.Expires?.Nanoseconds ?? NoBound);
        writer.Write(terms.Minimum.Lots);
        return WriteHeader(record, header, CommandKind.SubmitPegged, writer.Position);
    }

    /// <summary>The terms in a SubmitOrderWithTerms record; of any other order none.</summary>
    public static OrderTerms ReadTerms(ReadOnlySpan<byte> record)
    {
        if (CommandHeader.Of(record).Kind != CommandKind.SubmitOrderWithTerms)
        {
            return default;
        }
        var reader = new RecordReader(record, OrderLength);
        return new()
        {
            Expires = ReadExpires(ref reader),
            IsPostOnly = reader.ReadByte() != 0,
            Minimum = new(reader.ReadInt64()),
            Display = new(reader.ReadInt64()),
            Stop = reader.ReadInt64() is var stop && stop == NoBound ? null : new Price(stop),
        };
    }

    /// <summary>The terms in a SubmitPegged record.</summary>
    public static OrderTerms ReadPeggedTerms(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record, OrderLength);
        return new() { Expires = ReadExpires(ref reader), Minimum = new(reader.ReadInt64()) };
    }

    private static Timestamp? ReadExpires(ref RecordReader reader) =>
        reader.ReadInt64() is var expires && expires == NoBound ? null : new Timestamp(expires);
}
