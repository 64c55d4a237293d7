using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Load.Gateway;

/// <summary>Instructions over a trading session, by a client that does no more than it must.</summary>
internal sealed class SessionStream : EncodedStream<AnswerCount>
{
    private long _answers;

    private SessionStream(AsyncDuplexStreamingCall<byte[], AnswerCount> call, int batch) : base(call, batch)
    {
    }

    /// <summary>Opens a session.</summary>
    public static async Task<TrafficStream> OpenAsync(GrpcChannel channel, string token, string account, int batch)
    {
        var headers = new Metadata { { "authorization", $"Bearer {token}" } };
        var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(AnswerCount.Session, host: null, new(headers));
        var open = new V1.SessionRequest { Open = new() { Account = account, Session = 1 } };
        await call.RequestStream.WriteAsync(open.ToByteArray());
        await call.ResponseStream.MoveNext(default);
        return new SessionStream(call, batch);
    }

    /// <inheritdoc/>
    protected override void Count(AnswerCount response)
    {
        if (response.Refusal.Length > 0)
        {
            throw new InvalidOperationException($"The gateway refuses what is to be measured: {response.Refusal}.");
        }
        _answers += response.Answers;
        Answered = _answers / Batch;
        Filled += response.Fills;
    }
}
