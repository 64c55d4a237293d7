namespace Exchange.Gateway.Scripts;

/// <summary>Cuts a stream into lines at '\n', as bytes. The last line need not be ended.</summary>
internal sealed class LineReader(Stream source)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isEnded;

    /// <summary>The number of the line taken last, counted from one.</summary>
    public long Number { get; private set; }

    /// <summary>Takes the next line out of what has been read; valid until <see cref="Fill"/>.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        var isLast = length < 0 && _isEnded && _start < _end;
        if (length < 0 && !isLast)
        {
            line = default;
            return false;
        }
        line = _buffer.AsMemory(_start, isLast ? _end - _start : length);
        _start = isLast ? _end : _start + length + 1;
        Number++;
        return true;
    }

    /// <summary>Reads on, and waits for it; false when there is no more.</summary>
    public bool Fill()
    {
        if (_isEnded)
        {
            return false;
        }
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = source.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isEnded = read == 0;
        return true;
    }
}
