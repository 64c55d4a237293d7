using Grpc.Core;

namespace Grpc.Internal;

/// <summary>Metadata as header values: text as it is, bytes in base64.</summary>
internal static class MetadataEncoding
{
    /// <summary>The header value of an entry; base64 goes without padding, as the protocol prefers.</summary>
    public static string Encode(Metadata.Entry entry) =>
        entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value;

    /// <summary>
    /// Adds a received header. HTTP may have joined repeated values by commas; base64 has no comma, so binary ones are taken
    /// apart again. What is not base64 is left out: the header cannot have come from a gRPC peer.
    /// </summary>
    public static void Decode(string name, string value, Metadata into)
    {
        if (ProtocolHeaders.IsReserved(name))
        {
            return;
        }

        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            into.Add(Metadata.Entry.Received(name, value));
            return;
        }

        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (TryDecodeBase64(part) is { } bytes)
            {
                into.Add(Metadata.Entry.Received(name, bytes));
            }
        }
    }

    private static byte[]? TryDecodeBase64(string text)
    {
        var padded = text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
