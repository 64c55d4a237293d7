using System.Runtime.ExceptionServices;
using Exchange.Gateway.Routing;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Gateway.Services;

/// <summary>Ends open streams when the gateway stops, and says how a stream ended.</summary>
internal sealed class Stopping : IDisposable
{
    // The HTTP/2 error that gRPC clients report as RESOURCE_EXHAUSTED.
    private const int EnhanceYourCalm = 11;

    private readonly CancellationTokenSource _source = new();

    /// <summary>Whether the gateway is stopping.</summary>
    public bool IsStopping => _source.IsCancellationRequested;

    /// <summary>Ends every stream.</summary>
    public void Stop() => _source.Cancel();

    /// <summary>
    /// Runs a stream that hears from a queue to its end and gives a premature end its status. The stream's token is cancelled when
    /// the call is, when its queue is cut and when the gateway stops.
    /// </summary>
    public async Task RunStreamAsync(ServerCallContext context, EventQueue queue, Func<CancellationToken, Task> stream)
    {
        try
        {
            await RunStreamAsync(context, stream, queue.WasCut);
        }
        catch (OperationCanceledException) when (queue.Reason is { } reason)
        {
            if (queue.RanFull)
            {
                // A status would stand in line behind what the client does not read, and the client might never learn of it.
                context.GetHttpContext().Features.Get<IHttpResetFeature>()?.Reset(EnhanceYourCalm);
            }
            ExceptionDispatchInfo.Throw(reason);
        }
    }

    /// <summary>As above; the stream's token is cancelled when the call is, when it is cut and when the gateway stops.</summary>
    public async Task RunStreamAsync(
        ServerCallContext context, Func<CancellationToken, Task> stream, CancellationToken wasCut = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, wasCut, _source.Token);
        try
        {
            await stream(ending.Token);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled"));
        }
        catch (OperationCanceledException) when (_source.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the exchange is stopping"));
        }
    }

    public void Dispose() => _source.Dispose();
}
