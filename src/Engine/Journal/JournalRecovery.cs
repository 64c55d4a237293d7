namespace Exchange.Engine.Journal;

/// <summary>Makes a scanned journal ready for a new segment at its end. It may be interrupted at any point and run again.</summary>
internal static class JournalRecovery
{
    /// <summary>Cuts the torn tail, and brings to the disk what may not be there yet.</summary>
    public static void Repair(JournalStorage storage, JournalScan scan)
    {
        DeleteTail(storage, scan);
        for (int i = 0; i < scan.Extents.Count; i++)
        {
            SegmentExtent extent = scan.Extents[i];
            bool isLast = i == scan.Extents.Count - 1;
            if (isLast || extent.LastSequence > scan.SyncedSequence)
                Settle(storage, extent, isLast, rewrite: extent.LastSequence > scan.SyncedSequence);
        }
    }

    // Newest first and one by one, so that no crash leaves a hole. A segment at the very end without a record stays: the
    // new one takes its name, and until then its header is the witness for those before it.
    private static void DeleteTail(JournalStorage storage, JournalScan scan)
    {
        for (int i = scan.Segments.Count - 1; i >= 0 && scan.Segments[i].FirstSequence > scan.NextSequence; i--)
        {
            storage.Delete(scan.Segments[i].Name);
            storage.Sync();
        }
    }

    private static void Settle(JournalStorage storage, in SegmentExtent extent, bool isLast, bool rewrite)
    {
        using JournalFile file = storage.Open(extent.Segment.Name, writable: true);
        if (isLast && file.Length > extent.EndOffset)
            file.Truncate(extent.EndOffset);
        if (rewrite)
            Rewrite(file, extent.EndOffset);
        file.Sync();
    }

    // After a failed sync the operating system may hold pages that it takes for clean and that never reached the disk;
    // only writing them again makes the next sync mean something.
    private static void Rewrite(JournalFile file, long length)
    {
        byte[] block = new byte[1 << 20];
        for (long offset = 0; offset < length;)
        {
            int count = file.Read(offset, block.AsSpan(0, (int)Math.Min(block.Length, length - offset)));
            file.Write(offset, block.AsSpan(0, count));
            offset += count;
        }
    }
}
