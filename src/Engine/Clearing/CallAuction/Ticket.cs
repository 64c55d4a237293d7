using System.Buffers.Binary;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>A bid's ticket in the <see cref="Lottery"/>: 256 bits.</summary>
internal readonly struct Ticket
{
    /// <summary>The order of service: byte by byte, the lower first.</summary>
    public static readonly Comparison<Ticket> ByBytes = Compare;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    public Ticket(int bid, ReadOnlySpan<byte> bytes)
    {
        Bid = bid;
        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>The bid's arrival index.</summary>
    public int Bid { get; }

    private static int Compare(Ticket one, Ticket other)
    {
        var byHigh = one._high.CompareTo(other._high);
        return byHigh != 0 ? byHigh : one._low.CompareTo(other._low);
    }
}
