namespace Exchange.Gateway.Feeds;

/// <summary>How often a market's feed or those who read it have been behind. Any thread.</summary>
internal sealed class FeedDelays
{
    private long _conflations;
    private long _lags;

    /// <summary>Rounds that the feed told together since it had not come for them in time.</summary>
    public long Conflations => Interlocked.Read(ref _conflations);

    /// <summary>Subscribers that were told together what they had not read in time.</summary>
    public long Lags => Interlocked.Read(ref _lags);

    public void AddConflation() => Interlocked.Increment(ref _conflations);

    public void AddLag() => Interlocked.Increment(ref _lags);
}
