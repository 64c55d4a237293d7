using Grpc.Core;

namespace Exchange.Simulation.Tests.Network;

/// <summary>Messages that have arrived at one end of a stream.</summary>
/// <param name="cancel">What a reader's cancellation does to the call; null: the reader alone learns of it.</param>
internal sealed class Incoming<T>(Action? cancel = null) : IAsyncStreamReader<T>
    where T : class
{
    private readonly Queue<T> _arrived = new();
    private TaskCompletionSource? _waiting;
    private Exception? _failure;
    private bool _hasEnded;
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("Nothing has been read.");

    public void Arrive(T message)
    {
        if (!_hasEnded)
        {
            _arrived.Enqueue(message);
            _waiting?.TrySetResult();
        }
    }

    /// <summary>No more comes: the end, or a failure. The first counts.</summary>
    public void End(Exception? failure = null, bool atOnce = false)
    {
        if (_hasEnded)
        {
            return;
        }
        (_hasEnded, _failure) = (true, failure);
        if (atOnce)
        {
            _arrived.Clear();
        }
        _waiting?.TrySetResult();
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() =>
        {
            cancel?.Invoke();
            _waiting?.TrySetResult();
        });
        while (true)
        {
            if (cancel is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
            if (_arrived.TryDequeue(out _current))
            {
                return true;
            }
            if (_hasEnded)
            {
                return _failure is null ? false : throw _failure;
            }
            _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _waiting.Task;
        }
    }
}
