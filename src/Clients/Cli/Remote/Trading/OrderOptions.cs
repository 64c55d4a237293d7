using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary>What an order for a continuous market asks for beyond side, quantity and price.</summary>
internal sealed class OrderOptions
{
    private readonly Option<TimeInForce> _timeInForce = new Option<TimeInForce>("--tif")
    {
        Description = "What becomes of the rest of a limit order that does not trade at once; gtd needs --expires, which implies it.",
    }.OneOf(("gtc", TimeInForce.Gtc), ("ioc", TimeInForce.Ioc), ("fok", TimeInForce.Fok), ("gtd", TimeInForce.Gtd));

    private readonly Option<string> _expires = Text("--expires", "T", "When the order expires, in the exchange's seconds.");

    private readonly Option<bool> _postOnly = new("--post-only")
    {
        Description = "Be refused rather than take liquidity.",
    };

    private readonly Option<string> _display = Text("--display", "Q", "Iceberg: how much is shown at a time.");
    private readonly Option<string> _minimum = Text("--minimum", "Q", "Execute at least this much at once, or be cancelled.");

    private readonly Option<string> _stop = Text(
        "--stop", "P", "Sleep until a trade at this price or beyond; market orders may, too.");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="price">Its argument without which the order is a market order.</param>
    public OrderOptions(Command command, Argument<string> price)
    {
        Option[] ofLimitOrders = [_timeInForce, _expires, _postOnly, _display, _minimum];
        foreach (var option in ofLimitOrders)
        {
            command.Add(option);
        }
        command.Add(_stop);
        command.Validators.Add(result =>
        {
            var isMarket = result.GetResult(price) is not { Implicit: false };
            foreach (var option in ofLimitOrders)
            {
                if (isMarket && IsGiven(result, option))
                {
                    result.AddError($"{option.Name} is for limit orders: give a price.");
                }
            }
        });
    }

    /// <summary>Has a limit order ask for what was given.</summary>
    public void Read(ParseResult arguments, LimitOrder order)
    {
        order.Expires = arguments.GetRequiredValue(_expires);
        order.TimeInForce = order.Expires.Length > 0 && !IsGiven(arguments.CommandResult, _timeInForce)
            ? TimeInForce.Gtd
            : arguments.GetValue(_timeInForce);
        order.PostOnly = arguments.GetValue(_postOnly);
        order.Display = arguments.GetRequiredValue(_display);
        order.MinimumQuantity = arguments.GetRequiredValue(_minimum);
        order.Stop = arguments.GetRequiredValue(_stop);
    }

    /// <summary>Has a market order ask for what was given.</summary>
    public void Read(ParseResult arguments, MarketOrder order) => order.Stop = arguments.GetRequiredValue(_stop);

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static Option<string> Text(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => "",
    };
}
