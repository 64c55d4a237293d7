using Grpc.Core;

namespace Exchange.Simulation.Tests.Network;

/// <summary>The methods that an exchange serves, by their names.</summary>
internal sealed class ServiceTable : ServiceBinderBase
{
    private readonly Dictionary<string, object> _handlers = [];

    public THandler Find<THandler>(IMethod method) => (THandler)_handlers[method.FullName];

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) => Add(method, handler);

    private void Add(IMethod method, object? handler) => _handlers[method.FullName] = handler!;
}
