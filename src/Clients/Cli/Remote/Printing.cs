using System.Buffers;
using System.CommandLine;
using Exchange.Gateway.Json;
using Google.Protobuf;

namespace Exchange.Cli.Remote;

/// <summary>How results are printed: for a person on a terminal, for a program as JSON lines.</summary>
internal static class Printing
{
    /// <summary>The option that asks for JSON lines on a terminal, too.</summary>
    public static Option<bool> JsonOption() => new("--json")
    {
        Description = "Print JSON lines, as is done whenever stdout is not a terminal.",
    };

    /// <summary>Whether a program reads what is printed.</summary>
    public static bool IsJson(bool isAsked) => isAsked || Console.IsOutputRedirected;

    /// <summary>Prints messages, one JSON line each, and hands them over at once.</summary>
    public static void WriteLines(IEnumerable<IMessage> messages)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter(lines);
        foreach (var message in messages)
        {
            writer.WriteLine(message);
        }
        using var output = Console.OpenStandardOutput();
        output.Write(lines.WrittenSpan);
    }
}
