using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary>
/// <c>exchange trade report</c> and <c>exchange trade inventory</c>: what one has too much or too little of, for a direct exchange
/// and for size discovery.
/// </summary>
internal sealed class TradeReportCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };
    private readonly Argument<string> _quantity;
    private readonly BidOptions _options;
    private readonly Action<SubmitBid, string> _write;

    private TradeReportCommand(Trader trader, string name, string reported, string to, Action<SubmitBid, string> write)
        : base(name, $"Report an {reported} to {to}.")
    {
        _write = write;
        _quantity = new("QUANTITY")
        {
            Description = $"The {reported}: above zero what there is too much of, below zero what is missing.",
        };
        Add(_market);
        Add(_quantity);
        _options = new(this);
        SetAction((arguments, cancellation) =>
            trader.InstructAsync(arguments, new() { Submit = Read(arguments) }, cancellation));
    }

    public static TradeReportCommand OfEndowment(Trader trader) => new(
        trader, "report", "endowment", "a direct exchange", (bid, quantity) => bid.Endowment = new() { Quantity = quantity });

    public static TradeReportCommand OfInventory(Trader trader) => new(
        trader, "inventory", "inventory", "size-discovery sessions", (bid, quantity) => bid.Inventory = new() { Quantity = quantity });

    private SubmitBid Read(ParseResult arguments)
    {
        var bid = _options.Read(arguments, arguments.GetRequiredValue(_market));
        _write(bid, arguments.GetRequiredValue(_quantity));
        return bid;
    }
}
