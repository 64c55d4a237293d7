using System.Buffers;

namespace Exchange.Load;

/// <summary>
/// Reads the fields of a message as they lie there, with as little work as there can be: it is the exchange that is measured, and
/// its clients run on its processors. It believes what it reads, for our own gateway has sent it.
/// </summary>
internal ref struct FieldReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The field's number.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, where it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its bytes, where it is text or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Reads the next field; false at the end.</summary>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }
        var tag = ReadVarint();
        Field = (int)(tag >> 3);
        Number = ReadVarint();
        switch (tag & 7)
        {
            case 0:
                return true;
            case 2:
                Bytes = _rest[..(int)Number];
                _rest = _rest[(int)Number..];
                return true;
            default:
                throw new InvalidDataException($"Field {Field} is neither a number nor bytes.");
        }
    }

    /// <summary>Has a message read where it lies, or from a copy where it lies in pieces.</summary>
    public static T Read<T>(ReadOnlySequence<byte> message, Func<ReadOnlySpan<byte>, T> read)
    {
        if (message.IsSingleSegment)
        {
            return read(message.FirstSpan);
        }
        var length = (int)message.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        message.CopyTo(bytes);
        var result = read(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
        return result;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        var at = 0;
        byte next;
        do
        {
            next = _rest[at];
            value |= (ulong)(next & 0x7F) << (7 * at++);
        }
        while (next >= 0x80);
        _rest = _rest[at..];
        return value;
    }
}
