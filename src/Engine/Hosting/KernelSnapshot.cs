using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Hosting;

/// <summary>A kernel's state in a file beside the journal.</summary>
public static class KernelSnapshot
{
    /// <summary>Writes the state after the kernel's last command; it survives a crash once this has returned.</summary>
    /// <param name="storage">Where the journal lives; the caller holds its lock.</param>
    /// <param name="kernel">The kernel, all of whose commands are durable.</param>
    /// <exception cref="IOException">The storage failed; there is no snapshot then.</exception>
    public static Snapshot Write(JournalStorage storage, ExchangeKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        using var writer = new SnapshotWriter(storage);
        var hash = kernel.WriteState(writer.Append);
        return writer.Finish(new(
            ExchangeKernel.StateVersion,
            ExchangeKernel.RulesVersion,
            kernel.Sequence,
            kernel.Now.Nanoseconds,
            writer.StateBytes,
            hash));
    }

    /// <summary>The kernel whose state a snapshot holds; every checksum and the state's hash are right then.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    /// <exception cref="IOException">The storage failed.</exception>
    public static ExchangeKernel Read(JournalStorage storage, Snapshot snapshot)
    {
        using var reader = SnapshotReader.Open(storage, snapshot);
        if (reader.Header.StateVersion != ExchangeKernel.StateVersion)
        {
            throw new InvalidDataException(
                $"its state has layout {reader.Header.StateVersion}, and this program reads {ExchangeKernel.StateVersion}");
        }
        var kernel = ExchangeKernel.ReadState(reader.Read, reader.Header.StateHash);
        return kernel.Sequence == snapshot.Sequence
            ? kernel
            : throw new InvalidDataException($"its state is that of sequence {kernel.Sequence}");
    }

    /// <summary>The kernel of the newest good snapshot; an empty one where there is none.</summary>
    /// <param name="storage">Where the journal lives.</param>
    /// <param name="warned">Told what is wrong with newer ones.</param>
    public static ExchangeKernel ReadNewest(JournalStorage storage, Action<string>? warned)
    {
        foreach (var snapshot in Snapshot.List(storage))
        {
            try
            {
                return Read(storage, snapshot);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                warned?.Invoke($"the snapshot {snapshot.Name} is passed over: {e.Message}");
            }
        }
        return new();
    }

    /// <summary>
    /// The kernel to replay a journal from as far back as it goes: an empty one where that is its beginning, else that of the
    /// oldest good snapshot.
    /// </summary>
    /// <param name="storage">Where the journal lives.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    public static ExchangeKernel ReadOldest(JournalStorage storage)
    {
        var snapshots = JournalSegment.List(storage) is [{ FirstSequence: > 1 }, ..] ? Snapshot.List(storage) : [];
        for (var i = snapshots.Count - 1; i >= 0; i--)
        {
            if (IsGood(storage, snapshots[i]))
            {
                return Read(storage, snapshots[i]);
            }
        }
        return new();
    }

    /// <summary>
    /// Deletes snapshots but the two newest good ones, and returns the older of these: what lies before it is not needed to
    /// recover, even if the newest should be lost. Null: there are no two.
    /// </summary>
    /// <param name="storage">Where the journal lives; the caller holds its lock.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    public static Snapshot? KeepTwo(JournalStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        Snapshot? second = null;
        var good = 0;
        foreach (var snapshot in Snapshot.List(storage))
        {
            if (good == 2)
            {
                storage.Delete(snapshot.Name);
            }
            else if (IsGood(storage, snapshot) && ++good == 2)
            {
                second = snapshot;
            }
        }
        return second;
    }

    private static bool IsGood(JournalStorage storage, Snapshot snapshot)
    {
        try
        {
            using var reader = SnapshotReader.Open(storage, snapshot);
            reader.Check();
            return reader.Header.StateVersion == ExchangeKernel.StateVersion;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
