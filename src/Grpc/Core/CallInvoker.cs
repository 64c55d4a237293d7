namespace Grpc.Core;

/// <summary>Starts calls; generated clients stand on it. Safe for concurrent use.</summary>
public abstract class CallInvoker
{
    /// <summary>Calls with one request and blocks until the response is there.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Unused; null.</param>
    /// <param name="options">Headers, deadline, cancellation.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="RpcException">The call did not succeed.</exception>
    public abstract TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Calls with one request for one response.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Unused; null.</param>
    /// <param name="options">Headers, deadline, cancellation.</param>
    /// <param name="request">The request; leave it unchanged until the response is there.</param>
    public abstract AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Calls with one request for many responses.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Unused; null.</param>
    /// <param name="options">Headers, deadline, cancellation.</param>
    /// <param name="request">The request; leave it unchanged until the first response is there.</param>
    public abstract AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class;

    /// <summary>Calls with many requests for one response.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Unused; null.</param>
    /// <param name="options">Headers, deadline, cancellation.</param>
    public abstract AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class;

    /// <summary>Calls with many requests for many responses.</summary>
    /// <typeparam name="TRequest">The request messages.</typeparam>
    /// <typeparam name="TResponse">The response messages.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="host">Unused; null.</param>
    /// <param name="options">Headers, deadline, cancellation.</param>
    public abstract AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class;
}
