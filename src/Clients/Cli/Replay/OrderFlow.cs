using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine.Numerics;

namespace Exchange.Cli.Replay;

/// <summary>What a message of an order flow asks for.</summary>
internal enum OrderFlowType : byte
{
    New = 0,
    Cancel = 1,
    Modify = 2,
}

/// <summary>One message, as it lies in the file: 40 bytes, little-endian.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct OrderFlowMessage
{
    public readonly OrderFlowType Type;
    public readonly byte Side;
    public readonly byte ImmediateOrCancel;
    private readonly byte _reserved;
    public readonly uint Quantity;
    public readonly ulong Sequence;
    public readonly ulong OrderId;
    public readonly long Ticks;
    private readonly long _reservedToo;
}

/// <summary>
/// Recorded or synthetic order flow of one share, read whole: a header (magic, version, count) and the messages, whose
/// sequence numbers are dense from zero.
/// </summary>
internal sealed class OrderFlow
{
    private const int HeaderBytes = 16;
    private const ulong Magic = 0x4D45_4257_5F30_3031;
    private const uint Version = 1;
    private const int MessagesPerRead = 1 << 16;

    private readonly OrderFlowMessage[] _messages;

    private OrderFlow(OrderFlowMessage[] messages) => _messages = messages;

    public ReadOnlySpan<OrderFlowMessage> Messages => _messages;

    /// <summary>Reads a file, compressed with gzip or not, and checks every message.</summary>
    /// <exception cref="InvalidDataException">The file is not what it must be; the message says where.</exception>
    public static OrderFlow Read(Stream file)
    {
        if (!file.CanSeek)
        {
            var copy = new MemoryStream();
            file.CopyTo(copy);
            (file, copy.Position) = (copy, 0);
        }
        var isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        if (!isCompressed)
        {
            return new(ReadMessages(file));
        }
        using var unzipped = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        return new(ReadMessages(unzipped));
    }

    private static OrderFlowMessage[] ReadMessages(Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != Version)
        {
            throw new InvalidDataException(
                "This is not an order-flow file of version 1: give one as it is or compressed with gzip.");
        }
        // The count is not believed before the messages are there: a wrong one must not take all memory.
        var count = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        var messages = new OrderFlowMessage[Math.Min(count, MessagesPerRead)];
        for (var done = 0; done < count; done = messages.Length)
        {
            if (done > 0)
            {
                Array.Resize(ref messages, (int)Math.Min(count, Math.Min(2L * done, Array.MaxLength)));
            }
            var bytes = MemoryMarshal.AsBytes(messages.AsSpan(done));
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
            {
                var whole = done + (read / Unsafe.SizeOf<OrderFlowMessage>());
                throw new InvalidDataException($"The order-flow file ends after {whole} of its {count} messages.");
            }
        }
        if (file.ReadByte() >= 0)
        {
            throw new InvalidDataException($"The order-flow file goes on after its {count} messages.");
        }
        for (var i = 0; i < messages.Length; i++)
        {
            Check(messages[i], i);
        }
        return messages;
    }

    private static void Check(in OrderFlowMessage message, int index)
    {
        var wrong = message.Sequence != (ulong)index ? $"sequence number {message.Sequence}"
            : message.Type > OrderFlowType.Modify ? $"type {(byte)message.Type}"
            : message.Type == OrderFlowType.Cancel ? ""
            : message.Side > 1 ? $"side {message.Side}"
            : message.ImmediateOrCancel > 1 ? $"immediate-or-cancel {message.ImmediateOrCancel}"
            : !Quantity.IsOrderSize(message.Quantity) ? $"quantity {message.Quantity}"
            : !Price.IsInRange(message.Ticks) ? $"price {message.Ticks}"
            : "";
        if (wrong.Length > 0)
        {
            throw new InvalidDataException($"Message {index} of the order-flow file is malformed: {wrong}.");
        }
    }
}
