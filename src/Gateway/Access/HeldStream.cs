using Exchange.Gateway.Routing;

namespace Exchange.Gateway.Access;

/// <summary>
/// A stream that lasts as long as the token that opened it lets its holder in, and as long as the streams of the token together
/// are read.
/// </summary>
internal sealed class HeldStream : IDisposable
{
    // Of all streams of a token, whose events are 100 bytes each. It is far more than streams have that are read: five hundred
    // sessions of one account that trade at once come to two thirds.
    private const int MaxWaiting = 16 * EventQueue.Capacity;

    // Timers wait no longer; then it is asked again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly AccessControl _access;
    private readonly Listeners<int> _tokens;
    private readonly int _token;
    private readonly EventQueue _queue;
    private readonly ITimer _timer;

    /// <param name="access">Says how long a token lasts.</param>
    /// <param name="tokens">The streams that tokens opened, which are cut when theirs is revoked.</param>
    /// <param name="token">The token's number.</param>
    /// <param name="queue">What the stream reads from.</param>
    /// <param name="time">Wakes it when the token may have expired.</param>
    public HeldStream(AccessControl access, Listeners<int> tokens, int token, EventQueue queue, TimeProvider time)
    {
        (_access, _tokens, _token, _queue) = (access, tokens, token, queue);
        _timer = time.CreateTimer(held => ((HeldStream)held!).CutOrWait(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        queue.Grown = CutIfCrowded;
        tokens.Add(token, queue);
        // Only now: who revokes it from here on finds the stream.
        CutOrWait();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _tokens.Remove(_token, _queue);
        _access.StreamEnded(_token, _queue);
    }

    /// <summary>Cuts those that are read least, as long as too much waits.</summary>
    private void CutIfCrowded()
    {
        while (true)
        {
            var (sum, most, longest) = (0L, 0, _queue);
            foreach (var queue in _tokens[_token])
            {
                if (queue.Reason is null && queue.Count is var waiting)
                {
                    sum += waiting;
                    (most, longest) = waiting > most ? (waiting, queue) : (most, longest);
                }
            }
            if (sum <= MaxWaiting)
            {
                return;
            }
            longest.CutUnread();
        }
    }

    private void CutOrWait()
    {
        var left = _access.LastsOf(_token);
        if (left <= TimeSpan.Zero)
        {
            _queue.Cut(AccessControl.Ended());
            return;
        }
        // A timer may ring a moment early by the exchange's clock.
        var wait = left < LongestWait ? left + TimeSpan.FromMilliseconds(1) : LongestWait;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
