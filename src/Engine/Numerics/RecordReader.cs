using System.Buffers.Binary;
using System.Text;

namespace Exchange.Engine.Numerics;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
internal ref struct RecordReader
{
    private ReadOnlySpan<byte> _rest;

    public RecordReader(ReadOnlySpan<byte> record, int position) => _rest = record[position..];

    public byte ReadByte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public long ReadInt64()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[sizeof(long)..];
        return value;
    }

    public int ReadInt32()
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        _rest = _rest[sizeof(int)..];
        return value;
    }

    public Int128 ReadInt128()
    {
        var value = BinaryPrimitives.ReadInt128LittleEndian(_rest);
        _rest = _rest[16..];
        return value;
    }

    public FixedDecimal ReadDecimal() => new(ReadInt128());

    public FixedDecimal? ReadOptionalDecimal()
    {
        var isThere = ReadByte() != 0;
        var value = ReadDecimal();
        return isThere ? value : null;
    }

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public double[] ReadDoubles(int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = ReadDouble();
        }
        return values;
    }

    public string ReadString()
    {
        var length = ReadByte();
        return Encoding.UTF8.GetString(ReadBytes(length));
    }

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
