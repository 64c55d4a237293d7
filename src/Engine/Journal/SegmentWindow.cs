namespace Exchange.Engine.Journal;

/// <summary>Reads a segment through a buffer, so that many small frames cost few system calls.</summary>
internal sealed class SegmentWindow(JournalStorage storage, JournalSegment segment) : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private readonly JournalFile _file = storage.Open(segment.Name, writable: false);
    private byte[] _buffer = [];
    private long _start;
    private int _length;

    public JournalSegment Segment => segment;

    /// <summary>The bytes from <paramref name="offset"/> on: <paramref name="count"/> of them, fewer where the segment ends.</summary>
    public ReadOnlySpan<byte> At(long offset, int count)
    {
        if (offset < _start || offset + count > _start + _length)
            Fill(offset, count);
        int from = (int)(offset - _start);
        return _buffer.AsSpan(from, Math.Min(count, _length - from));
    }

    /// <summary>The bytes from <paramref name="offset"/> on, as many as one read gives; none where the segment ends.</summary>
    public ReadOnlySpan<byte> BlockAt(long offset) => At(offset, BlockBytes);

    /// <summary>Whether the segment has <paramref name="count"/> bytes from <paramref name="offset"/> on.</summary>
    public bool Has(long offset, int count) => count <= _file.Length - offset;

    public void Dispose() => _file.Dispose();

    private void Fill(long offset, int count)
    {
        long rest = Math.Max(0, _file.Length - offset);
        if (Math.Min(count, rest) > _buffer.Length)
            _buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(count, BlockBytes), rest));
        _start = offset;
        _length = _file.Read(offset, _buffer);
    }
}
