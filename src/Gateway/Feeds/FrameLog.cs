namespace Exchange.Gateway.Feeds;

/// <summary>Updates of one market in one detail, encoded once for everybody who reads along.</summary>
/// <param name="Number">Counts the market's rounds of updates.</param>
/// <param name="Bytes">The updates as they stand in a <see cref="V1.SubscribeResponse"/>, to which more may be appended.</param>
/// <param name="Reached">What a subscriber knows that has been told this.</param>
internal sealed record Frame(long Number, byte[] Bytes, FeedPosition Reached);

/// <summary>How much of a market someone knows.</summary>
/// <param name="Sequence">The last update.</param>
/// <param name="ChangeNumber">The last change of the book.</param>
/// <param name="EventCount">How many events there were.</param>
internal readonly record struct FeedPosition(long Sequence, long ChangeNumber, long EventCount);

/// <summary>The last frames. One writer; readers need no lock: a frame that is gone is found missing.</summary>
internal sealed class FrameLog
{
    /// <summary>How many rounds a reader may be behind before it must be told changes together.</summary>
    public const int Capacity = 128;

    private readonly Frame?[] _frames = new Frame?[Capacity];

    public void Add(Frame frame) => Volatile.Write(ref _frames[frame.Number % Capacity], frame);

    /// <summary>The frame with a number; null when it is gone, or never was.</summary>
    public Frame? Find(long number) => Volatile.Read(ref _frames[number % Capacity]) is { } frame && frame.Number == number ? frame : null;
}
