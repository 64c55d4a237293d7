using System.CommandLine;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade cancel-all</c>: takes every live order of the account back.</summary>
internal sealed class TradeCancelAllCommand : Command
{
    private readonly Argument<string> _market = new("MARKET")
    {
        Description = "The market's id; when absent, all markets.",
        DefaultValueFactory = _ => "",
    };

    public TradeCancelAllCommand(Trader trader) : base(
        "cancel-all", "Cancel every live order of the account, market by market, oldest first.")
    {
        Add(_market);
        SetAction((arguments, cancellation) => trader.InstructAsync(
            arguments, new() { CancelAll = new() { Market = arguments.GetRequiredValue(_market) } }, cancellation));
    }
}
