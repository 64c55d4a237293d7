using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade report</c>: an endowment report for a direct exchange.</summary>
internal sealed class TradeReportCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };

    private readonly Argument<string> _quantity = new("QUANTITY")
    {
        Description = "The endowment: above zero what there is too much of, below zero what is missing.",
    };

    private readonly BidOptions _options;

    public TradeReportCommand(Trader trader) : base("report", "Report an endowment to a direct exchange.")
    {
        Add(_market);
        Add(_quantity);
        _options = new(this);
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Submit = Read(arguments) }, cancellation));
    }

    private SubmitBid Read(ParseResult arguments)
    {
        var bid = _options.Read(arguments, arguments.GetRequiredValue(_market));
        bid.Endowment = new() { Quantity = arguments.GetRequiredValue(_quantity) };
        return bid;
    }
}
