using System.Globalization;
using System.Text;

namespace Exchange.Gateway.Tests.Http2;

/// <summary>
/// Reads of response headers what tests look at: the HTTP and the gRPC status. The peer was told to keep no table, so that
/// what is indexed stands in the protocol's own.
/// </summary>
internal ref struct HeaderBlock(ReadOnlySpan<byte> block)
{
    private ReadOnlySpan<byte> _rest = block;

    /// <summary>The HTTP status; zero when none was said.</summary>
    public int Http { get; private set; }

    /// <summary>The gRPC status; null when none was said.</summary>
    public int? Grpc { get; private set; }

    /// <summary>The message with it.</summary>
    public string Message { get; private set; } = "";

    /// <exception cref="InvalidDataException">These are no headers.</exception>
    public void Read()
    {
        while (!_rest.IsEmpty)
        {
            var first = _rest[0];
            if (first >= 0x80)
            {
                // Statuses stand at 8 to 14.
                ReadOnlySpan<int> statuses = [200, 204, 206, 304, 400, 404, 500];
                var index = ReadNumber(7);
                Http = index is >= 8 and <= 14 ? statuses[index - 8] : Http;
            }
            else if (first is >= 0x20 and < 0x40)
            {
                ReadNumber(5);
            }
            else
            {
                ReadLiteral(ReadNumber(first >= 0x40 ? 6 : 4));
            }
        }
    }

    private void ReadLiteral(int nameIndex)
    {
        var name = nameIndex == 0 ? ReadText() : nameIndex is >= 8 and <= 14 ? ":status" : "";
        var value = ReadText();
        switch (name)
        {
            case ":status":
                Http = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "grpc-status":
                Grpc = int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "grpc-message":
                Message = value;
                break;
        }
    }

    private string ReadText()
    {
        if (_rest[0] >= 0x80)
        {
            throw new InvalidDataException("The server compresses header values now: read Huffman codes here.");
        }
        var length = ReadNumber(7);
        var text = Encoding.Latin1.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }

    private int ReadNumber(int prefixBits)
    {
        var most = (1 << prefixBits) - 1;
        var number = _rest[0] & most;
        _rest = _rest[1..];
        for (var shift = 0; number >= most; shift += 7)
        {
            var next = _rest[0];
            _rest = _rest[1..];
            number += (next & 127) << shift;
            if (next < 128)
            {
                return number;
            }
        }
        return number;
    }
}
