using Grpc.Core;

namespace Grpc.Tests;

/// <summary>What a <see cref="Ping.Wish"/> asks for; the peers' servers understand the same words.</summary>
public static class Wishes
{
    public static void Fulfil(Script script)
    {
        script.Unary = UnaryAsync;
        script.Expand = ExpandAsync;
        script.Chat = ChatAsync;
    }

    private static async Task<Ping> UnaryAsync(Ping request, ServerCallContext context)
    {
        switch (request.Wish)
        {
            case "status":
                throw Failure((StatusCode)request.Number);
            case "wait":
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                break;
            case "metadata":
                await context.WriteResponseHeadersAsync(new Metadata { context.RequestHeaders.Get("x-text")! });
                context.ResponseTrailers.Add(context.RequestHeaders.Get("x-data-bin")!);
                break;
            case "encoding":
                return new Ping(request) { Wish = context.GetHttpContext().Request.Headers["grpc-encoding"] is [{ } encoding] ? encoding : "identity" };
        }

        return request;
    }

    private static async Task ExpandAsync(Ping request, IServerStreamWriter<Ping> responses, ServerCallContext context)
    {
        if (request.Wish == "wait")
        {
            await responses.WriteAsync(request);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        for (var i = 0; i < request.Number; i++)
        {
            await responses.WriteAsync(new Ping { Number = i });
        }
    }

    private static async Task ChatAsync(IAsyncStreamReader<Ping> requests, IServerStreamWriter<Ping> responses, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync())
        {
            if (request.Wish == "stop")
            {
                throw Failure(StatusCode.FailedPrecondition);
            }

            await responses.WriteAsync(request);
        }
    }

    private static RpcException Failure(StatusCode code) =>
        new(new Status(code, "wünsch 100 %"), new Metadata { { "why", "because" }, { "why-bin", [0, 255] } });
}
