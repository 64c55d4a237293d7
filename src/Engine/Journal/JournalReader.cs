namespace Exchange.Engine.Journal;

/// <summary>Reads journals. It takes no lock and changes nothing on disk.</summary>
/// <remarks>Thread-safe.</remarks>
public static class JournalReader
{
    /// <summary>
    /// Hands over the records from one sequence through another, in order and without a gap, and stops where the journal
    /// ends, is torn or damaged; the summary tells which. Segments before the first record asked for are not looked at.
    /// </summary>
    /// <remarks>
    /// While a writer is at work, ask for records through its <see cref="JournalWriter.DurableSequence"/>: what it is
    /// writing beyond that looks like a torn tail.
    /// </remarks>
    /// <param name="storage">Where the journal lives.</param>
    /// <param name="handler">Receives the records.</param>
    /// <param name="from">The first sequence to hand over, at least 1; an older journal's may begin later, see <see cref="JournalSegment.List"/>.</param>
    /// <param name="through">The last sequence to hand over; nothing after it is looked at.</param>
    /// <param name="rulesVersion">The rules under which the records must have been written; null for any.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    public static JournalSummary Read(
        JournalStorage storage, JournalRecordHandler handler, long from = 1, long through = long.MaxValue, int? rulesVersion = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        return JournalScan.Run(storage, new ScanRange(from, through, rulesVersion), handler).Summary;
    }
}
