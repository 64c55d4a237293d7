using System.CommandLine;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade cancel</c>: takes a live order back.</summary>
internal sealed class TradeCancelCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };
    private readonly Argument<ulong> _id = new("ID") { Description = "The order's id." };

    public TradeCancelCommand(Trader trader) : base("cancel", "Cancel a live order.")
    {
        Add(_market);
        Add(_id);
        SetAction((arguments, cancellation) => trader.InstructAsync(
            arguments,
            new() { Cancel = new() { Market = arguments.GetRequiredValue(_market), Id = arguments.GetValue(_id) } },
            cancellation));
    }
}
