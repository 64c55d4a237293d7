using System.Buffers.Binary;

namespace Exchange.Engine.Journal;

/// <summary>
/// Writes a snapshot: <see cref="Append"/> for the state, part after part, then <see cref="Finish"/>. Until then the file has
/// a temporary name, and a crash leaves nothing that looks like a snapshot. One thread; one writer at a time.
/// </summary>
public sealed class SnapshotWriter : IDisposable
{
    /// <summary>The bytes of the state in a block, which its checksum follows; the last block has what is left.</summary>
    internal const int BlockBytes = 1 << 20;

    private const string TemporaryName = "unfinished";

    private readonly JournalStorage _storage;
    private readonly JournalFile _file;
    private readonly byte[] _block = new byte[BlockBytes + sizeof(uint)];
    private int _length;
    private long _offset = SnapshotHeader.Bytes;
    private bool _isFinished;

    /// <summary>Begins a snapshot.</summary>
    /// <param name="storage">Where the journal lives; the caller holds its lock.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    public SnapshotWriter(JournalStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        _file = storage.Create(TemporaryName);
    }

    /// <summary>How many bytes of the state there are so far.</summary>
    public long StateBytes { get; private set; }

    /// <summary>Adds the next bytes of the state.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, BlockBytes - _length);
            bytes[..count].CopyTo(_block.AsSpan(_length));
            bytes = bytes[count..];
            _length += count;
            StateBytes += count;
            if (_length == BlockBytes)
                WriteBlock();
        }
    }

    /// <summary>Gives the snapshot its header and its name; it survives a crash once this has returned.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    public Snapshot Finish(SnapshotHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (_length > 0)
            WriteBlock();
        Span<byte> bytes = stackalloc byte[SnapshotHeader.Bytes];
        header.Write(bytes);
        _file.Write(0, bytes);
        _file.Sync();
        var snapshot = new Snapshot(header.Sequence);
        _storage.Rename(TemporaryName, snapshot.Name);
        _isFinished = true;
        _storage.Sync();
        return snapshot;
    }

    /// <summary>Closes the file; an unfinished one is deleted, best effort: the next writer overwrites what is left.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_isFinished)
            return;
        _isFinished = true;
        try
        {
            _storage.Delete(TemporaryName);
        }
        catch (IOException)
        {
        }
    }

    // Synced block by block, so that a sync of the journal's thread never waits long behind them.
    private void WriteBlock()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(_length), Crc32C.Compute(_block.AsSpan(0, _length)));
        _file.Write(_offset, _block.AsSpan(0, _length + sizeof(uint)));
        _file.Sync();
        _offset += _length + sizeof(uint);
        _length = 0;
    }
}
