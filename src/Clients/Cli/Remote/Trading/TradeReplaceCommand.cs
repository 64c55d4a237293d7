using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade replace</c>: another quantity or price for a live order, another schedule for a live one.</summary>
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

    private readonly Option<Schedule?> _schedule = new("--schedule")
    {
        Description = "The demand schedule that takes the place of the one there is, in one step.",
        HelpName = Schedules.HelpName,
        CustomParser = Schedules.Parse,
    };

    private readonly Option<bool> _perSecond = Schedules.PerSecondOption();

    public TradeReplaceCommand(Trader trader) : base(
        "replace", "Change a live order or schedule. Only a smaller quantity at the same price keeps its time priority.")
    {
        Add(_market);
        Add(_id);
        Add(_quantity);
        Add(_price);
        Add(_losePriority);
        Add(_schedule);
        Add(_perSecond);
        Validators.Add(result =>
        {
            if (result.GetResult(_perSecond) is { Implicit: false } && result.GetResult(_schedule) is null)
            {
                result.AddError("--per-second is for schedules: give one with --schedule.");
            }
        });
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Replace = Read(arguments) }, cancellation));
    }

    private ReplaceOrder Read(ParseResult arguments)
    {
        var schedule = arguments.GetValue(_schedule);
        if (schedule is not null)
        {
            schedule.PerSecond = arguments.GetValue(_perSecond);
        }
        return new()
        {
            Market = arguments.GetRequiredValue(_market),
            Id = arguments.GetValue(_id),
            Quantity = arguments.GetRequiredValue(_quantity),
            Price = arguments.GetRequiredValue(_price),
            LosePriority = arguments.GetValue(_losePriority),
            Schedule = schedule,
        };
    }
}
