namespace Exchange.Gateway.Feeds;

/// <summary>
/// What one subscriber knows of one market: where it is in the feed. As long as it keeps up it gets every frame; when frames
/// have gone, or at the start, it gets what has changed since, in parts, and goes on from there. Not safe for concurrent use
/// but where said.
/// </summary>
internal sealed class MarketView
{
    private const long CatchingUp = -1;

    private readonly Subscription _subscription;
    private int _isInLine;
    private long _nextFrame = CatchingUp;

    public MarketView(MarketFeed feed, Subscription subscription, FeedDetail detail)
    {
        Feed = feed;
        _subscription = subscription;
        Detail = detail;
    }

    public MarketFeed Feed { get; }

    public FeedDetail Detail { get; }

    /// <summary>The number of the frame to be read next; −1 while catching up. Any thread.</summary>
    public long NextFrame => Volatile.Read(ref _nextFrame);

    /// <summary>What the subscriber was told last.</summary>
    public FeedPosition Known { get; private set; }

    /// <summary>Whether it is to be told the whole book.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>How many parts of a snapshot it was told.</summary>
    public int PartCount { get; set; }

    /// <summary>How far it has read in the book.</summary>
    public ReadingPlace Place;

    /// <summary>Tells the subscriber that there is something new. Any thread.</summary>
    public void Notify() => _subscription.Notify(this);

    /// <summary>Whether it was not in line. Any thread.</summary>
    public bool TryEnterLine() => Volatile.Read(ref _isInLine) == 0 && Interlocked.Exchange(ref _isInLine, 1) == 0;

    /// <summary>Before it reads: what comes while it reads may put it in line again.</summary>
    public void LeaveLine() => Interlocked.Exchange(ref _isInLine, 0);

    /// <summary>Adds what is new to a message; false when it was full before that was all.</summary>
    public bool Read(Outgoing message)
    {
        while (!message.IsFull)
        {
            if (_nextFrame > Feed.LastFrame)
            {
                return true;
            }
            if (_nextFrame == CatchingUp || Feed.FindFrame(Detail, _nextFrame) is not { } frame)
            {
                if (!Feed.CatchUp(this, message))
                {
                    return true;
                }
                continue;
            }
            message.Add(frame.Bytes);
            Arrive(frame.Number, frame.Reached);
        }
        return false;
    }

    /// <summary>
    /// Before a part of what has changed is read: starts from what is known, if this is the first part, and all anew when what
    /// has gone since is not known any more.
    /// </summary>
    public void Begin(ChangeList book)
    {
        if (_nextFrame >= 0)
        {
            Volatile.Write(ref _nextFrame, CatchingUp);
            PartCount = 0;
            Place = new() { Number = Known.ChangeNumber, GoneNumber = Known.ChangeNumber };
        }
        var isUnreadable = book.ForgottenNumber > Math.Max(Place.Number, Place.GoneNumber);
        if (isUnreadable || (IsNew && PartCount == 0))
        {
            IsNew = true;
            PartCount = 0;
            Place = new() { GoneNumber = book.LastNumber };
        }
    }

    /// <summary>Has been told everything up to a frame.</summary>
    public void Arrive(long frame, FeedPosition reached)
    {
        Known = reached;
        IsNew = false;
        Volatile.Write(ref _nextFrame, frame + 1);
    }
}
