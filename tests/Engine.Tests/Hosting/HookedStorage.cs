using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>A journal's storage with hooks that a test may block or throw in. They run on the thread that writes or syncs.</summary>
internal sealed class HookedStorage(JournalStorage inner) : JournalStorage
{
    public Action<string> Creating { get; set; } = static _ => { };

    public Action Writing { get; set; } = static () => { };

    public Action Syncing { get; set; } = static () => { };

    public override IDisposable Lock() => inner.Lock();

    public override IReadOnlyList<string> List() => inner.List();

    public override JournalFile Create(string name)
    {
        Creating(name);
        return new HookedFile(this, inner.Create(name));
    }

    public override JournalFile Open(string name, bool writable) => new HookedFile(this, inner.Open(name, writable));

    public override void Rename(string name, string newName) => inner.Rename(name, newName);

    public override void Delete(string name) => inner.Delete(name);

    public override void Sync() => inner.Sync();

    private sealed class HookedFile(HookedStorage storage, JournalFile file) : JournalFile
    {
        public override long Length => file.Length;

        public override int Read(long offset, Span<byte> bytes) => file.Read(offset, bytes);

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            storage.Writing();
            file.Write(offset, bytes);
        }

        public override void Truncate(long length) => file.Truncate(length);

        public override void Sync()
        {
            storage.Syncing();
            file.Sync();
        }

        protected override void Dispose(bool disposing) => file.Dispose();
    }
}
