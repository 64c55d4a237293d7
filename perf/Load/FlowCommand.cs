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

    /// <summary>The order-flow file.</summary>
    protected string FileOf(ParseResult arguments) => arguments.GetRequiredValue(_file);

    /// <summary>What the result is called beside the command's name.</summary>
    protected virtual string VariantOf(ParseResult arguments) => "";

    /// <summary>One run over all messages.</summary>
    protected abstract Run Measure(ParseResult arguments, OrderFlow flow);

    protected override void Execute(ParseResult arguments)
    {
        var path = FileOf(arguments);
        OrderFlow flow;
        using (var file = Files.OpenInput(path))
        {
            flow = OrderFlow.Read(file);
        }
        Execute(arguments, flow, Path.GetFileName(path));
    }

    /// <summary>Measures and prints: how many messages of the flow a second.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="workload">What it is called.</param>
    protected virtual void Execute(ParseResult arguments, OrderFlow flow, string workload)
    {
        var runs = Repeat(arguments, () => Measure(arguments, flow));
        Print(Name + VariantOf(arguments), workload, "million messages/s", runs, run => run.OpsPerSecond / 1e6);
    }
}
