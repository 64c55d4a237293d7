namespace Exchange.Engine.Journal;

/// <summary>
/// The directory a journal lives in: the one seam between the journal and a disk. What is created, renamed or deleted
/// may be undone by a crash until <see cref="Sync"/> has returned. Failures are <see cref="IOException"/>s.
/// </summary>
/// <remarks>Safe to use from several threads.</remarks>
public abstract class JournalStorage
{
    /// <summary>Takes the directory for one writer, and creates it if need be; disposing the result releases it.</summary>
    /// <exception cref="JournalException">Another writer holds it.</exception>
    public abstract IDisposable Lock();

    /// <summary>The names of the files in the directory, in any order.</summary>
    public abstract IReadOnlyList<string> List();

    /// <summary>Creates an empty file, or empties the one of that name, and opens it for writing.</summary>
    /// <param name="name">Its name, without any folder.</param>
    public abstract JournalFile Create(string name);

    /// <summary>Opens a file that exists; others may have it open, for writing too.</summary>
    /// <param name="name">Its name, without any folder.</param>
    /// <param name="writable">Whether it may be written.</param>
    public abstract JournalFile Open(string name, bool writable);

    /// <summary>Renames a file, open or not, in one step; a file that has the new name already is replaced.</summary>
    /// <param name="name">The name it has.</param>
    /// <param name="newName">The name it gets.</param>
    public abstract void Rename(string name, string newName);

    /// <summary>Deletes a file; nothing happens where there is none.</summary>
    /// <param name="name">Its name, without any folder.</param>
    public abstract void Delete(string name);

    /// <summary>Returns when names created, renamed and deleted so far would survive a crash.</summary>
    public abstract void Sync();
}

/// <summary>
/// An open file of a <see cref="JournalStorage"/>. What is written may be lost in a crash, in any part and in any order,
/// until <see cref="Sync"/> has returned. Failures are <see cref="IOException"/>s.
/// </summary>
public abstract class JournalFile : IDisposable
{
    /// <summary>The file's length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Reads until <paramref name="bytes"/> is full or the file ends; returns how many bytes were read.</summary>
    /// <param name="offset">Where to start, in bytes from the file's beginning.</param>
    /// <param name="bytes">What to fill.</param>
    public abstract int Read(long offset, Span<byte> bytes);

    /// <summary>Writes all of <paramref name="bytes"/>, and lengthens the file where they pass its end.</summary>
    /// <param name="offset">Where to start, in bytes from the file's beginning.</param>
    /// <param name="bytes">What to write.</param>
    public abstract void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file.</summary>
    /// <param name="length">The new length in bytes, at most the present one.</param>
    public abstract void Truncate(long length);

    /// <summary>
    /// Returns when the file's bytes and length would survive a crash. After a failure nobody knows what is on the disk,
    /// and a second attempt that succeeds proves nothing.
    /// </summary>
    public abstract void Sync();

    /// <summary>Closes the file, without a sync.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}
