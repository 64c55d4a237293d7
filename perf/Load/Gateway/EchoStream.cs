using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Load.Gateway;

/// <summary>Messages that come back as they are.</summary>
internal sealed class EchoStream : EncodedStream<byte[]>
{
    private EchoStream(AsyncDuplexStreamingCall<byte[], byte[]> call, int batch) : base(call, batch)
    {
    }

    /// <summary>Opens a stream.</summary>
    public static async Task<TrafficStream> OpenAsync(GrpcChannel channel, int batch, bool coalesces)
    {
        var method = coalesces ? EchoBase.CoalescedMethod : EchoBase.SingleMethod;
        var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, host: null, default);
        await call.ResponseStream.MoveNext(default);
        return new EchoStream(call, batch);
    }

    /// <inheritdoc/>
    protected override void Count(byte[] response) => Answered++;
}
