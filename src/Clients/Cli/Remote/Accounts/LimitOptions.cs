using System.CommandLine;
using Exchange.Sdk;

namespace Exchange.Cli.Remote.Accounts;

/// <summary>The options that say what an account may do in markets with limits.</summary>
internal sealed class LimitOptions
{
    private readonly Option<decimal> _credit = OptionValues.Amount("--credit", "In markets with limits: how far below zero its cash may go.");

    private readonly Option<Dictionary<string, decimal>> _short = OptionValues.Units(
        "In markets with limits: how far below zero its units may go, by instrument; repeatable.", "--short");

    private readonly Option<decimal?> _maxOrder =
        OptionValues.OptionalAmount("--max-order", "In markets with limits: its largest order or bid, in units.");

    private readonly Option<int?> _maxOpenOrders = new("--max-open-orders")
    {
        Description = "In markets with limits: the most live orders and bids.",
        HelpName = "N",
    };

    private readonly Option<decimal?> _maxPosition = OptionValues.OptionalAmount(
        "--max-position", "In markets with limits: the most units of one instrument, long or short, open orders counted.");

    public LimitOptions(Command command)
    {
        command.Add(_credit);
        command.Add(_short);
        command.Add(_maxOrder);
        command.Add(_maxOpenOrders);
        command.Add(_maxPosition);
    }

    /// <summary>What the options say.</summary>
    public AccountLimits Read(ParseResult arguments) => new()
    {
        Credit = arguments.GetValue(_credit),
        ShortUnits = arguments.GetValue(_short) ?? [],
        MaxOrder = arguments.GetValue(_maxOrder),
        MaxOpenOrders = arguments.GetValue(_maxOpenOrders),
        MaxPosition = arguments.GetValue(_maxPosition),
    };
}
