using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary>
/// <c>exchange trade replace</c>: another quantity or price for a live order, another schedule, conditional bid or report for a live
/// one.
/// </summary>
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

    private readonly Option<ConditionalBid?> _conditional = new("--conditional")
    {
        Description = "The conditional bid that takes the place of the one there is, in one step.",
        HelpName = Conditionals.HelpName,
        CustomParser = Conditionals.Parse,
    };

    private readonly Option<string> _least = Conditionals.LeastOption();
    private readonly Option<string> _most = Conditionals.MostOption();
    private readonly Option<string?> _inventory = Report("--inventory", "The inventory");
    private readonly Option<string?> _endowment = Report("--endowment", "The endowment");

    public TradeReplaceCommand(Trader trader) : base(
        "replace", "Change a live order, schedule, conditional bid or report. Only a smaller quantity at the same price keeps its time priority.")
    {
        Add(_market);
        Add(_id);
        Add(_quantity);
        Add(_price);
        Add(_losePriority);
        Add(_schedule);
        Add(_perSecond);
        Add(_conditional);
        Add(_least);
        Add(_most);
        Add(_inventory);
        Add(_endowment);
        Need(_perSecond, _schedule, "--per-second is for schedules: give one with --schedule.");
        Need(_least, _conditional, "--min is for conditional bids: give one with --conditional.");
        Need(_most, _conditional, "--max is for conditional bids: give one with --conditional.");
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Replace = Read(arguments) }, cancellation));
    }

    private static Option<string?> Report(string name, string what) => new(name)
    {
        Description = $"{what} that is reported from now on, in the place of the one there is, in one step.",
        HelpName = "Q",
    };

    private void Need(Option option, Option other, string message) => Validators.Add(result =>
    {
        if (result.GetResult(option) is { Implicit: false } && result.GetResult(other) is null)
        {
            result.AddError(message);
        }
    });

    private ReplaceOrder Read(ParseResult arguments)
    {
        var schedule = arguments.GetValue(_schedule);
        if (schedule is not null)
        {
            schedule.PerSecond = arguments.GetValue(_perSecond);
        }
        var conditional = arguments.GetValue(_conditional);
        if (conditional is not null)
        {
            conditional.MinQuantity = arguments.GetRequiredValue(_least);
            conditional.MaxQuantity = arguments.GetRequiredValue(_most);
        }
        return new()
        {
            Market = arguments.GetRequiredValue(_market),
            Id = arguments.GetValue(_id),
            Quantity = arguments.GetRequiredValue(_quantity),
            Price = arguments.GetRequiredValue(_price),
            LosePriority = arguments.GetValue(_losePriority),
            Schedule = schedule,
            Conditional = conditional,
            Inventory = arguments.GetValue(_inventory) is { } inventory ? new() { Quantity = inventory } : null,
            Endowment = arguments.GetValue(_endowment) is { } endowment ? new() { Quantity = endowment } : null,
        };
    }
}
