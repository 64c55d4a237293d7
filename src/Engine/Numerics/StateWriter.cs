using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Exchange.Engine.Numerics;

/// <summary>Where the bytes of a state go as they are hashed.</summary>
public delegate void StateSink(ReadOnlySpan<byte> bytes);

/// <summary>
/// Takes the state of the exchange, value after value, and hashes it: SHA-256 over the little-endian bytes. Two
/// exchanges with equal hashes behave alike from here on. What writes its state reads it back beside it, from a
/// <see cref="StateReader"/>: a snapshot is the bytes that were hashed. One thread.
/// </summary>
public sealed class StateWriter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 15];
    private readonly StateSink? _sink;
    private int _length;

    /// <summary>Begins a state.</summary>
    /// <param name="sink">Also gets the bytes; null: they are hashed alone.</param>
    public StateWriter(StateSink? sink = null) => _sink = sink;

    /// <summary>Adds a 64-bit integer.</summary>
    public void Write(long value)
    {
        if (_length + sizeof(long) > _buffer.Length)
        {
            Flush();
        }
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(long);
    }

    /// <summary>Adds an unsigned 64-bit integer.</summary>
    public void Write(ulong value) => Write(unchecked((long)value));

    /// <summary>Adds a 128-bit integer.</summary>
    public void Write(Int128 value)
    {
        Write(unchecked((long)(value >> 64)));
        Write(unchecked((long)value));
    }

    /// <summary>Adds bytes, with their number.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (_length == _buffer.Length)
            {
                Flush();
            }
            var count = Math.Min(bytes.Length, _buffer.Length - _length);
            bytes[..count].CopyTo(_buffer.AsSpan(_length));
            bytes = bytes[count..];
            _length += count;
        }
    }

    /// <summary>Adds text in UTF-8, with its length.</summary>
    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of everything written, as 64 lower-case hexadecimal digits; starts anew.</summary>
    public string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        var bytes = _buffer.AsSpan(0, _length);
        _hash.AppendData(bytes);
        _sink?.Invoke(bytes);
        _length = 0;
    }
}
