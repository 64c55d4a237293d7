using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade conditional</c>: a conditional bid for a conditional auction.</summary>
internal sealed class TradeConditionalCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };

    private readonly Argument<ConditionalBid> _bid = new("BID")
    {
        Description =
            "The price at which you take what the others leave you: \"4.5 4.8 small:0.6 @bob:-0.2\" is 4.5 + 4.8 times what all others buy "
            + "together + 0.6 times what the group 'small' buys of it - 0.2 times what bob buys.",
        HelpName = Conditionals.HelpName,
        CustomParser = Conditionals.Parse,
    };

    private readonly Option<string> _least = Conditionals.LeastOption();
    private readonly Option<string> _most = Conditionals.MostOption();
    private readonly BidOptions _options;

    public TradeConditionalCommand(Trader trader) : base("conditional", "Submit a conditional bid to a conditional auction.")
    {
        Add(_market);
        Add(_bid);
        Add(_least);
        Add(_most);
        _options = new(this);
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Submit = Read(arguments) }, cancellation));
    }

    private SubmitBid Read(ParseResult arguments)
    {
        var bid = _options.Read(arguments, arguments.GetRequiredValue(_market));
        bid.Conditional = arguments.GetRequiredValue(_bid);
        bid.Conditional.MinQuantity = arguments.GetRequiredValue(_least);
        bid.Conditional.MaxQuantity = arguments.GetRequiredValue(_most);
        return bid;
    }
}
