using System.CommandLine;
using Exchange.Gateway.Scripts;

namespace Exchange.Cli.Scripts;

/// <summary><c>exchange script FILE</c>: plays a scenario and prints every event.</summary>
internal sealed class ScriptCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "JSON lines, one step a line; - is stdin." };

    public ScriptCommand() : base(
        "script", "Play a scenario in virtual time against a fresh exchange and print every event as a JSON line.")
    {
        Add(_file);
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        var name = arguments.GetRequiredValue(_file);
        using var script = Files.OpenInput(name);
        using var output = Files.OpenOutput();
        return ScriptPlayer.Play(script, output, CommandLine.Warn) is { } error
            ? CommandLine.Fail(CommandLine.BadInput, $"{(name == "-" ? "stdin" : name)}, {error}")
            : CommandLine.Success;
    }
}
