namespace Grpc.Core;

/// <summary>Is told the methods of a service by generated code.</summary>
public abstract class ServiceBinderBase
{
    /// <summary>A method of one request and one response.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null when the service was bound without an instance.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>A method of many requests and one response.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null when the service was bound without an instance.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>A method of one request and many responses.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null when the service was bound without an instance.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>A method of many requests and many responses.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="handler">Its handler; null when the service was bound without an instance.</param>
    public abstract void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class;
}
