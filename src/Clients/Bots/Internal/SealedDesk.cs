using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>
/// One bot's schedule or report in one session market: what is live as far as the events tell, and the instruction that leads
/// from there to what the bot wants. Not safe for concurrent use.
/// </summary>
internal sealed class SealedDesk
{
    private readonly string _market;
    private readonly Func<ulong> _nextOrderId;
    private LiveBid? _live;

    public SealedDesk(string market, Func<ulong> nextOrderId)
    {
        _market = market;
        _nextOrderId = nextOrderId;
    }

    public Bid? Live => _live?.Bid;

    /// <summary>The instruction that leads to this bid, if one is needed; what it brings counts as live at once.</summary>
    public IEnumerable<Instruction> Reach(Bid? wanted)
    {
        switch (_live, wanted)
        {
            case ({ } live, _) when live.Bid == wanted:
            case (null, null):
                return [];
            case (null, { } bid):
                _live = new(_nextOrderId(), bid, Replacement: null);
                return [new SubmitBid(_market, bid) { Id = _live.Id, Standing = Stands(bid) }];
            case ({ Bid: Schedule } live, Schedule schedule) when Stands(live.Bid) == Stands(schedule):
                _live = live with { Replacement = schedule };
                return [new ReplaceSchedule(_market, live.Id, schedule)];
            case ({ Bid: InventoryReport } live, InventoryReport report):
                _live = live with { Replacement = report };
                return [new ReplaceReport(_market, live.Id, report)];
            case ({ } live, _):
                // What cannot be replaced is cancelled, and the new bid comes with the next decision.
                return [new CancelOrder(_market, live.Id)];
        }
    }

    /// <summary>Takes in what happened to a bid.</summary>
    public void Apply(OrderEvent told)
    {
        if (_live is not { } live || live.Id != told.Id)
        {
            return;
        }
        _live = told switch
        {
            Replaced when live.Replacement is { } replacement => new(live.Id, replacement, Replacement: null),
            Allocated when !Stands(live.Bid) => null,
            Cancelled => null,
            _ => live,
        };
    }

    /// <summary>An instruction was refused: a bid it should have brought, or takes for live, is not there.</summary>
    public void Refused(Instruction instruction, Answer answer)
    {
        if (_live?.Id == answer.OrderId && (instruction is SubmitBid || answer.Reason == "UNKNOWN_ORDER"))
        {
            _live = null;
        }
    }

    // A flow of demand runs until it is changed, and an inventory is there until it changes; everything else is for the next
    // clearing.
    private static bool Stands(Bid bid) => bid is Schedule { PerSecond: true } or InventoryReport;

    private sealed record LiveBid(ulong Id, Bid Bid, Bid? Replacement);
}
