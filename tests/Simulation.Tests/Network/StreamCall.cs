using Exchange.Simulation.Tests.Exchange;
using Exchange.Simulation.Tests.World;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Network;

/// <summary>A call of streams, over a connection of its own.</summary>
/// <param name="network">The network.</param>
/// <param name="world">The world.</param>
/// <param name="method">The method.</param>
/// <param name="headers">What the client says before.</param>
/// <param name="serve">How an exchange serves it.</param>
internal sealed class StreamCall<TRequest, TResponse>(
    SimulatedNetwork network,
    VirtualWorld world,
    IMethod method,
    Metadata? headers,
    Func<ServiceTable, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> serve)
    : Connection(world, network.Delay)
    where TRequest : class
    where TResponse : class
{
    private readonly Incoming<TRequest> _requests = new();
    private readonly ServedCall _served = new(method.FullName, headers);
    private Incoming<TResponse>? _responses;
    private ExchangeProcess? _server;
    private RpcException? _ending;
    private bool _isServerGone;

    public IAsyncStreamReader<TResponse> Responses => _responses ??= new(cancel: Dispose);

    public IClientStreamWriter<TRequest> Requests => new RequestWriter(this);

    public override bool IsServedBy(ExchangeProcess server) => _server == server;

    public void Open()
    {
        _ = Responses;
        ToServer.Send(Accept);
    }

    public void Send(TRequest request)
    {
        var sent = network.Copy(request);
        ToServer.Send(() => _requests.Arrive(sent));
    }

    /// <summary>The client cancels, unless the call has ended.</summary>
    public void Dispose()
    {
        if (_ending is not null)
        {
            return;
        }
        End(new RpcException(new Status(StatusCode.Cancelled, "the caller cancelled the call")), atOnce: true);
        ToServer.Send(TellServer);
    }

    protected override void TellClient() => End(Lost());

    protected override void TellServer()
    {
        if (_isServerGone)
        {
            return;
        }
        _isServerGone = true;
        _requests.End(new OperationCanceledException());
        ToClient.Close();
        _server?.Process.Do(_served.Cancel);
        network.Forget(this);
    }

    private void Accept()
    {
        _server = network.Listener;
        if (_server is null)
        {
            World.After(network.Delay(), TellClient);
            return;
        }
        _ = _server.Process.Start(() => ServeAsync(_server));
    }

    private async Task ServeAsync(ExchangeProcess server)
    {
        RpcException? failure = null;
        try
        {
            server.Admit(_served);
            await serve(server.Services, _requests, new ResponseWriter(this), _served);
        }
        catch (RpcException refused)
        {
            failure = refused;
        }
        catch (OperationCanceledException) when (_isServerGone)
        {
            return;
        }
        catch (Exception exception)
        {
            network.Unexpected(exception);
        }
        World.Trace.Add(failure is null ? 0 : (long)failure.StatusCode);
        ToClient.Send(() => End(failure));
        network.Forget(this);
    }

    private T Copy<T>(T message) => network.Copy(message);

    private void End(RpcException? failure, bool atOnce = false)
    {
        _ending ??= failure ?? new RpcException(Status.DefaultSuccess);
        _responses!.End(failure, atOnce);
        ToServer.Close();
    }

    private sealed class RequestWriter(StreamCall<TRequest, TResponse> call) : IClientStreamWriter<TRequest>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
        {
            await call.ToServer.WaitForRoomAsync(cancellationToken);
            if (call._ending is not null)
            {
                throw new RpcException(new Status(StatusCode.Cancelled, "the call is over"));
            }
            call.Send(message);
        }

        public Task CompleteAsync()
        {
            call.ToServer.Send(() => call._requests.End());
            return Task.CompletedTask;
        }
    }

    private sealed class ResponseWriter(StreamCall<TRequest, TResponse> call) : IServerStreamWriter<TResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(TResponse message, CancellationToken cancellationToken)
        {
            await call.ToClient.WaitForRoomAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (call._isServerGone)
            {
                throw new OperationCanceledException("the simulated connection is lost");
            }
            var sent = call.Copy(message);
            call.ToClient.Send(() => call._responses!.Arrive(sent));
        }
    }
}
