using System.Buffers.Binary;
using Exchange.Cli.Replay;

namespace Exchange.Clients.Tests.Cli;

/// <summary>Builds order-flow files message by message.</summary>
internal sealed class OrderFlowFile
{
    private const int HeaderBytes = 16;
    private const int MessageBytes = 40;

    private readonly List<byte[]> _messages = [];

    public OrderFlowFile New(ulong id, byte side, uint quantity, long price, bool immediate = false) =>
        Add(0, id, side, quantity, price, immediate);

    public OrderFlowFile Cancel(ulong id) => Add(1, id, 0, 0, 0, immediate: false);

    public OrderFlowFile Modify(ulong id, uint quantity, long price) => Add(2, id, 0, quantity, price, immediate: false);

    public OrderFlowFile Add(byte type, ulong id, byte side, uint quantity, long price, bool immediate)
    {
        var message = new byte[MessageBytes];
        message[0] = type;
        message[1] = side;
        message[2] = immediate ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(4), quantity);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(8), (ulong)_messages.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(16), id);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(24), price);
        _messages.Add(message);
        return this;
    }

    public byte[] ToBytes()
    {
        var header = new byte[HeaderBytes];
        "100_WBEM"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), (uint)_messages.Count);
        return [.. header, .. _messages.SelectMany(message => message)];
    }

    public OrderFlow Read() => OrderFlow.Read(new MemoryStream(ToBytes()));
}
