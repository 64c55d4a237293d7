using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Journal;

/// <summary>Reads a snapshot and checks every checksum on the way. One thread.</summary>
public sealed class SnapshotReader : IDisposable
{
    private readonly JournalFile _file;
    private readonly byte[] _block = new byte[SnapshotWriter.BlockBytes + sizeof(uint)];
    private long _offset = SnapshotHeader.Bytes;
    private long _rest;
    private int _position;
    private int _length;

    private SnapshotReader(JournalFile file, Snapshot snapshot)
    {
        _file = file;
        int read = file.Read(0, _block.AsSpan(0, SnapshotHeader.Bytes));
        Header = SnapshotHeader.Read(_block.AsSpan(0, read), snapshot);
        _rest = Header.StateBytes;
        long blocks = (_rest + SnapshotWriter.BlockBytes - 1) / SnapshotWriter.BlockBytes;
        if (_rest < 0 || file.Length != SnapshotHeader.Bytes + _rest + (blocks * sizeof(uint)))
            throw new InvalidDataException($"it has {file.Length} bytes, which is not its length");
    }

    /// <summary>What the snapshot says of itself.</summary>
    public SnapshotHeader Header { get; }

    /// <summary>Opens a snapshot.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another format.</exception>
    /// <exception cref="IOException">The storage failed, or there is no such snapshot.</exception>
    public static SnapshotReader Open(JournalStorage storage, Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(storage);
        JournalFile file = storage.Open(snapshot.Name, writable: false);
        try
        {
            return new SnapshotReader(file, snapshot);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next bytes of the state, as many as one block has left; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">A block is damaged.</exception>
    /// <exception cref="IOException">The storage failed.</exception>
    public int Read(Span<byte> bytes)
    {
        if (_position == _length)
            ReadBlock();
        int count = Math.Min(bytes.Length, _length - _position);
        _block.AsSpan(_position, count).CopyTo(bytes);
        _position += count;
        return count;
    }

    /// <summary>Reads what is left of a snapshot just opened, to see whether the state has its hash.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="IOException">The storage failed.</exception>
    public void Check()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (ReadBlock(); _length > 0; ReadBlock())
            hash.AppendData(_block, 0, _length);
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != Header.StateHash)
            throw new InvalidDataException("its state has another hash than its header says");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadBlock()
    {
        (_position, _length) = (0, (int)Math.Min(SnapshotWriter.BlockBytes, _rest));
        if (_length == 0)
            return;
        Span<byte> block = _block.AsSpan(0, _length + sizeof(uint));
        if (_file.Read(_offset, block) != block.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(block[_length..]) != Crc32C.Compute(block[.._length]))
            throw new InvalidDataException($"the block at offset {_offset} is damaged");
        _offset += block.Length;
        _rest -= _length;
    }
}
