using Grpc.Core;

namespace Exchange.Load.Gateway;

/// <summary>What gRPC alone costs: messages come back as they are, without being looked at.</summary>
internal sealed class EchoService : EchoBase
{
    private static readonly WriteOptions Followed = new(WriteFlags.BufferHint);

    /// <inheritdoc/>
    public override Task Single(IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, ServerCallContext context) =>
        EchoAsync(requests, responses, coalesces: false);

    /// <inheritdoc/>
    public override Task Coalesced(IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, ServerCallContext context) =>
        EchoAsync(requests, responses, coalesces: true);

    private static async Task EchoAsync(IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, bool coalesces)
    {
        await responses.WriteAsync([]);
        for (var next = requests.MoveNext(default); await next;)
        {
            var message = requests.Current;
            next = requests.MoveNext(default);
            responses.WriteOptions = coalesces && next.IsCompleted ? Followed : null;
            await responses.WriteAsync(message);
        }
    }
}

/// <summary>The echo as generated code would have it, but that messages are bytes.</summary>
[BindServiceMethod(typeof(EchoBase), nameof(Bind))]
internal abstract class EchoBase
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(
        static (message, output) => output.Complete(message),
        static input => input.PayloadAsNewBuffer());

    /// <summary>The method of <see cref="Single"/>.</summary>
    public static readonly Method<byte[], byte[]> SingleMethod = MethodOf(nameof(Single));

    /// <summary>The method of <see cref="Coalesced"/>.</summary>
    public static readonly Method<byte[], byte[]> CoalescedMethod = MethodOf(nameof(Coalesced));

    /// <summary>Lists the methods; calls find the service themselves.</summary>
    public static void Bind(ServiceBinderBase binder, EchoBase? service)
    {
        binder.AddMethod(SingleMethod, service is null ? null : new DuplexStreamingServerMethod<byte[], byte[]>(service.Single));
        binder.AddMethod(CoalescedMethod, service is null ? null : new DuplexStreamingServerMethod<byte[], byte[]>(service.Coalesced));
    }

    /// <summary>Every message comes back in a flush of its own.</summary>
    public abstract Task Single(
        IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, ServerCallContext context);

    /// <summary>A message waits while the next is there already, as in whatever has a queue.</summary>
    public abstract Task Coalesced(
        IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, ServerCallContext context);

    private static Method<byte[], byte[]> MethodOf(string name) => new(MethodType.DuplexStreaming, "exchange.load.Echo", name, Bytes, Bytes);
}
