using System.CommandLine;
using Exchange.Gateway.Json;
using Exchange.V1;

namespace Exchange.Cli.Remote.Markets;

/// <summary><c>exchange markets define FILE</c>: a new market.</summary>
internal sealed class MarketsDefineCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A MarketDefinition in JSON; - is stdin." };
    private readonly Connection _connection;

    public MarketsDefineCommand(Connection connection) : base("define", "Define a market. Needs an operator's token.")
    {
        _connection = connection;
        Add(_file);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var definition = Read(arguments.GetRequiredValue(_file));
        return _connection.CallAsync(arguments, async client =>
        {
            await client.Markets.DefineAsync(definition, cancellation);
            return CommandLine.Success;
        });
    }

    private static MarketDefinition Read(string name)
    {
        using var input = Files.OpenInput(name);
        using var json = new MemoryStream();
        input.CopyTo(json);
        return MessageReader.TryRead<MarketDefinition>(json.ToArray(), out var definition, out var error)
            ? definition
            : throw new InvalidDataException($"the market in {(name == "-" ? "stdin" : name)} is malformed: {error}");
    }
}
