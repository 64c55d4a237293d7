using Exchange.Simulation.Tests.Exchange;
using Exchange.Simulation.Tests.World;
using Google.Protobuf;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Network;

/// <summary>
/// Joins the clients with whichever exchange listens at the moment: delays, loses and repeats single calls, and breaks the connections of
/// streams in every way there is.
/// </summary>
internal sealed class SimulatedNetwork(VirtualWorld world, Action<Exception> unexpected)
{
    private readonly List<Connection> _connections = [];

    /// <summary>The exchange that takes calls; null: none does.</summary>
    public ExchangeProcess? Listener { get; set; }

    /// <summary>Whether nothing is lost any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Changes what is sent, as no network should; null: it does not.</summary>
    public Action<IMessage>? Tamper { get; set; }

    /// <summary>An exception that no call should end with.</summary>
    public void Unexpected(Exception exception) => unexpected(exception);

    /// <summary>How long the next message takes.</summary>
    public TimeSpan Delay() => world.Between(
        TimeSpan.FromMicroseconds(20), TimeSpan.FromMilliseconds(!IsCalm && world.Happens(0.02) ? 300 : 3));

    /// <summary>One of the open connections is lost, one way or another.</summary>
    public void BreakOne()
    {
        Connection[] whole = [.. _connections.Where(connection => !connection.IsBroken)];
        if (whole.Length == 0)
        {
            return;
        }
        Break(whole[world.Random.Next(whole.Length)]);
    }

    private void Break(Connection broken)
    {
        Action[] ways = [broken.Reset, broken.Reset, broken.GoStale, broken.FallSilent];
        ways[world.Random.Next(ways.Length)]();
    }

    /// <summary>The exchange that listened is gone.</summary>
    public void LoseServer(ExchangeProcess server)
    {
        Listener = null;
        foreach (var connection in _connections.FindAll(connection => connection.IsServedBy(server)))
        {
            connection.LoseServer();
            Forget(connection);
        }
    }

    /// <summary>A message as it travels.</summary>
    public T Copy<T>(T message)
    {
        var copy = ((IDeepCloneable<T>)message!).Clone();
        Tamper?.Invoke((IMessage)copy!);
        return copy;
    }

    public void Forget(Connection connection) => _connections.Remove(connection);

    /// <summary>A call of streams.</summary>
    public StreamCall<TRequest, TResponse> Open<TRequest, TResponse>(
        IMethod method,
        Metadata? headers,
        Func<ServiceTable, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> serve)
        where TRequest : class
        where TResponse : class
    {
        var call = new StreamCall<TRequest, TResponse>(this, world, method, headers, serve);
        _connections.Add(call);
        call.Open();
        if (!IsCalm && world.Happens(0.1))
        {
            // Not all get as far as being open.
            world.After(Delay(), () => Break(call));
        }
        return call;
    }

    /// <summary>A call of one message and one back. Either may be lost, and the first may arrive twice.</summary>
    public Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var response = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        options.CancellationToken.Register(
            () => response.TrySetException(new RpcException(new Status(StatusCode.Cancelled, "the caller cancelled the call"))));
        var copies = IsCalm || !world.Happens(0.15) ? 1 : world.Random.Next(3);
        for (var i = 0; i < copies; i++)
        {
            var sent = Copy(request);
            // A repeated one may be under way for so long that much has happened meanwhile.
            var delay = i == 0 ? Delay() : world.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5));
            world.After(delay, () => Serve(method, options, sent, response));
        }
        return response.Task;
    }

    private void Serve<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, TRequest request, TaskCompletionSource<TResponse> response)
        where TRequest : class
        where TResponse : class
    {
        if (Listener is { } server)
        {
            _ = server.Process.Start(() => ServeAsync(server, method, options, request, response));
        }
        else
        {
            world.After(Delay(), () => response.TrySetException(
                new RpcException(new Status(StatusCode.Unavailable, "nobody listens on the simulated network"))));
        }
    }

    private async Task ServeAsync<TRequest, TResponse>(
        ExchangeProcess server,
        Method<TRequest, TResponse> method,
        CallOptions options,
        TRequest request,
        TaskCompletionSource<TResponse> response)
        where TRequest : class
        where TResponse : class
    {
        Action answer;
        try
        {
            var handler = server.Services.Find<UnaryServerMethod<TRequest, TResponse>>(method);
            var call = new ServedCall(method.FullName, options.Headers);
            server.Admit(call);
            var result = await handler(request, call);
            var sent = Copy(result);
            answer = () => response.TrySetResult(sent);
        }
        catch (RpcException refused)
        {
            answer = () => response.TrySetException(refused);
        }
        catch (Exception exception)
        {
            unexpected(exception);
            return;
        }
        if (IsCalm || !world.Happens(0.07))
        {
            world.After(Delay(), answer);
        }
    }
}
