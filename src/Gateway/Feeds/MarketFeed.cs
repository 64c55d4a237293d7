using System.Buffers;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Routing;

namespace Exchange.Gateway.Feeds;

/// <summary>
/// A market's public data on its way to everybody who subscribes to it. It keeps one image of the market and encodes each
/// round of updates once, however many read; who falls behind is told from the image what has changed since. So a subscriber
/// costs a place in the feed, and one that does not read costs nothing more.
/// </summary>
/// <remarks>
/// The release thread adds events and goes on. The feed's own work runs on the thread pool, at most once at a time; streams
/// read frames without a lock and catch up under one, which the release thread never takes.
/// </remarks>
internal sealed class MarketFeed : IThreadPoolWorkItem
{
    /// <summary>Under 64 bytes each when encoded: a part is well under a megabyte.</summary>
    public const int MaxChangesPerPart = 1 << 13;

    private const int MaxEventsPerFrame = 512;

    private readonly Lock _gate = new();
    private readonly UpdateWriter _writer;
    private readonly Inbox _inbox;
    private readonly Catalog _catalog;
    private readonly int _market;
    private readonly FeedDelays _delays;
    private readonly FrameLog[] _frames = [.. Enum.GetValues<FeedDetail>().Select(_ => new FrameLog())];
    private readonly bool[] _isRead = new bool[Enum.GetValues<FeedDetail>().Length];
    private MarketView[] _views = [];
    private MarketImage? _image;
    private long _lastFrame;
    private int _isScheduled;

    public MarketFeed(Catalog catalog, int market, FeedDelays delays)
    {
        _delays = delays;
        _catalog = catalog;
        _market = market;
        _writer = new(catalog, market);
        _inbox = new(catalog.Market(market));
        // What was told before the answer is in the answer.
        Query = new(ended => _inbox.Drop(ended));
        _ = ScheduleWhenAnsweredAsync();
    }

    /// <summary>The question how the market stands at the start.</summary>
    public PendingQuery Query { get; }

    /// <summary>The number of the last frame. Any thread.</summary>
    public long LastFrame => Volatile.Read(ref _lastFrame);

    /// <summary>How many read. Any thread.</summary>
    public int ViewCount => Volatile.Read(ref _views).Length;

    /// <summary>Whether everything handed over has been told. Any thread.</summary>
    public bool IsIdle => !HasWork && Volatile.Read(ref _isScheduled) == 0;

    private bool HasWork => _image is null ? Query.Answer.IsCompleted : _inbox.HasEvents;

    /// <summary>Adds a public event of the market; true when it is the first since <see cref="HandOver"/>. The release thread.</summary>
    public bool Add(in Event told) => _inbox.Add(told);

    /// <summary>Has the added events told. The release thread.</summary>
    public void HandOver()
    {
        if (_inbox.HandOver())
        {
            Schedule();
        }
    }

    /// <summary>A frame that everybody of a detail reads; null when it has gone. Any thread.</summary>
    public Frame? FindFrame(FeedDetail detail, long number) => _frames[(int)detail].Find(number);

    /// <summary>Lets a view read. Any thread.</summary>
    public void Add(MarketView view)
    {
        lock (_gate)
        {
            _views = [.. _views, view];
        }
        view.Notify();
    }

    /// <summary>Ends what <see cref="Add(MarketView)"/> began; how many views are left. Any thread.</summary>
    public int Remove(MarketView view)
    {
        lock (_gate)
        {
            _views = [.. _views.Where(other => other != view)];
            return _views.Length;
        }
    }

    /// <summary>
    /// Adds to a message the next part of what a view does not know; with the last it is where the feed is. False when how the
    /// market stands is not known yet: the view will be notified. The view's stream.
    /// </summary>
    public bool CatchUp(MarketView view, Outgoing message)
    {
        if (view.NextFrame >= 0)
        {
            _delays.AddLag();
        }
        var changes = ArrayPool<Change>.Shared.Rent(MaxChangesPerPart);
        try
        {
            if (ReadPart(view, changes) is not { } part)
            {
                return false;
            }
            message.Add(_writer.Write(part), isOfWholeBook: part.Since is null);
            return true;
        }
        finally
        {
            ArrayPool<Change>.Shared.Return(changes);
        }
    }

