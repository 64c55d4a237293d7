using System.Collections.Concurrent;
using Grpc.Core;

namespace Exchange.Gateway.Routing;

/// <summary>The open stream of each client session: at most one, the one opened last. Any thread.</summary>
internal sealed class SessionStreams
{
    private readonly ConcurrentDictionary<(int Account, ulong Session), SessionStream> _streams = new();

    /// <summary>How many client sessions are open.</summary>
    public int Count => _streams.Count;

    /// <summary>
    /// Puts a stream in the place of the one that was open, cuts that and waits until it has gone: afterwards it
    /// sequences nothing more, and what it did sequence is on its way already.
    /// </summary>
    /// <exception cref="RpcException">ABORTED: its client has opened the session again since.</exception>
    public async Task OpenAsync(SessionStream stream)
    {
        SessionStream? before = null;
        _streams.AddOrUpdate(
            stream.Key,
            stream,
            (_, open) =>
            {
                before = open;
                stream.ThrowIfEarlierThan(open);
                return stream;
            });
        if (before is not null)
        {
            before.Queue.Cut(new RpcException(new Status(
                StatusCode.Aborted, "another connection has opened this client session")));
            await before.Gone;
        }
    }

    /// <summary>Says that a stream has gone.</summary>
    public void Close(SessionStream stream)
    {
        _streams.TryRemove(new KeyValuePair<(int, ulong), SessionStream>(stream.Key, stream));
        stream.SetGone();
    }
}

/// <summary>One stream of a client session.</summary>
internal sealed class SessionStream
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SessionStream(int account, ulong session, EventQueue queue)
    {
        Key = (account, session);
        Queue = queue;
    }

    public (int Account, ulong Session) Key { get; }

    public EventQueue Queue { get; }

    /// <summary>The client's number for itself; 0: it has none.</summary>
    public ulong Client { get; init; }

    /// <summary>The client's number for this opening.</summary>
    public ulong Opening { get; init; }

    /// <summary>Completes when the stream sequences nothing more.</summary>
    public Task Gone => _gone.Task;

    public void SetGone() => _gone.TrySetResult();

    /// <summary>What a connection that was given up delivers late must not end the one that took its place.</summary>
    public void ThrowIfEarlierThan(SessionStream open)
    {
        if (Client != 0 && Client == open.Client && Opening < open.Opening)
        {
            throw new RpcException(new Status(StatusCode.Aborted, "this client has opened the session again since"));
        }
    }
}
