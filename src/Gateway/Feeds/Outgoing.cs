using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace Exchange.Gateway.Feeds;

/// <summary>
/// A <see cref="V1.SubscribeResponse"/> on its way to one subscriber, put together from pieces that are encoded already: messages
/// of one kind after the other are, by their encoding, one message with all their updates.
/// </summary>
internal sealed class Outgoing
{
    /// <summary>How many bytes make a message that is sent before more is added.</summary>
    public const int FullBytes = 64 << 10;

    /// <summary>Writes the pieces; reads what was written as an ordinary message.</summary>
    public static readonly Marshaller<Outgoing> Marshaller = Marshallers.Create<Outgoing>(
        static (outgoing, output) => outgoing.Write(output),
        static _ => throw new NotSupportedException("The gateway sends these."));

    private readonly List<byte[]> _pieces = [];

    public int ByteCount { get; private set; }

    public bool IsFull => ByteCount >= FullBytes;

    /// <summary>Whether a part of a whole book is among the pieces, for one who knew nothing of it.</summary>
    public bool HasWholeBook { get; private set; }

    public void Add(byte[] piece, bool isOfWholeBook = false)
    {
        HasWholeBook |= isOfWholeBook;
        _pieces.Add(piece);
        ByteCount += piece.Length;
    }

    public void Clear()
    {
        _pieces.Clear();
        ByteCount = 0;
        HasWholeBook = false;
    }

    private void Write(SerializationContext output)
    {
        output.SetPayloadLength(ByteCount);
        var buffer = output.GetBufferWriter();
        foreach (var piece in _pieces)
        {
            buffer.Write(piece);
        }
        output.Complete();
    }
}
