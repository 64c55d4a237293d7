using System.CommandLine;
using Exchange.Cli.Replay;
using Exchange.Engine.Kernel;

namespace Exchange.Load;

/// <summary><c>kernel FILE</c>: the book through the whole kernel: accounts, settlement, private and public events.</summary>
internal sealed class KernelCommand() : FlowCommand("kernel", "The whole kernel, one thread, command records in memory.")
{
    protected override Run Measure(ParseResult arguments, OrderFlow flow)
    {
        var kernel = new ExchangeKernel();
        CommandFlow.Define(record => kernel.Apply(record.Span));
        var commands = new CommandFlow(flow);
        return Run.Time(commands.Count, () =>
        {
            var events = 0L;
            for (var i = 0; i < commands.Count; i++)
            {
                events += kernel.Apply(commands[i]).Length;
            }
            return events;
        });
    }
}
