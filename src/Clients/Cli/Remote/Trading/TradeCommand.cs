using System.CommandLine;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade</c>: one instruction by hand.</summary>
internal sealed class TradeCommand : Command
{
    public TradeCommand() : base("trade", "Give one instruction to a running gateway and print its events, one JSON line each.")
    {
        var trader = new Trader(this);
        Add(new TradeSubmitCommand(trader));
        Add(new TradePeggedCommand(trader));
        Add(new TradeScheduleCommand(trader));
        Add(new TradeConditionalCommand(trader));
        Add(TradeReportCommand.OfEndowment(trader));
        Add(TradeReportCommand.OfInventory(trader));
        Add(new TradeReplaceCommand(trader));
        Add(new TradeCancelCommand(trader));
        Add(new TradeCancelAllCommand(trader));
    }
}
