using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Exchange.Engine.Numerics;

/// <summary>Where the bytes of a state come from: fills as much as there is and returns how much, zero at the end.</summary>
/// <exception cref="InvalidDataException">The bytes are damaged.</exception>
/// <exception cref="IOException">They cannot be read.</exception>
public delegate int StateSource(Span<byte> bytes);

/// <summary>
/// Reads back what <see cref="StateWriter"/> wrote, value after value. Whatever cannot have been written is an
/// <see cref="InvalidDataException"/>. One thread.
/// </summary>
public sealed class StateReader
{
    private readonly StateSource _source;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _position;
    private int _length;

    /// <summary>Reads from the beginning of a state.</summary>
    public StateReader(StateSource source) => _source = source;

    /// <summary>How many accounts there are, once the ledger has been read: what comes after it names accounts by number.</summary>
    public int AccountCount { get; set; }

    /// <summary>Reads a 64-bit integer.</summary>
    public long ReadInt64()
    {
        Require(sizeof(long));
        var value = BinaryPrimitives.ReadInt64LittleEndian(_buffer.AsSpan(_position));
        _position += sizeof(long);
        return value;
    }

    /// <summary>Reads an unsigned 64-bit integer.</summary>
    public ulong ReadUInt64() => unchecked((ulong)ReadInt64());

    /// <summary>Reads a 128-bit integer.</summary>
    public Int128 ReadInt128()
    {
        var high = ReadUInt64();
        return unchecked((Int128)new UInt128(high, ReadUInt64()));
    }

    /// <summary>Reads an integer from zero on and below a bound: a number of something, or how many there are.</summary>
    public int ReadIndex(int bound) =>
        ReadInt64() is var value && value >= 0 && value < bound ? (int)value : throw Malformed($"{value} is not below {bound}");

    /// <summary>Reads how many of something follow.</summary>
    public int ReadCount() => ReadIndex(int.MaxValue);

    /// <summary>Reads the number of an account that there is.</summary>
    public int ReadAccount() => ReadIndex(AccountCount);

    /// <summary>Reads the number of an account; false at the −1 that ends a list of them.</summary>
    public bool TryReadAccount(out int account)
    {
        var value = ReadInt64();
        account = value >= -1 && value < AccountCount ? (int)value : throw Malformed($"{value} is no account");
        return account >= 0;
    }

    /// <summary>Reads yes or no.</summary>
    public bool ReadBool() => ReadIndex(2) != 0;

    /// <summary>Reads one of the named values of an enumeration of bytes.</summary>
    public T ReadEnum<T>()
        where T : struct, Enum
    {
        var value = Unsafe.BitCast<byte, T>((byte)ReadIndex(byte.MaxValue + 1));
        return Enum.IsDefined(value) ? value : throw Malformed($"{value} is no {typeof(T).Name}");
    }

    /// <summary>Reads a moment.</summary>
    public Timestamp ReadTimestamp() => ReadOptionalTimestamp() ?? throw Malformed("a moment is missing");

    /// <summary>Reads a moment that was written as −1 where there was none.</summary>
    public Timestamp? ReadOptionalTimestamp() =>
        ReadInt64() is var nanoseconds && nanoseconds >= 0 ? new Timestamp(nanoseconds)
        : nanoseconds == -1 ? null
        : throw Malformed($"{nanoseconds} is no moment");

    /// <summary>Reads a price.</summary>
    public Price ReadPrice() => ReadOptionalPrice() ?? throw Malformed("a price is missing");

    /// <summary>Reads a price that was written as the least integer where there was none.</summary>
    public Price? ReadOptionalPrice() =>
        ReadInt64() is var ticks && Price.IsInRange(ticks) ? new Price(ticks)
        : ticks == long.MinValue ? null
        : throw Malformed($"{ticks} is no price");

    /// <summary>Reads the lots of an order, one or more.</summary>
    public long ReadSize() =>
        ReadInt64() is var lots && Quantity.IsOrderSize(lots) ? lots : throw Malformed($"no order has {lots} lots");

    /// <summary>Reads bytes that were written with their number.</summary>
    public byte[] ReadBytes(int mostBytes)
    {
        var bytes = new byte[ReadIndex(mostBytes + 1)];
        for (var done = 0; done < bytes.Length;)
        {
            Require(1);
            var count = Math.Min(bytes.Length - done, _length - _position);
            _buffer.AsSpan(_position, count).CopyTo(bytes.AsSpan(done));
            (done, _position) = (done + count, _position + count);
        }
        return bytes;
    }

    /// <summary>Reads text.</summary>
    public string ReadString(int mostBytes = 1024) => Encoding.UTF8.GetString(ReadBytes(mostBytes));

    /// <summary>Says that this was all.</summary>
    public void ReadEnd()
    {
        if (_position < _length || _source(_buffer) != 0)
        {
            throw Malformed("there is more than a state");
        }
    }

    /// <summary>What to throw where a value cannot have been written.</summary>
    public static InvalidDataException Malformed(string why) => new($"the state is malformed: {why}");

    /// <summary>Has so many bytes in the buffer, a few at most.</summary>
    private void Require(int count)
    {
        if (_length - _position >= count)
        {
            return;
        }
        _buffer.AsSpan(_position.._length).CopyTo(_buffer);
        (_position, _length) = (0, _length - _position);
        while (_length < count)
        {
            var read = _source(_buffer.AsSpan(_length));
            _length += read != 0 ? read : throw Malformed("it ends too soon");
        }
    }
}
