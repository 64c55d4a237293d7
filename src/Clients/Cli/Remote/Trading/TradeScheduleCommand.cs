using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade schedule</c>: a demand schedule for a call auction.</summary>
internal sealed class TradeScheduleCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };

    private readonly Argument<Schedule> _schedule = new("SCHEDULE")
    {
        Description = "Its points, prices rising: \"99:10 101:-5\" buys 10 at 99, sells 5 at 101 and is linear between.",
        HelpName = Schedules.HelpName,
        CustomParser = Schedules.Parse,
    };

    private readonly Option<bool> _perSecond = Schedules.PerSecondOption();
    private readonly BidOptions _options;

    public TradeScheduleCommand(Trader trader) : base("schedule", "Submit a demand schedule to a session market.")
    {
        Add(_market);
        Add(_schedule);
        Add(_perSecond);
        _options = new(this);
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Submit = Read(arguments) }, cancellation));
    }

    private SubmitBid Read(ParseResult arguments)
    {
        var bid = _options.Read(arguments, arguments.GetRequiredValue(_market));
        bid.Schedule = arguments.GetRequiredValue(_schedule);
        bid.Schedule.PerSecond = arguments.GetValue(_perSecond);
        return bid;
    }
}
