using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary><c>exchange trade pegged</c>: an order at the midpoint of another market, for a reference cross.</summary>
internal sealed class TradePeggedCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };

    private readonly Argument<Side> _side = new Argument<Side>("SIDE") { Description = "Whether to buy or sell." }
        .OneOf(("buy", Side.Buy), ("sell", Side.Sell));

    private readonly Argument<string> _quantity = new("QUANTITY") { Description = "How much." };

    private readonly Argument<string> _limit = new("LIMIT")
    {
        Description = "The worst midpoint to accept; without one any is.",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<TimeInForce> _timeInForce = new Option<TimeInForce>("--tif")
    {
        Description = "What becomes of what does not cross at once; gtd needs --expires, which implies it.",
    }.OneOf(("gtc", TimeInForce.Gtc), ("ioc", TimeInForce.Ioc), ("gtd", TimeInForce.Gtd));

    private readonly Option<string> _expires = Text("--expires", "T", "When the order expires, in the exchange's seconds.");
    private readonly Option<string> _minimum = Text("--minimum", "Q", "Take at least this much of a cross, or nothing of it.");
    private readonly Option<ulong?> _id = BidOptions.IdOption();

    public TradePeggedCommand(Trader trader) : base("pegged", "Submit an order to a reference cross, pegged to the midpoint of its reference.")
    {
        Add(_market);
        Add(_side);
        Add(_quantity);
        Add(_limit);
        Add(_timeInForce);
        Add(_expires);
        Add(_minimum);
        Add(_id);
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Submit = Read(arguments) }, cancellation));
    }

    private SubmitBid Read(ParseResult arguments)
    {
        var expires = arguments.GetRequiredValue(_expires);
        var isGiven = arguments.CommandResult.GetResult(_timeInForce) is { Implicit: false };
        return new()
        {
            Market = arguments.GetRequiredValue(_market),
            Id = arguments.GetValue(_id) ?? BidOptions.DrawId(),
            Pegged = new()
            {
                Side = arguments.GetValue(_side),
                Quantity = arguments.GetRequiredValue(_quantity),
                Limit = arguments.GetRequiredValue(_limit),
                TimeInForce = expires.Length > 0 && !isGiven ? TimeInForce.Gtd : arguments.GetValue(_timeInForce),
                Expires = expires,
                MinimumQuantity = arguments.GetRequiredValue(_minimum),
            },
        };
    }

    private static Option<string> Text(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => "",
    };
}
