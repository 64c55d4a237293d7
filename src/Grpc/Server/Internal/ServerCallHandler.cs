using Grpc.Core;
using Grpc.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Takes the calls of one method from request to status. A subclass a call shape knows how messages pass.</summary>
internal abstract class ServerCallHandler<TService, TRequest, TResponse>(Method<TRequest, TResponse> method, GrpcServiceOptions options, ILogger logger)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private static readonly Status Expired = new(StatusCode.DeadlineExceeded, "The deadline has passed.");

    private readonly ServiceActivator<TService> _activator = new();

    protected Method<TRequest, TResponse> Method { get; } = method;

    public async Task HandleAsync(HttpContext http)
    {
        if (!ServerProtocol.Accepts(http))
        {
            return;
        }

        ServerProtocol.LiftLimits(http);
        var refusal = ServerProtocol.ReadRequest(http, out var terms);
        using var call = new HttpServerCallContext(http, options, terms);
        if (refusal.StatusCode != StatusCode.OK)
        {
            call.End(refusal);
            return;
        }

        var work = RunAsync(call);
        try
        {
            if (call.HasDeadline && !await EndsInTimeAsync(work, call))
            {
                await call.ExpireAsync(Expired);
            }
        }
        finally
        {
            // The server takes the request back when this method ends, and a handler may never use it after that.
            call.End(await work);
        }
    }

    /// <summary>Reads what the shape reads, calls the service, writes what the shape writes.</summary>
    protected abstract Task InvokeAsync(TService service, HttpServerCallContext call);

    /// <summary>The one request of shapes that have one.</summary>
    protected async Task<TRequest> ReadOneAsync(HttpServerCallContext call)
    {
        var messages = Requests(call);
        if (!await messages.MoveNext())
        {
            throw new RpcException(new Status(StatusCode.Unimplemented, $"{Method.FullName} takes one request; there was none."));
        }

        var request = messages.Current;
        if (await messages.MoveNext())
        {
            throw new RpcException(new Status(StatusCode.Unimplemented, $"{Method.FullName} takes one request; there were more."));
        }

        return request;
    }

    /// <summary>Writes the one response of shapes that have one. It leaves together with the status.</summary>
    protected Task WriteOneAsync(HttpServerCallContext call, TResponse? response) =>
        response is null
            ? throw new InvalidOperationException($"The handler of {Method.FullName} returned no response.")
            : call.WriteAsync(Method.ResponseMarshaller, response, WriteFlags.BufferHint | (call.WriteOptions?.Flags ?? WriteFlags.None));

    protected ServerStreamReader<TRequest> Requests(HttpServerCallContext call) => new(call, call.Read(Method.RequestMarshaller));

    protected ServerStreamWriter<TResponse> Responses(HttpServerCallContext call) => new(call, Method.ResponseMarshaller);

    private static async Task<bool> EndsInTimeAsync(Task<Status> work, HttpServerCallContext call)
    {
        try
        {
            await work.WaitAsync(call.CancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Never throws: whatever happens in a handler becomes the call's status.
    private async Task<Status> RunAsync(HttpServerCallContext call)
    {
        try
        {
            var (service, made) = _activator.Activate(call.HttpContext.RequestServices);
            try
            {
                await InvokeAsync(service, call);
            }
            finally
            {
                if (made)
                {
                    await ServiceActivator<TService>.ReleaseAsync(service);
                }
            }

            return call.Status;
        }
        catch (Exception e)
        {
            return StatusOf(e, call);
        }
    }

    private Status StatusOf(Exception exception, HttpServerCallContext call)
    {
        switch (exception)
        {
            case RpcException failure:
                foreach (var entry in failure.Trailers)
                {
                    call.ResponseTrailers.Add(entry);
                }

                return failure.StatusCode == StatusCode.OK
                    ? new Status(StatusCode.Unknown, "The handler failed with the status OK.")
                    : failure.Status;

            // The call was over before its handler was: how the handler took it is nobody's concern.
            case var _ when call.IsCancelled || (exception is OperationCanceledException ended && ended.CancellationToken == call.CancellationToken):
                Log.HandlerCancelled(logger, Method.FullName, exception);
                return call.HttpContext.RequestAborted.IsCancellationRequested ? Status.DefaultCancelled : Expired;

            default:
                Log.HandlerFailed(logger, Method.FullName, exception);
                return new Status(
                    StatusCode.Unknown,
                    options.EnableDetailedErrors is true ? $"The handler failed. {exception.GetType().Name}: {exception.Message}" : "The handler failed.");
        }
    }
}
