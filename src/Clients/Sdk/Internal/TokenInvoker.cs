using Grpc.Core;

namespace Exchange.Sdk.Internal;

/// <summary>Sends the caller's token with every call.</summary>
internal sealed class TokenInvoker : CallInvoker
{
    private readonly CallInvoker _inner;
    private readonly Metadata _headers;

    public TokenInvoker(CallInvoker inner, string token)
    {
        _inner = inner;
        _headers = new() { { "authorization", $"Bearer {token}" } };
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _inner.BlockingUnaryCall(method, host, options.WithHeaders(_headers), request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _inner.AsyncUnaryCall(method, host, options.WithHeaders(_headers), request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _inner.AsyncServerStreamingCall(method, host, options.WithHeaders(_headers), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        _inner.AsyncClientStreamingCall(method, host, options.WithHeaders(_headers));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        _inner.AsyncDuplexStreamingCall(method, host, options.WithHeaders(_headers));
}
