using System.Buffers.Binary;
using System.Text;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Writes values one after the other into a record, little-endian.</summary>
internal ref struct RecordWriter
{
    private readonly Span<byte> _record;

    public RecordWriter(Span<byte> record, int position)
    {
        _record = record;
        Position = position;
    }

    public int Position { get; private set; }

    public void Write(byte value) => _record[Position++] = value;

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_record[Position..], value);
        Position += sizeof(long);
    }

    public void Write(Int128 value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(_record[Position..], value);
        Position += 16;
    }

    public void Write(FixedDecimal value) => Write(value.Scaled);

    /// <summary>Writes a name of at most 255 bytes.</summary>
    public void Write(string text)
    {
        var length = Encoding.UTF8.GetBytes(text, _record[(Position + 1)..]);
        _record[Position] = checked((byte)length);
        Position += 1 + length;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_record[Position..]);
        Position += bytes.Length;
    }
}
