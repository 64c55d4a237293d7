using System.CommandLine;
using Exchange.Cli;
using Exchange.Cli.Replay;

namespace Exchange.Load;

/// <summary>A load program over an order-flow file.</summary>
internal abstract class FlowCommand : LoadCommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "An order-flow file, gzipped or not.",
    };

    protected FlowCommand(string name, string description) : base(name, description) => Add(_file);

    /// <summary>What the result is called beside the command's name.</summary>
    protected virtual string VariantOf(ParseResult arguments) => "";

    /// <summary>One run over all messages.</summary>
    protected abstract Run Measure(ParseResult arguments, OrderFlow flow);

    protected override void Execute(ParseResult arguments)
    {
        var path = arguments.GetRequiredValue(_file);
        OrderFlow flow;
        using (var file = Files.OpenInput(path))
        {
            flow = OrderFlow.Read(file);
        }
        var runs = Repeat(arguments, () => Measure(arguments, flow));
        Print(Name + VariantOf(arguments), Path.GetFileName(path), "million messages/s", runs, run => run.OpsPerSecond / 1e6);
    }
}
