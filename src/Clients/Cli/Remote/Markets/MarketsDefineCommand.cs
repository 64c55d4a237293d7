using System.CommandLine;
using Exchange.Gateway.Json;
using Exchange.V1;

namespace Exchange.Cli.Remote.Markets;

/// <summary><c>exchange markets define FILE</c>: a new market.</summary>
internal sealed class MarketsDefineCommand : Command
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "A MarketDefinition in JSON; - is stdin.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _preset = new("--preset")
    {
        Description = "Instead of a file: a market of a kind, with parameters to begin with.",
    };

    private readonly Option<string?> _id = new("--id")
    {
        Description = "The id of a preset's market; its name when absent.",
        HelpName = "M",
    };

    private readonly Option<string?> _instrument = new("--instrument")
    {
        Description = "What a preset's market trades; what it is called when absent.",
        HelpName = "XYZ",
    };

    private readonly Option<string?> _reference = new("--reference")
    {
        Description = "The market that a preset's market takes its reference price from; a workup follows its trades.",
        HelpName = "M",
    };

    private readonly Option<SelfTrade?> _selfTrade = new Option<SelfTrade?>("--self-trade")
    {
        Description = "What happens in a preset's book when two orders of one account would trade; they do when absent.",
    }.OneOf(
        ("cancel-incoming", (SelfTrade?)SelfTrade.CancelIncoming),
        ("cancel-resting", SelfTrade.CancelResting),
        ("cancel-both", SelfTrade.CancelBoth),
        ("decrement", SelfTrade.Decrement));

    private readonly Option<string[]?> _collar = new("--collar")
    {
        Description = "The lowest and the highest price that a preset's market accepts.",
        HelpName = "LOW HIGH",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Connection _connection;

    public MarketsDefineCommand(Connection connection) : base("define", "Define a market. Needs an operator's token.")
    {
        _connection = connection;
        Add(_file);
        Add(_preset.OneOf([.. MarketPresets.Names.Select(name => (name, (string?)name))]));
        Add(_id);
        Add(_instrument);
        Add(_reference);
        Add(_selfTrade);
        Add(_collar);
        Validators.Add(result =>
        {
            var isPreset = result.GetResult(_preset) is not null;
            if (isPreset == result.GetResult(_file) is { Tokens.Count: > 0 })
            {
                result.AddError("give either a FILE or a --preset.");
            }
            Option[] ofPresets = [_id, _instrument, _reference, _selfTrade, _collar];
            if (!isPreset && ofPresets.FirstOrDefault(option => result.GetResult(option) is not null) is { } misplaced)
            {
                result.AddError($"{misplaced.Name} is for a --preset; a FILE says it itself.");
            }
        });
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var definition = arguments.GetValue(_preset) is { } preset
            ? Create(arguments, preset)
            : Read(arguments.GetRequiredValue(_file)!);
        return _connection.CallAsync(arguments, async client =>
        {
            foreach (var warning in await client.Markets.DefineAsync(definition, cancellation))
            {
                CommandLine.Warn(warning);
            }
            return CommandLine.Success;
        });
    }

    private MarketDefinition Create(ParseResult arguments, string preset)
    {
        var definition = MarketPresets.Create(preset, arguments.GetValue(_id) ?? preset);
        definition.Instrument = arguments.GetValue(_instrument) ?? definition.Instrument;
        definition.SelfTrade = arguments.GetValue(_selfTrade) ?? definition.SelfTrade;
        if (arguments.GetValue(_collar) is [var low, var high])
        {
            definition.Collar = new() { Low = low, High = high };
        }
        return arguments.GetValue(_reference) is { } reference ? MarketPresets.Link(definition, reference) : definition;
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
