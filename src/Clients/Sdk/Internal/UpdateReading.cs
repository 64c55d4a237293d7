namespace Exchange.Sdk.Internal;

/// <summary>Reads the updates of one subscription and notices when one is missing.</summary>
internal sealed class UpdateReading
{
    private readonly MarketDetail _detail;
    private readonly Dictionary<string, ulong> _sequences = [];
    private readonly Dictionary<string, SnapshotReading> _snapshots = [];

    public UpdateReading(MarketDetail detail) => _detail = detail;

    /// <summary>Reads an update, null as long as parts of it are to come; false when something is missing before it.</summary>
    public bool TryRead(V1.MarketUpdate message, out MarketUpdate? update)
    {
        update = null;
        if (message.Snapshot is not null)
        {
            if (!TryReadSnapshot(message, out update))
            {
                return false;
            }
        }
        else if (IsNext(message))
        {
            update = MarketUpdate.Read(message);
        }
        else
        {
            return false;
        }
        if (update is not null)
        {
            _sequences[message.Market] = message.Sequence;
        }
        return true;
    }

    private bool TryReadSnapshot(V1.MarketUpdate message, out MarketUpdate? update)
    {
        if (!_snapshots.TryGetValue(message.Market, out var reading))
        {
            _snapshots[message.Market] = reading = new();
        }
        return reading.TryAdd(message, out update)
            && (update is not ChangesTogether changes
                || (_sequences.TryGetValue(message.Market, out var last) && changes.Since == last));
    }

    // Best prices are told when they have changed at the end of a round, so that numbers in between are not all there.
    private bool IsNext(V1.MarketUpdate message) => _sequences.TryGetValue(message.Market, out var last)
        && (_detail == MarketDetail.Top ? message.Sequence >= last : message.Sequence == last + 1);
}
