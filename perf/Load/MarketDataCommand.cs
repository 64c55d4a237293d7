using System.CommandLine;

namespace Exchange.Load;

/// <summary>
/// <c>marketdata</c>: a gateway, one trader and many subscribers, all over gRPC in this process; once with subscribers that all
/// read and once with one among them that never does.
/// </summary>
internal sealed class MarketDataCommand : LoadCommand
{
    private readonly Option<int> _subscribers = new("--subscribers")
    {
        Description = "How many subscribe to the one market there is.",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<int> _instructions = new("--instructions")
    {
        Description = "How many instructions the trader sends in a run; each changes the book once.",
        DefaultValueFactory = _ => 200_000,
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "How many instructions are planned for a second: then the time from that plan to every reception is measured. 0: as fast as they are answered.",
    };

    public MarketDataCommand() : base("marketdata", "Market data to many subscribers over gRPC, without and with one that never reads.")
    {
        Add(_subscribers);
        Add(_instructions);
        Add(_rate);
    }

    protected override void Execute(ParseResult arguments)
    {
        var subscribers = Math.Max(2, arguments.GetValue(_subscribers));
        var rate = arguments.GetValue(_rate);
        var flow = new FanOutFlow(arguments.GetValue(_instructions), rate);
        List<FanOutRun> read = [], unread = [];
        // By turns, so that what else the machine does befalls both alike.
        Repeat(arguments, () =>
        {
            read.Add(FanOut.MeasureAsync(flow, subscribers, unread: 0).GetAwaiter().GetResult());
            unread.Add(FanOut.MeasureAsync(flow, subscribers, unread: 1).GetAwaiter().GetResult());
            return unread[^1].Traded;
        });
        Print($"{subscribers} subscribers", Counted(arguments, read), rate > 0);
        Print($"{subscribers} subscribers, one never reads", Counted(arguments, unread), rate > 0);
    }

    private void Print(string workload, FanOutRun[] runs, bool isPaced)
    {
        Print($"{Name} traded", workload, "million messages/s", [.. runs.Select(run => run.Traded)], run => run.OpsPerSecond / 1e6);
        Print($"{Name} delivered", workload, "million messages/s", [.. runs.Select(run => run.Delivered)], run => run.OpsPerSecond / 1e6);
        if (isPaced)
        {
            PrintLatency($"{Name} latency", workload, [.. runs.Select(run => run.Delivered)], [.. runs.Select(run => run.Latency)]);
        }
    }
}
