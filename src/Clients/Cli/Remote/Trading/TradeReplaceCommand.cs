using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade replace</c>: another quantity or price for a live order.</summary>
internal sealed class TradeReplaceCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };
    private readonly Argument<ulong> _id = new("ID") { Description = "The order's id." };

    private readonly Option<string> _quantity = new("--quantity")
    {
        Description = "The new open quantity; when absent it stays.",
        HelpName = "Q",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string> _price = new("--price")
    {
        Description = "The new price; when absent it stays.",
        HelpName = "P",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<bool> _losePriority = new("--lose-priority")
    {
        Description = "Give up time priority, whatever the change.",
    };

    public TradeReplaceCommand(Trader trader) : base(
        "replace", "Change a live order. Only a smaller quantity at the same price keeps its time priority.")
    {
        Add(_market);
        Add(_id);
        Add(_quantity);
        Add(_price);
        Add(_losePriority);
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Replace = Read(arguments) }, cancellation));
    }

    private ReplaceOrder Read(ParseResult arguments) => new()
    {
        Market = arguments.GetRequiredValue(_market),
        Id = arguments.GetValue(_id),
        Quantity = arguments.GetRequiredValue(_quantity),
        Price = arguments.GetRequiredValue(_price),
        LosePriority = arguments.GetValue(_losePriority),
    };
}
