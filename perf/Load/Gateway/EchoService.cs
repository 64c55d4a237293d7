using Grpc.Core;

namespace Exchange.Load.Gateway;

/// <summary>What gRPC alone costs: messages come back as they are, without being looked at.</summary>
[BindServiceMethod(typeof(EchoService), nameof(BindService))]
internal sealed class EchoService
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(
        static (message, output) => output.Complete(message),
        static input => input.PayloadAsNewBuffer());

    private static readonly WriteOptions Followed = new(WriteFlags.BufferHint);

    /// <summary>Every message comes back in a flush of its own.</summary>
    public static readonly Method<byte[], byte[]> Single = MethodOf(nameof(Single));

    /// <summary>A message waits while the next is there already, as in whatever has a queue.</summary>
    public static readonly Method<byte[], byte[]> Coalesced = MethodOf(nameof(Coalesced));

    /// <summary>Lists the methods.</summary>
    public static void BindService(ServiceBinderBase binder, EchoService? service)
    {
        binder.AddMethod(Single, new DuplexStreamingServerMethod<byte[], byte[]>(static (requests, responses, _) => EchoAsync(requests, responses, coalesces: false)));
        binder.AddMethod(Coalesced, new DuplexStreamingServerMethod<byte[], byte[]>(static (requests, responses, _) => EchoAsync(requests, responses, coalesces: true)));
    }

    private static async Task EchoAsync(IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> responses, bool coalesces)
    {
        await responses.WriteAsync([]);
        for (var hasNext = requests.MoveNext(default); await hasNext;)
        {
            var message = requests.Current;
            hasNext = requests.MoveNext(default);
            responses.WriteOptions = coalesces && hasNext.IsCompleted ? Followed : null;
            await responses.WriteAsync(message);
        }
    }

    private static Method<byte[], byte[]> MethodOf(string name) => new(MethodType.DuplexStreaming, "exchange.load.Echo", name, Bytes, Bytes);
}
