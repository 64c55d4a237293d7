namespace Grpc.Core;

/// <summary>Messages that arrive one by one. One reader at a time.</summary>
/// <typeparam name="T">The type of message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message the last successful <see cref="MoveNext"/> brought.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false at the end of the stream.</summary>
    /// <param name="cancellationToken">On a client it cancels the whole call.</param>
    /// <exception cref="RpcException">On a client: the call did not succeed.</exception>
    /// <exception cref="OperationCanceledException">On a server: the call is over, by the client or its deadline.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>
/// Messages that leave one by one. One writer at a time: a write must be awaited before the next one starts.
/// </summary>
/// <typeparam name="T">The type of message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the next messages are written; null is the default.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>
    /// Writes a message. The message is serialised before this returns; the task ends when the transport has taken it,
    /// which is how a slow peer slows the writer.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <exception cref="InvalidOperationException">The previous write has not ended, or the stream has.</exception>
    /// <exception cref="RpcException">On a client: the call is over. ResourceExhausted: the message is too long.</exception>
    /// <exception cref="OperationCanceledException">On a server: the call is over, by the client or its deadline.</exception>
    Task WriteAsync(T message);

    /// <summary>Writes a message, unless cancelled first.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the wait; a message that was begun is written all the same.</param>
    Task WriteAsync(T message, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : WriteAsync(message).WaitAsync(cancellationToken);
}

/// <summary>The responses of a call, as its handler writes them.</summary>
/// <typeparam name="T">The type of message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;

/// <summary>The requests of a call, as its client writes them.</summary>
/// <typeparam name="T">The type of message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the requests; nothing can be written after it.</summary>
    Task CompleteAsync();
}
