using System.Collections.Concurrent;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Routing;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Feeds;

/// <summary>The feeds of the markets that somebody subscribes to.</summary>
internal sealed class MarketFeeds
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, MarketFeed> _feeds = new();
    private readonly ConcurrentDictionary<int, FeedDelays> _delays = new();
    private readonly Directory _directory;

    // Those that the release thread has added to.
    private readonly List<MarketFeed> _touched = [];

    public MarketFeeds(Directory directory) => _directory = directory;

    /// <summary>How many markets somebody subscribes to.</summary>
    public int Count => _feeds.Count;

    /// <summary>The markets that somebody reads, and how many do. A moment's picture.</summary>
    public IEnumerable<(int Market, int ViewCount)> Readers => _feeds.Select(feed => (feed.Key, feed.Value.ViewCount));

    /// <summary>How often the feeds of markets, or those who read them, have been behind.</summary>
    public IEnumerable<KeyValuePair<int, FeedDelays>> Delays => _delays;

    /// <summary>Adds a public event. The release thread.</summary>
    public void Add(in Event told)
    {
        if (_feeds.TryGetValue(told.Market, out var feed) && feed.Add(told))
        {
            _touched.Add(feed);
        }
    }

    /// <summary>Has what was added told. The release thread.</summary>
    public void HandOver()
    {
        foreach (var feed in _touched)
        {
            feed.HandOver();
        }
        _touched.Clear();
    }

    /// <summary>Lets a subscription read a market.</summary>
    /// <param name="market">The market's number.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="detail">How much of the book.</param>
    /// <param name="ask">Asks how the market stands, for the first who subscribes to it.</param>
    public MarketView Open(int market, Subscription subscription, FeedDetail detail, Action<PendingQuery> ask)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(market, out var feed))
            {
                feed = new(_directory.Catalog, market, _delays.GetOrAdd(market, _ => new()));
                _feeds[market] = feed;
                try
                {
                    ask(feed.Query);
                }
                catch
                {
                    _feeds.TryRemove(market, out _);
                    throw;
                }
            }
            var disclosed = _directory.Catalog.Market(market).Disclosure.ShowsOrders ? FeedDetail.Orders : FeedDetail.Levels;
            var view = new MarketView(feed, subscription, detail < disclosed ? detail : disclosed);
            feed.Add(view);
            return view;
        }
    }

    /// <summary>Ends what <see cref="Open"/> began; a feed that nobody reads any more ends.</summary>
    /// <returns>The feed's question, which needs no answer any more; null while somebody else reads.</returns>
    public PendingQuery? Close(int market, MarketView view)
    {
        lock (_gate)
        {
            return _feeds.TryGetValue(market, out var feed) && feed.Remove(view) == 0 && _feeds.TryRemove(market, out _)
                ? feed.Query
                : null;
        }
    }
}
