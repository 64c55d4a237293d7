namespace Grpc.Core;

/// <summary>
/// A service bound to an instance, as one overload of the generated <c>BindService</c> returns it. Services are hosted by
/// <c>MapGrpcService</c>, which binds methods without an instance; this type lets generated code compile and lists methods.
/// </summary>
public sealed class ServerServiceDefinition
{
    private ServerServiceDefinition(IReadOnlyList<IMethod> methods) => Methods = methods;

    internal IReadOnlyList<IMethod> Methods { get; }

    /// <summary>Begins a definition.</summary>
    public static Builder CreateBuilder() => new();

    /// <summary>Collects the methods of a service.</summary>
    public sealed class Builder
    {
        private readonly List<IMethod> _methods = [];

        internal Builder()
        {
        }

        /// <summary>Adds a method of one request and one response.</summary>
        /// <typeparam name="TRequest">The request messages.</typeparam>
        /// <typeparam name="TResponse">The response messages.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">Its handler.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, handler);

        /// <summary>Adds a method of many requests and one response.</summary>
        /// <typeparam name="TRequest">The request messages.</typeparam>
        /// <typeparam name="TResponse">The response messages.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">Its handler.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, handler);

        /// <summary>Adds a method of one request and many responses.</summary>
        /// <typeparam name="TRequest">The request messages.</typeparam>
        /// <typeparam name="TResponse">The response messages.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">Its handler.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, handler);

        /// <summary>Adds a method of many requests and many responses.</summary>
        /// <typeparam name="TRequest">The request messages.</typeparam>
        /// <typeparam name="TResponse">The response messages.</typeparam>
        /// <param name="method">The method.</param>
        /// <param name="handler">Its handler.</param>
        public Builder AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler)
            where TRequest : class
            where TResponse : class => Add(method, handler);

        /// <summary>Ends the definition.</summary>
        public ServerServiceDefinition Build() => new([.. _methods]);

        private Builder Add(IMethod method, Delegate handler)
        {
            ArgumentNullException.ThrowIfNull(method);
            ArgumentNullException.ThrowIfNull(handler);
            _methods.Add(method);
            return this;
        }
    }
}
