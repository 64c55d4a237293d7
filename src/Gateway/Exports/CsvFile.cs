using System.Buffers.Text;
using System.Text;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// A file of comma-separated values as RFC 4180 has them, in UTF-8 and with a line feed at the end of a row. Rows are written
/// field by field; what has been written is on its way to the file when the buffer is full. One thread.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    // Longer than any field of ours: a number, a name, a moment.
    private const int MaxFieldBytes = 1 << 10;

    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _length;
    private bool _isInRow;

    /// <summary>Creates a file that was not there before.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">Its name.</param>
    /// <param name="columns">The names in its first row; null: it has no such row.</param>
    /// <exception cref="IOException">There is one, or it cannot be made.</exception>
    public CsvFile(string folder, string name, string? columns)
    {
        _file = new(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (var column in columns?.Split(',') ?? [])
        {
            Add(column);
        }
        if (columns is not null)
        {
            EndRow();
        }
    }

    /// <summary>Adds a text, in quotation marks where it needs them.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var isQuoted = text.ContainsAny(",\"\r\n");
        var field = BeginField((2 * Encoding.UTF8.GetMaxByteCount(text.Length)) + 2);
        if (!isQuoted)
        {
            _length += Encoding.UTF8.GetBytes(text, field);
            return;
        }
        _length += Encoding.UTF8.GetBytes($"\"{text.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\"", field);
    }

    /// <summary>Adds a whole number.</summary>
    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, BeginField(MaxFieldBytes), out var written);
        _length += written;
    }

    /// <summary>Adds a whole number.</summary>
    public void Add(ulong number)
    {
        Utf8Formatter.TryFormat(number, BeginField(MaxFieldBytes), out var written);
        _length += written;
    }

    /// <summary>Adds an amount of cash.</summary>
    public void Add(Cash amount) => Add(amount.ToString());

    /// <summary>Adds a moment in seconds, with all nine places.</summary>
    public void Add(Timestamp moment)
    {
        var (seconds, nanoseconds) = Math.DivRem(moment.Nanoseconds, NanosecondsPerSecond);
        var field = BeginField(MaxFieldBytes);
        Utf8Formatter.TryFormat(seconds, field, out var whole);
        field[whole] = (byte)'.';
        Utf8Formatter.TryFormat(nanoseconds, field[(whole + 1)..], out var places, new('D', 9));
        _length += whole + 1 + places;
    }

    /// <summary>Adds a moment, or nothing.</summary>
    public void Add(Timestamp? moment)
    {
        if (moment is { } value)
        {
            Add(value);
        }
        else
        {
            BeginField(0);
        }
    }

    /// <summary>Ends a row.</summary>
    public void EndRow()
    {
        Reserve(1);
        _buffer[_length++] = (byte)'\n';
        _isInRow = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private Span<byte> BeginField(int bytes)
    {
        Reserve(bytes + 1);
        if (_isInRow)
        {
            _buffer[_length++] = (byte)',';
        }
        _isInRow = true;
        return _buffer.AsSpan(_length);
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _buffer.Length)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_length > 0)
        {
            _file.Write(_buffer, 0, _length);
            _length = 0;
        }
    }
}
