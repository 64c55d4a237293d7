using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Is told a service's methods by its generated code and maps each to a handler of its shape.</summary>
internal sealed class ServiceBinder<TService>(IEndpointRouteBuilder endpoints, GrpcServiceOptions options, ILogger logger) : ServiceBinderBase
    where TService : class
{
    private readonly ServiceEndpoints _endpoints = new();

    public IEndpointConventionBuilder Endpoints => _endpoints;

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var invoke = Implementation<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method);
        Map(method, new UnaryHandler<TService, TRequest, TResponse>(method, invoke, options, logger), invoke.Method);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var invoke = Implementation<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(method);
        Map(method, new ClientStreamingHandler<TService, TRequest, TResponse>(method, invoke, options, logger), invoke.Method);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var invoke = Implementation<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method);
        Map(method, new ServerStreamingHandler<TService, TRequest, TResponse>(method, invoke, options, logger), invoke.Method);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var invoke = Implementation<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(method);
        Map(method, new DuplexHandler<TService, TRequest, TResponse>(method, invoke, options, logger), invoke.Method);
    }

    // A delegate whose first argument is the instance: the method of that name and those parameters, overridden or not.
    private static TDelegate Implementation<TDelegate>(IMethod method)
        where TDelegate : Delegate
    {
        var parameters = typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Skip(1).Select(p => p.ParameterType).ToArray();
        var implementation = typeof(TService).GetMethod(method.Name, BindingFlags.Instance | BindingFlags.Public, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method for {method.FullName}.");
        return implementation.CreateDelegate<TDelegate>();
    }

    private void Map<TRequest, TResponse>(IMethod method, ServerCallHandler<TService, TRequest, TResponse> handler, MethodInfo implementation)
        where TRequest : class
        where TResponse : class =>
        _endpoints.Add(endpoints
            .MapPost(method.FullName, handler.HandleAsync)
            .WithDisplayName($"gRPC {method.FullName}")
            .WithMetadata([method, .. typeof(TService).GetCustomAttributes(inherit: true), .. implementation.GetCustomAttributes(inherit: true)]));

    private sealed class ServiceEndpoints : IEndpointConventionBuilder
    {
        private readonly List<IEndpointConventionBuilder> _methods = [];

        public void Add(IEndpointConventionBuilder method) => _methods.Add(method);

        public void Add(Action<EndpointBuilder> convention) => _methods.ForEach(method => method.Add(convention));

        public void Finally(Action<EndpointBuilder> finallyConvention) => _methods.ForEach(method => method.Finally(finallyConvention));
    }
}
