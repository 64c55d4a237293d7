using Google.Protobuf;
using Grpc.Core;

namespace Exchange.Load;

/// <summary>How many updates a message brings and which.</summary>
internal sealed record UpdateCount(int Count, ulong First, ulong Last, bool IsSnapshot)
{
    // Fields of SubscribeResponse and MarketUpdate.
    private const int Update = 1;
    private const int Sequence = 2;
    private const int Snapshot = 3;

    /// <summary>The method by which to subscribe.</summary>
    public static readonly Method<V1.SubscribeRequest, UpdateCount> Subscribe = new(
        MethodType.ServerStreaming,
        V1.MarketData.Descriptor.FullName,
        nameof(Subscribe),
        Marshallers.Create<V1.SubscribeRequest>(
            static (request, output) => output.Complete(request.ToByteArray()),
            static _ => throw new NotSupportedException()),
        Marshallers.Create(
            static (_, _) => throw new NotSupportedException(),
            static input => FieldReader.Read(input.PayloadAsReadOnlySequence(), Read)));

    private static UpdateCount Read(ReadOnlySpan<byte> message)
    {
        var (count, first, last, isSnapshot) = (0, 0UL, 0UL, false);
        for (var updates = new FieldReader(message); updates.Read();)
        {
            if (updates.Field != Update)
            {
                continue;
            }
            count++;
            for (var update = new FieldReader(updates.Bytes); update.Read();)
            {
                last = update.Field == Sequence ? update.Number : last;
                isSnapshot |= update.Field == Snapshot;
            }
            first = count == 1 ? last : first;
        }
        return new(count, first, last, isSnapshot);
    }
}
