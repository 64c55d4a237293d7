using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Exchange.Gateway.Tests.Http2;

/// <summary>The types of frames (RFC 9113, section 6).</summary>
internal static class FrameType
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte PushPromise = 5;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;
}

/// <summary>The flags of frames.</summary>
internal static class FrameFlags
{
    public const byte None = 0;
    public const byte Ack = 1;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;
    public const byte Padded = 8;
}

/// <summary>The error codes of RST_STREAM and GOAWAY.</summary>
internal static class Http2Error
{
    public const uint None = 0;
    public const uint Protocol = 1;
    public const uint Internal = 2;
    public const uint FlowControl = 3;
    public const uint StreamClosed = 5;
    public const uint FrameSize = 6;
    public const uint RefusedStream = 7;
    public const uint Cancel = 8;
    public const uint Compression = 9;
    public const uint EnhanceYourCalm = 11;
}

/// <summary>Writes HTTP/2 byte by byte, right or wrong as the caller likes.</summary>
internal static class Frames
{
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>A frame of any type, flags, stream and payload.</summary>
    public static byte[] Frame(byte type, byte flags, uint stream, ReadOnlySpan<byte> payload) =>
        Frame(payload.Length, type, flags, stream, payload);

    /// <summary>The same with whatever length is said.</summary>
    public static byte[] Frame(int saidLength, byte type, byte flags, uint stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(saidLength >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)saidLength);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Settings(params (ushort Id, uint Value)[] settings)
    {
        var payload = new byte[6 * settings.Length];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6 * i), settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((6 * i) + 2), settings[i].Value);
        }
        return Frame(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    public static byte[] WindowUpdate(uint stream, uint increment) =>
        Frame(FrameType.WindowUpdate, FrameFlags.None, stream, Number(increment));

    public static byte[] Reset(uint stream, uint error) => Frame(FrameType.Reset, FrameFlags.None, stream, Number(error));

    public static byte[] Ping() => Frame(FrameType.Ping, FrameFlags.None, 0, new byte[8]);

    public static byte[] Headers(uint stream, byte flags, ReadOnlySpan<byte> block) =>
        Frame(FrameType.Headers, flags, stream, block);

    public static byte[] Data(uint stream, byte flags, ReadOnlySpan<byte> data) => Frame(FrameType.Data, flags, stream, data);

    /// <summary>A header block of literals that are not indexed, names and values as they are given.</summary>
    public static byte[] Block(params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var block = new ArrayBufferWriter<byte>(256);
        foreach (var (name, value) in headers)
        {
            block.Write<byte>([0]);
            Write(block, name);
            Write(block, value);
        }
        return block.WrittenSpan.ToArray();
    }

    /// <summary>The headers of a gRPC call.</summary>
    public static (string Name, string Value)[] Call(string path, string? token, params ReadOnlySpan<(string Name, string Value)> more) =>
    [
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "exchange"),
        ("content-type", "application/grpc"), ("te", "trailers"),
        .. token is null ? [] : new[] { ("authorization", $"Bearer {token}") },
        .. more,
    ];

    /// <summary>A number of HPACK with a prefix of some bits, of which the first byte's others are given.</summary>
    public static void WriteNumber(IBufferWriter<byte> block, byte first, int prefixBits, int number)
    {
        var most = (1 << prefixBits) - 1;
        if (number < most)
        {
            block.Write<byte>([(byte)(first | number)]);
            return;
        }
        block.Write<byte>([(byte)(first | most)]);
        for (number -= most; number >= 128; number >>= 7)
        {
            block.Write<byte>([(byte)(128 | (number & 127))]);
        }
        block.Write<byte>([(byte)number]);
    }

    // Latin-1: a test may give any byte.
    private static void Write(ArrayBufferWriter<byte> block, string text)
    {
        WriteNumber(block, 0, 7, text.Length);
        block.Write(Encoding.Latin1.GetBytes(text));
    }

    private static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
