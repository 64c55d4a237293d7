using System.CommandLine;
using Exchange.Cli.Replay;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary>
/// <c>book FILE</c>: the continuous book alone, on one thread, its reports counted; by turns with another program's if one is
/// given.
/// </summary>
internal sealed class BookCommand : FlowCommand
{
    private const int Account = 1;

    private readonly Option<string?> _peer = new("--peer")
    {
        Description = "A program that runs FILE, its one argument, through a book of its own and prints {\"messages\":…,\"trades\":…,\"seconds\":…}.",
    };

    public BookCommand() : base("book", "The continuous book alone, one thread, messages in memory.") => Add(_peer);

    protected override void Execute(ParseResult arguments, OrderFlow flow, string workload)
    {
        if (arguments.GetValue(_peer) is not { } program)
        {
            base.Execute(arguments, flow, workload);
            return;
        }
        var peer = new PeerBook(program, FileOf(arguments), CountTrades(flow));
        List<Run> peerRuns = [];
        var runs = Repeat(arguments, () =>
        {
            peerRuns.Add(peer.Measure());
            return Measure(arguments, flow);
        });
        var peers = Counted(arguments, peerRuns);
        Run[] ratios = [.. runs.Zip(peers, (run, peerRun) => run with { OpsPerSecond = run.OpsPerSecond / peerRun.OpsPerSecond })];
        Print(Name, workload, "million messages/s", runs, run => run.OpsPerSecond / 1e6);
        Print($"{Name} {Path.GetFileName(program)}", workload, "million messages/s", peers, run => run.OpsPerSecond / 1e6);
        Print($"{Name} ratio to {Path.GetFileName(program)}", workload, "ratio", ratios, ratio => ratio.OpsPerSecond);
    }

    protected override Run Measure(ParseResult arguments, OrderFlow flow)
    {
        var book = new OrderBook();
        var reports = new ReportBuffer();
        return Run.Time(flow.Messages.Length, () =>
        {
            var reported = 0L;
            foreach (ref readonly var message in flow.Messages)
            {
                reports.Clear();
                Send(book, message, reports);
                reported += reports.Reports.Length;
            }
            return reported;
        });
    }

    private static long CountTrades(OrderFlow flow)
    {
        var (book, reports, trades) = (new OrderBook(), new ReportBuffer(), 0L);
        foreach (ref readonly var message in flow.Messages)
        {
            reports.Clear();
            Send(book, message, reports);
            foreach (ref readonly var report in reports.Reports)
            {
                trades += report.Kind == ReportKind.Trade ? 1 : 0;
            }
        }
        return trades;
    }

    private static void Send(OrderBook book, in OrderFlowMessage message, ReportBuffer reports)
    {
        switch (message.Type)
        {
            case OrderFlowType.New:
                var timeInForce = message.ImmediateOrCancel != 0
                    ? TimeInForce.ImmediateOrCancel
                    : TimeInForce.GoodTillCancelled;
                var order = Order.Limit((Side)message.Side, new(message.Quantity), new(message.Ticks), timeInForce);
                book.Submit(Account, message.OrderId, order, reports);
                break;
            case OrderFlowType.Cancel:
                book.Cancel(Account, message.OrderId, CancelReason.User, reports);
                break;
            default:
                var replacement = new Replacement(new(message.Quantity), new Price(message.Ticks), LosesPriority: true);
                book.Replace(Account, message.OrderId, replacement, reports);
                break;
        }
    }
}
