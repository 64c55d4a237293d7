using System.Buffers;
using System.CommandLine;
using Exchange.Gateway.Calculator;
using Exchange.Gateway.Json;
using Exchange.V1;

namespace Exchange.Cli.Clear;

/// <summary><c>exchange clear FILE</c>: clears the bids of a request once, without a server.</summary>
internal sealed class ClearCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A ClearRequest in JSON; - is stdin." };

    public ClearCommand() : base("clear", "Clear given bids once by a given rule and print who gets what, as one line of JSON.")
    {
        Add(_file);
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        var name = arguments.GetRequiredValue(_file);
        if (!MessageReader.TryRead<ClearRequest>(ReadAll(name), out var request, out var error))
        {
            return CommandLine.Fail(CommandLine.BadInput, $"{(name == "-" ? "stdin" : name)}: {error}");
        }
        var refusal = AuctionCalculator.TryClear(request, out var response);
        if (refusal.IsRefused)
        {
            return CommandLine.Fail(CommandLine.BadInput, refusal.ToString());
        }
        Print(response);
        return CommandLine.Success;
    }

    private static ReadOnlyMemory<byte> ReadAll(string name)
    {
        using var input = Files.OpenInput(name);
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static void Print(ClearResponse response)
    {
        var line = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter(line);
        writer.WriteLine(response);
        using var output = Files.OpenOutput();
        output.Write(line.WrittenSpan);
    }
}
