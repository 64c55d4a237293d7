using Grpc.Core;

namespace Grpc.Tests;

/// <summary>Echoes, and does what a test says: every call first passes through the test's own function.</summary>
public class EchoService(Script script) : Echo.EchoBase
{
    public override Task<Ping> Unary(Ping request, ServerCallContext context) =>
        script.Unary?.Invoke(request, context) ?? Task.FromResult(request);

    public override async Task<Ping> Collect(IAsyncStreamReader<Ping> requestStream, ServerCallContext context)
    {
        if (script.Collect is { } collect)
        {
            return await collect(requestStream, context);
        }

        var sum = new Ping();
        await foreach (var request in requestStream.ReadAllAsync())
        {
            sum.Number += request.Number;
        }

        return sum;
    }

    public override async Task Expand(Ping request, IServerStreamWriter<Ping> responseStream, ServerCallContext context)
    {
        if (script.Expand is { } expand)
        {
            await expand(request, responseStream, context);
            return;
        }

        for (var i = 0; i < request.Number; i++)
        {
            await responseStream.WriteAsync(new Ping { Number = i, Payload = request.Payload });
        }
    }

    public override async Task Chat(IAsyncStreamReader<Ping> requestStream, IServerStreamWriter<Ping> responseStream, ServerCallContext context)
    {
        if (script.Chat is { } chat)
        {
            await chat(requestStream, responseStream, context);
            return;
        }

        await foreach (var request in requestStream.ReadAllAsync())
        {
            await responseStream.WriteAsync(request);
        }
    }
}

/// <summary>What a test puts in the place of echoing.</summary>
public sealed class Script
{
    public Func<Ping, ServerCallContext, Task<Ping>?>? Unary { get; set; }

    public Func<IAsyncStreamReader<Ping>, ServerCallContext, Task<Ping>>? Collect { get; set; }

    public Func<Ping, IServerStreamWriter<Ping>, ServerCallContext, Task>? Expand { get; set; }

    public Func<IAsyncStreamReader<Ping>, IServerStreamWriter<Ping>, ServerCallContext, Task>? Chat { get; set; }
}
