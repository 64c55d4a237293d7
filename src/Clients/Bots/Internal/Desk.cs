using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>One bot's bids in one market, orders or a sealed one. Not safe for concurrent use.</summary>
internal sealed class Desk
{
    private readonly OrderDesk _orders;
    private readonly SealedDesk _sealed;
    private readonly Tally _tally;

    public Desk(Market market, Func<ulong> nextOrderId, Tally tally)
    {
        Market = market.Id;
        _orders = new(market.Id, nextOrderId, market.IsCross);
        _sealed = new(market.Id, nextOrderId);
        _tally = tally;
    }

    public string Market { get; }

    /// <summary>The sealed bid that is live as far as the events tell.</summary>
    public Bid? Sealed => _sealed.Live;

    public bool IsEmpty => _orders.Bid is null && _orders.Ask is null && _sealed.Live is null;

    /// <summary>The instructions that lead to these bids; what they bring counts as live at once.</summary>
    public IEnumerable<Instruction> Reach(Quotes quotes) => [.. _orders.Reach(quotes), .. _sealed.Reach(quotes.Sealed)];

    /// <summary>Takes in how an instruction was answered.</summary>
    public void Apply(Instruction instruction, Answer answer)
    {
        _tally.CountInstruction(instruction, answer);
        if (!answer.IsAccepted)
        {
            _orders.Refused(instruction, answer);
            _sealed.Refused(instruction, answer);
        }
    }

    /// <summary>Takes in what happened to a bid.</summary>
    public void Apply(OrderEvent told)
    {
        _tally.CountTrade(told);
        _orders.Apply(told);
        _sealed.Apply(told);
    }
}
