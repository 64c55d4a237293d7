using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade submit</c>: a limit or market order.</summary>
internal sealed class TradeSubmitCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };

    private readonly Argument<Side> _side = new Argument<Side>("SIDE") { Description = "Whether to buy or sell." }
        .OneOf(("buy", Side.Buy), ("sell", Side.Sell));

    private readonly Argument<string> _quantity = new("QUANTITY") { Description = "How much." };

    private readonly Argument<string> _price = new("PRICE")
    {
        Description = "The worst price to accept; without one it is a market order.",
        DefaultValueFactory = _ => "",
    };

    private readonly OrderOptions _terms;
    private readonly BidOptions _options;

    public TradeSubmitCommand(Trader trader) : base("submit", "Submit a limit order, or without a price a market order.")
    {
        Add(_market);
        Add(_side);
        Add(_quantity);
        Add(_price);
        _terms = new(this, _price);
        _options = new(this);
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Submit = Read(arguments) }, cancellation));
    }

    private SubmitBid Read(ParseResult arguments)
    {
        var bid = _options.Read(arguments, arguments.GetRequiredValue(_market));
        var side = arguments.GetValue(_side);
        var quantity = arguments.GetRequiredValue(_quantity);
        if (arguments.GetValue(_price) is { Length: > 0 } price)
        {
            bid.Limit = new() { Side = side, Quantity = quantity, Price = price };
            _terms.Read(arguments, bid.Limit);
        }
        else
        {
            bid.MarketOrder = new() { Side = side, Quantity = quantity };
            _terms.Read(arguments, bid.MarketOrder);
        }
        return bid;
    }
}
