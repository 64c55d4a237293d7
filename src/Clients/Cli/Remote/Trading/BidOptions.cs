using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary>What goes with every bid: its id, and whether it stays.</summary>
internal sealed class BidOptions
{
    // Ids that are drawn have nine digits: short enough for a person, and hardly ever one of a live order's.
    private const long MinDrawnId = 100_000_000;

    private readonly Option<ulong?> _id = IdOption();

    private readonly Option<bool> _standing = new("--standing")
    {
        Description = "Session markets: stay through clearings until cancelled, not only for the next.",
    };

    /// <summary>Adds the options to a command.</summary>
    public BidOptions(Command command)
    {
        command.Add(_id);
        command.Add(_standing);
    }

    /// <summary>A bid that says nothing yet.</summary>
    public SubmitBid Read(ParseResult arguments, string market) => new()
    {
        Market = market,
        Id = arguments.GetValue(_id) ?? DrawId(),
        Standing = arguments.GetValue(_standing),
    };

    /// <summary>The bid's id, drawn when it is not given.</summary>
    public static Option<ulong?> IdOption() => new("--id")
    {
        Description = "The bid's id, a number unique among the account's live bids in the market; drawn when absent.",
        HelpName = "N",
    };

    /// <summary>Draws an id.</summary>
    public static ulong DrawId() => (ulong)Random.Shared.NextInt64(MinDrawnId, MinDrawnId * 10);
}