    public void Execute()
    {
        do
        {
            if (_image is not null || Query.Answer.IsCompleted)
            {
                Work();
            }
            Interlocked.Exchange(ref _isScheduled, 0);
        }
        while (HasWork && Interlocked.Exchange(ref _isScheduled, 1) == 0);
    }

    private void Work()
    {
        if (_image is null)
        {
            lock (_gate)
            {
                _image = new(_catalog.Market(_market), Query.Answer.Result);
            }
        }
        if (_inbox.Take() is { } batch)
        {
            if (batch.IsConflated)
            {
                Skip(batch);
            }
            else
            {
                Tell(batch.Events);
            }
            _inbox.GiveBack(batch);
        }
        foreach (var view in Views())
        {
            view.Notify();
        }
    }

    /// <summary>Tells events one by one.</summary>
    private void Tell(ReadOnlySpan<Event> events)
    {
        while (!events.IsEmpty)
        {
            var told = events[..FrameLength(events)];
            lock (_gate)
            {
                var before = _image!.Best;
                foreach (ref readonly var update in told)
                {
                    _image.Apply(update);
                }
                AddFrames(told, before);
            }
            events = events[told.Length..];
        }
    }

    // An update stays whole: changes of orders, and that of their level behind them.
    private static int FrameLength(ReadOnlySpan<Event> events)
    {
        var length = Math.Min(MaxEventsPerFrame, events.Length);
        while (events[length - 1].Kind == EventKind.OrderChanged)
        {
            length++;
        }
        return length;
    }

    /// <summary>Takes in events of which some are missing: everybody must be told together what they changed.</summary>
    private void Skip(EventBatch batch)
    {
        _delays.AddConflation();
        lock (_gate)
        {
            _image!.Apply(batch.Dropped);
            foreach (ref readonly var update in batch.Events)
            {
                _image!.Apply(update);
            }
            Volatile.Write(ref _lastFrame, _lastFrame + 1);
        }
    }

    private void AddFrames(ReadOnlySpan<Event> told, in BestPrices before)
    {
        var number = _lastFrame + 1;
        for (var detail = FeedDetail.Top; (int)detail < _frames.Length; detail++)
        {
            if (_isRead[(int)detail])
            {
                _frames[(int)detail].Add(new(number, _writer.Write(detail, told, before, _image!), Position(_image!, detail)));
            }
        }
        Volatile.Write(ref _lastFrame, number);
    }

    /// <summary>The views, after it has been noted which details somebody reads along in.</summary>
    private MarketView[] Views()
    {
        lock (_gate)
        {
            Array.Clear(_isRead);
            foreach (var view in _views)
            {
                _isRead[(int)view.Detail] |= view.NextFrame > Math.Max(0, _lastFrame - FrameLog.Capacity);
            }
            return _views;
        }
    }

    private SnapshotPart? ReadPart(MarketView view, Change[] changes)
    {
        lock (_gate)
        {
            if (_image is not { } image)
            {
                return null;
            }
            var book = image.BookOf(view.Detail);
            view.Begin(book);
            var room = changes.AsSpan(0, MaxChangesPerPart);
            var count = view.Detail == FeedDetail.Top ? image.ReadBest(room) : book.Read(ref view.Place, room);
            var part = new SnapshotPart(image, view, changes.AsMemory(0, count), isLast: count < room.Length);
            if (part.IsLast)
            {
                view.Arrive(_lastFrame, Position(image, view.Detail));
                _isRead[(int)view.Detail] = true;
            }
            return part;
        }
    }

    private static FeedPosition Position(MarketImage image, FeedDetail detail) =>
        new(image.Sequence, image.BookOf(detail).LastNumber, image.EventCount);

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task ScheduleWhenAnsweredAsync()
    {
        await Query.Answer;
        Schedule();
    }
}
