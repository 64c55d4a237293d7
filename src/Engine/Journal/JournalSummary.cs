namespace Exchange.Engine.Journal;

/// <summary>Receives one record of a journal.</summary>
/// <param name="sequence">The record's sequence, one more than that of the record before.</param>
/// <param name="record">The record, valid during the call.</param>
public delegate void JournalRecordHandler(long sequence, ReadOnlySpan<byte> record);

/// <summary>What a reading of a journal found.</summary>
/// <param name="Records">How many records were handed over.</param>
/// <param name="LastSequence">The sequence of the last good record that was seen; 0 in an empty journal.</param>
/// <param name="Tear">The torn tail that a crash left, if any; it holds nothing that was acknowledged as durable.</param>
/// <param name="Damage">Why the journal cannot be trusted from some point on, if so. The records handed over are good all the same.</param>
public sealed record JournalSummary(long Records, long LastSequence, JournalTear? Tear, JournalDamage? Damage)
{
    /// <summary>The length of the torn tail in bytes, zeros at its end not counted.</summary>
    public long TruncatedBytes => Tear?.Bytes ?? 0;
}

/// <summary>The torn tail of a journal: what was being written when the machine stopped. Recovery cuts it.</summary>
/// <param name="File">The name of the segment where it begins.</param>
/// <param name="Offset">Where it begins in that segment, in bytes.</param>
/// <param name="Sequence">The first sequence it may have held.</param>
/// <param name="Bytes">Its length up to the last byte that is not zero, over all segments.</param>
public sealed record JournalTear(string File, long Offset, long Sequence, long Bytes)
{
    /// <summary>The tear in one line.</summary>
    public override string ToString() => $"{File} at offset {Offset}, sequence {Sequence}: a torn tail of {Bytes} bytes";
}

/// <summary>Damage that no crash explains: records that had been synced are lost, or files are missing or foreign.</summary>
/// <param name="File">The name of the segment.</param>
/// <param name="Offset">Where in that segment, in bytes.</param>
/// <param name="Sequence">The sequence of the first record that is lost or cannot be replayed.</param>
/// <param name="Reason">What is wrong there.</param>
public sealed record JournalDamage(string File, long Offset, long Sequence, string Reason)
{
    /// <summary>Whether a snapshot could help: the records asked for lie before the oldest segment, or were accepted under other rules.</summary>
    public bool NeedsSnapshot { get; init; }

    /// <summary>The damage in one line.</summary>
    public override string ToString() => $"{File} at offset {Offset}, sequence {Sequence}: {Reason}";
}
