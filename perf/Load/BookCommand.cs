using System.CommandLine;
using Exchange.Cli.Replay;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary><c>book FILE</c>: the continuous book alone, on one thread, its reports counted.</summary>
internal sealed class BookCommand() : FlowCommand("book", "The continuous book alone, one thread, messages in memory.")
{
    private const int Account = 1;

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
