using System.Security.Cryptography;
using System.Text;
using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

/// <summary>A directory in memory that crashes, tears, fills up and fails as disks do.</summary>
internal sealed class SimulatedDisk : JournalStorage
{
    private readonly Lock _gate = new();
    private readonly List<NameChange> _unsyncedNames = [];
    private Dictionary<string, Content> _names = [];
    private Dictionary<string, Content> _syncedNames = [];
    private bool _locked;

    /// <summary>How many bytes fit.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>How many bytes are taken.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
                return _names.Values.Sum(content => (long)content.Current.Length);
        }
    }

    /// <summary>Operations that change something and still succeed; after them, power is off.</summary>
    public int OperationsUntilCrash { get; set; } = int.MaxValue;

    /// <summary>Asked at each sync of a file whether it fails.</summary>
    public Func<bool> SyncFails { get; set; } = static () => false;

    /// <summary>Asked at each sync of a file whether it returns without having done anything, as no disk should.</summary>
    public Func<bool> SyncLies { get; set; } = static () => false;

    public int Writes { get; private set; }

    public int Syncs { get; private set; }

    public override IDisposable Lock()
    {
        lock (_gate)
        {
            if (_locked)
                throw new JournalException("the simulated disk is held by another writer");
            _locked = true;
            return new Release(this);
        }
    }

    public override IReadOnlyList<string> List()
    {
        lock (_gate)
            return [.. _names.Keys.Order(StringComparer.Ordinal)];
    }

    public override JournalFile Create(string name) => Change(() =>
    {
        Apply(new NameChange(null, name, new Content()));
        return new OpenFile(this, _names[name], writable: true);
    });

    public override JournalFile Open(string name, bool writable)
    {
        lock (_gate)
        {
            return _names.TryGetValue(name, out Content? content)
                ? new OpenFile(this, content, writable)
                : throw new FileNotFoundException($"no file {name}");
        }
    }

    public override void Rename(string name, string newName) => Change(() => Apply(new NameChange(name, newName, null)));

    public override void Delete(string name) => Change(() => Apply(new NameChange(name, null, null)));

    public override void Sync() => Change(() =>
    {
        _syncedNames = new(_names);
        _unsyncedNames.Clear();
        return true;
    });

    /// <summary>Loses power: of what was not synced, any part is lost, in pieces of <paramref name="sectorBytes"/>.</summary>
    public void Crash(Random random, int sectorBytes, double keep)
    {
        lock (_gate)
        {
            _names = new(_syncedNames);
            foreach (NameChange change in _unsyncedNames)
            {
                if (random.NextDouble() < keep)
                    change.ApplyTo(_names);
            }
            _unsyncedNames.Clear();
            _syncedNames = new(_names);
            foreach (Content content in _names.Values)
                content.Crash(random, sectorBytes, keep);
            OperationsUntilCrash = int.MaxValue;
            _locked = false;
        }
    }

    /// <summary>The process is gone and the machine is not: what was written stays, as little on the platter as it was.</summary>
    public void Kill()
    {
        OperationsUntilCrash = int.MaxValue;
        _locked = false;
    }

    public byte[] Bytes(string name) => _names[name].Current.ToArray();

    public void Replace(string name, byte[] bytes) => _names[name] = new Content(bytes);

    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk();
        foreach ((string name, Content content) in _names)
            copy._names[name] = new Content(content.Current.ToArray());
        copy._syncedNames = new(copy._names);
        return copy;
    }

    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in List())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(Bytes(name));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private bool Apply(NameChange change)
    {
        change.ApplyTo(_names);
        _unsyncedNames.Add(change);
        return true;
    }

    private T Change<T>(Func<T> change)
    {
        lock (_gate)
        {
            if (OperationsUntilCrash <= 0)
                throw new IOException("power is off");
            OperationsUntilCrash--;
            return change();
        }
    }

    private void Write(Content content, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (OperationsUntilCrash <= 0)
                throw new IOException("power is off");
            if (UsedBytes + Math.Max(0, offset + bytes.Length - content.Current.Length) > CapacityBytes)
                throw new IOException("no space left on the simulated disk");
            content.Write(offset, bytes.ToArray());
            Writes++;
            // Power goes while the last write is under way: parts of it may have arrived.
            if (--OperationsUntilCrash == 0)
                throw new IOException("power went off");
        }
    }

    private bool SyncFile(Content content) => Change(() =>
    {
        Syncs++;
        if (SyncFails())
        {
            content.ForgetUnsynced();
            throw new IOException("the simulated sync failed");
        }
        if (!SyncLies())
            content.Sync();
        return true;
    });

    private sealed record NameChange(string? Name, string? NewName, Content? Created)
    {
        public void ApplyTo(Dictionary<string, Content> names)
        {
            Content? content = Created;
            if (Name is not null)
                names.Remove(Name, out content);
            if (NewName is not null && content is not null)
                names[NewName] = content;
        }
    }

    private sealed class Release(SimulatedDisk disk) : IDisposable
    {
        public void Dispose() => disk._locked = false;
    }

    /// <summary>A file's bytes: as programs see them, as they are on the platter, and the writes between the two.</summary>
    private sealed class Content(byte[]? bytes = null)
    {
        private readonly List<(long Offset, byte[]? Bytes)> _unsynced = [];
        private Image _synced = new(bytes ?? []);

        public Image Current { get; private set; } = new(bytes ?? []);

        public void Write(long offset, byte[]? bytes)
        {
            Current.Write(offset, bytes);
            _unsynced.Add((offset, bytes));
        }

        public void Sync()
        {
            foreach ((long offset, byte[]? bytes) in _unsynced)
                _synced.Write(offset, bytes);
            _unsynced.Clear();
        }

        /// <summary>What Linux does after a failed sync: the pages stay in memory, marked as clean. A cut is metadata and is kept.</summary>
        public void ForgetUnsynced() => _unsynced.RemoveAll(static write => write.Bytes is not null);

        public void Crash(Random random, int sectorBytes, double keep)
        {
            foreach ((long offset, byte[]? bytes) in _unsynced)
            {
                if (bytes is null)
                {
                    if (random.NextDouble() < keep)
                        _synced.Write(offset, null);
                    continue;
                }
                for (int i = 0; i < bytes.Length;)
                {
                    int count = Math.Min(bytes.Length - i, sectorBytes - (int)((offset + i) % sectorBytes));
                    if (random.NextDouble() < keep)
                        _synced.Write(offset + i, bytes[i..(i + count)]);
                    i += count;
                }
            }
            _unsynced.Clear();
            Current = new Image(_synced.ToArray());
            _synced = new Image(_synced.ToArray());
        }
    }

    private sealed class Image(byte[] bytes)
    {
        private byte[] _bytes = bytes;

        public int Length { get; private set; } = bytes.Length;

        public byte[] ToArray() => _bytes[..Length];

        public ReadOnlySpan<byte> From(long offset) => offset >= Length ? [] : _bytes.AsSpan((int)offset..Length);

        /// <summary>Writes, or cuts where there is nothing to write.</summary>
        public void Write(long offset, byte[]? bytes)
        {
            if (bytes is null)
            {
                Array.Clear(_bytes, (int)Math.Min(offset, Length), (int)Math.Max(0, Length - offset));
                Length = (int)Math.Min(offset, Length);
                return;
            }
            int end = (int)offset + bytes.Length;
            if (end > _bytes.Length)
                Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
            bytes.CopyTo(_bytes, offset);
            Length = Math.Max(Length, end);
        }
    }

    private sealed class OpenFile(SimulatedDisk disk, Content content, bool writable) : JournalFile
    {
        public override long Length
        {
            get
            {
                lock (disk._gate)
                    return content.Current.Length;
            }
        }

        public override int Read(long offset, Span<byte> bytes)
        {
            lock (disk._gate)
            {
                ReadOnlySpan<byte> source = content.Current.From(offset);
                int count = Math.Min(source.Length, bytes.Length);
                source[..count].CopyTo(bytes);
                return count;
            }
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Assert.True(writable);
            disk.Write(content, offset, bytes);
        }

        public override void Truncate(long length)
        {
            Assert.True(writable);
            disk.Change(() =>
            {
                content.Write(length, null);
                return true;
            });
        }

        public override void Sync() => disk.SyncFile(content);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
