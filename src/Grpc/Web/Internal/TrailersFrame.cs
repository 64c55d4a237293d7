using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>Trailers as gRPC-Web's last frame: a flag of its own, the length, a block of HTTP/1.1 headers.</summary>
internal static class TrailersFrame
{
    private const byte Flag = 0x80;
    private const int PrefixLength = 5;

    public static void Write(IHeaderDictionary trailers, IBufferWriter<byte> output)
    {
        var block = new StringBuilder();
        foreach (var (name, values) in trailers)
        {
            foreach (var value in values)
            {
                // Browsers know header names in lower case only.
                block.Append(name.ToLowerInvariant()).Append(": ").Append(OneLine(value ?? "")).Append("\r\n");
            }
        }

        var text = block.ToString();
        var length = Encoding.UTF8.GetByteCount(text);
        var frame = output.GetSpan(PrefixLength + length);
        frame[0] = Flag;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        Encoding.UTF8.GetBytes(text, frame[PrefixLength..]);
        output.Advance(PrefixLength + length);
    }

    // Metadata is printable. What is not, whoever put it there, must not look like another trailer.
    private static string OneLine(string value) =>
        value.AsSpan().ContainsAny('\r', '\n') ? value.Replace('\r', ' ').Replace('\n', ' ') : value;
}
