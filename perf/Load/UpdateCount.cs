using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace Exchange.Load;

/// <summary>
/// How many updates a message brings and which. It is read with as little work as there can be: it is the exchange that is
/// measured, and the subscribers run on its processors.
/// </summary>
internal sealed record UpdateCount(int Count, ulong First, ulong Last, bool IsSnapshot)
{
    // Fields of SubscribeResponse and MarketUpdate, as tags.
    private const uint Update = (1 << 3) | 2;
    private const uint Sequence = 2 << 3;
    private const uint Snapshot = (3 << 3) | 2;

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
            static input => Read(input.PayloadAsReadOnlySequence())));

    private static UpdateCount Read(ReadOnlySequence<byte> message)
    {
        var bytes = ArrayPool<byte>.Shared.Rent((int)message.Length);
        message.CopyTo(bytes);
        var read = Read(new CodedInputStream(bytes, 0, (int)message.Length));
        ArrayPool<byte>.Shared.Return(bytes);
        return read;
    }

    private static UpdateCount Read(CodedInputStream input)
    {
        var (count, first, last, isSnapshot) = (0, 0UL, 0UL, false);
        while (input.ReadTag() == Update)
        {
            var end = input.ReadLength() + input.Position;
            count++;
            while (input.Position < end)
            {
                switch (input.ReadTag())
                {
                    case Sequence:
                        last = input.ReadUInt64();
                        first = count == 1 ? last : first;
                        break;
                    case Snapshot:
                        isSnapshot = true;
                        input.SkipLastField();
                        break;
                    default:
                        input.SkipLastField();
                        break;
                }
            }
        }
        return new(count, first, last, isSnapshot);
    }
}
