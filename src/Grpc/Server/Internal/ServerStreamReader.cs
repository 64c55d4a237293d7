using Grpc.Core;
using Grpc.Internal;
using Microsoft.AspNetCore.Connections;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The requests of a call, as its handler reads them.</summary>
internal sealed class ServerStreamReader<T>(HttpServerCallContext call, MessageReader<T> messages) : IAsyncStreamReader<T>
{
    public T Current => messages.Current;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (call.IsCancelled)
        {
            return Task.FromCanceled<bool>(call.CancellationToken);
        }

        var read = messages.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? read : AwaitAsync(read);
    }

    // A client that resets its stream ends the request's pipe with an IOException, and a stream that is reset here with the
    // cancellation of nobody's token; the call's own is cancelled a moment later.
    private async Task<bool> AwaitAsync(Task<bool> read)
    {
        try
        {
            return await read;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            throw new OperationCanceledException("The client has ended the call.", e, call.CancellationToken);
        }
    }
}
