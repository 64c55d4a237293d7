using Grpc.Core;

namespace Exchange.Simulation.Tests.Network;

/// <summary>What generated clients stand on, over the simulated network.</summary>
internal sealed class SimulatedInvoker(SimulatedNetwork network) : CallInvoker
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => new(
            network.CallAsync(method, options, request),
            Task.FromResult(new Metadata()),
            static () => Status.DefaultSuccess,
            static () => [],
            static () => { });

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = network.Open<TRequest, TResponse>(method, options.Headers, (services, requests, responses, context) =>
            services.Find<DuplexStreamingServerMethod<TRequest, TResponse>>(method)(requests, responses, context));
        return new(
            call.Requests, call.Responses, Task.FromResult(new Metadata()), static () => Status.DefaultSuccess, static () => [], call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = network.Open<TRequest, TResponse>(method, options.Headers, async (services, requests, responses, context) =>
        {
            await requests.MoveNext(context.CancellationToken);
            await services.Find<ServerStreamingServerMethod<TRequest, TResponse>>(method)(requests.Current, responses, context);
        });
        call.Send(request);
        return new(call.Responses, Task.FromResult(new Metadata()), static () => Status.DefaultSuccess, static () => [], call.Dispose);
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException("Nobody blocks here.");

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException("The exchange has no such call.");
}
