using System.Buffers.Binary;
using System.Text;

namespace Exchange.Engine.Numerics;

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

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_record[Position..], value);
        Position += sizeof(int);
    }

    public void Write(Int128 value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(_record[Position..], value);
        Position += 16;
    }

    public void Write(FixedDecimal value) => Write(value.Scaled);

    public void Write(FixedDecimal? value)
    {
        Write((byte)(value is null ? 0 : 1));
        Write(value ?? default);
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes doubles one after the other; their number is the reader's to know.</summary>
    public void Write(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Write(value);
        }
    }

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
