using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Exchange.Engine.Journal;

/// <summary>A journal's directory on a file system.</summary>
/// <remarks>Thread-safe. Needs POSIX for <see cref="Sync"/>: a directory cannot be synced elsewhere.</remarks>
public sealed partial class DirectoryStorage : JournalStorage
{
    private const string LockName = "lock";
    private readonly string _path;

    /// <summary>Names the directory; nothing is touched on disk.</summary>
    /// <param name="path">The directory. A writer creates it.</param>
    public DirectoryStorage(string path) => _path = Path.GetFullPath(path);

    /// <inheritdoc/>
    public override IDisposable Lock()
    {
        if (!Directory.Exists(_path))
        {
            Directory.CreateDirectory(_path);
            SyncDirectory(Path.GetDirectoryName(_path) ?? _path);
        }
        try
        {
            return File.OpenHandle(In(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new JournalException($"the journal in {_path} is held by another writer, or cannot be locked: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> List()
    {
        string[] paths = Directory.GetFiles(_path);
        for (int i = 0; i < paths.Length; i++)
            paths[i] = Path.GetFileName(paths[i]);
        return paths;
    }

    /// <inheritdoc/>
    public override JournalFile Create(string name) => new HandleFile(OpenHandle(name, FileMode.Create, FileAccess.ReadWrite));

    /// <inheritdoc/>
    public override JournalFile Open(string name, bool writable) =>
        new HandleFile(OpenHandle(name, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read));

    /// <inheritdoc/>
    public override void Rename(string name, string newName) => File.Move(In(name), In(newName), overwrite: true);

    /// <inheritdoc/>
    public override void Delete(string name) => File.Delete(In(name));

    /// <inheritdoc/>
    public override void Sync() => SyncDirectory(_path);

    private string In(string name) => Path.Combine(_path, name);

    private SafeFileHandle OpenHandle(string name, FileMode mode, FileAccess access) =>
        File.OpenHandle(In(name), mode, access, FileShare.ReadWrite | FileShare.Delete);

    // The base library refuses to open a directory, and fdatasync need not write out a directory's entries.
    private static void SyncDirectory(string path)
    {
        const int ReadOnlyCloseOnExec = 0x80000;
        int descriptor = OpenDescriptor(path, ReadOnlyCloseOnExec);
        if (descriptor < 0)
            throw new IOException($"cannot open {path} to sync it: {Marshal.GetLastPInvokeErrorMessage()}");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    private sealed partial class HandleFile(SafeFileHandle handle) : JournalFile
    {
        private const int Interrupted = 4;

        public override long Length => RandomAccess.GetLength(handle);

        public override int Read(long offset, Span<byte> bytes)
        {
            int total = 0;
            while (total < bytes.Length)
            {
                int read = RandomAccess.Read(handle, bytes[total..], offset + total);
                if (read == 0)
                    break;
                total += read;
            }
            return total;
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        public override void Truncate(long length) => RandomAccess.SetLength(handle, length);

        // RandomAccess.FlushToDisk is fsync, which writes the file's times too: a second write for every batch.
        public override void Sync()
        {
            while (FlushData(handle) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Interrupted)
                    throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }

        protected override void Dispose(bool disposing) => handle.Dispose();

        [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
        private static partial int FlushData(SafeFileHandle handle);
    }
}
