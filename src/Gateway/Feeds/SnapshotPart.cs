using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Gateway.Feeds;

/// <summary>A part of what a subscriber is told together, taken out of a market's image.</summary>
internal sealed class SnapshotPart
{
    public SnapshotPart(MarketImage image, MarketView view, Memory<Change> changes, bool isLast)
    {
        Changes = changes;
        IsLast = isLast;
        Number = view.PartCount++;
        Since = view.IsNew ? null : view.Known.Sequence;
        Sequence = image.Sequence;
        Phase = image.Phase;
        Commitment = image.Commitment;
        IsOfOrders = view.Detail == FeedDetail.Orders;
        LevelCount = image.Levels.Count;
        if (isLast)
        {
            Statistics = image.Statistics;
            Events = view.IsNew ? [] : image.EventsAfter(view.Known.Sequence);
            Missed = view.IsNew ? 0 : image.EventCount - view.Known.EventCount - Events.Length;
        }
    }

    /// <summary>The changes; the caller may sort them.</summary>
    public Memory<Change> Changes { get; }

    public bool IsLast { get; }

    /// <summary>Whether this is the whole book.</summary>
    public bool IsWhole => IsLast && Number == 0 && Since is null;

    /// <summary>Counts the parts from zero.</summary>
    public int Number { get; }

    /// <summary>The last update that the subscriber knows; null: it is to be told the whole book.</summary>
    public long? Since { get; }

    /// <summary>Whether the changes are those of orders, not of levels.</summary>
    public bool IsOfOrders { get; }

    /// <summary>The last update that is in the image.</summary>
    public long Sequence { get; }

    public MarketPhase Phase { get; }

    public Digest? Commitment { get; }

    public int LevelCount { get; }

    public MarketStatistics Statistics { get; }

    /// <summary>The events after <see cref="Since"/> that are still known.</summary>
    public Event[] Events { get; } = [];

    /// <summary>How many are not.</summary>
    public long Missed { get; }
}
