using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>
/// One bot's orders in one market, at most one a side: what is live as far as the events tell, and the instructions that
/// lead from there to the quotes the bot wants. Not safe for concurrent use.
/// </summary>
internal sealed class OrderDesk
{
    private readonly string _market;
    private readonly Func<ulong> _nextOrderId;
    private readonly bool _isCross;
    private LiveOrder? _bid;
    private LiveOrder? _ask;

    /// <param name="market">The market's id.</param>
    /// <param name="nextOrderId">Gives orders their ids.</param>
    /// <param name="isCross">Whether the market takes pegged orders: a quote's price is then the limit.</param>
    public OrderDesk(string market, Func<ulong> nextOrderId, bool isCross = false) =>
        (_market, _nextOrderId, _isCross) = (market, nextOrderId, isCross);

    public Quote? Bid => _bid?.Quote;

    public Quote? Ask => _ask?.Quote;

    /// <summary>The instructions that lead to these quotes; orders they bring count as live at once.</summary>
    public IEnumerable<Instruction> Reach(Quotes quotes)
    {
        // When the bid rises the ask goes first: a bot's own orders never meet.
        var isRising = quotes.Bid?.Price > _bid?.Quote.Price;
        Instruction?[] instructions = isRising
            ? [Reach(Side.Sell, ref _ask, quotes.Ask), Reach(Side.Buy, ref _bid, quotes.Bid)]
            : [Reach(Side.Buy, ref _bid, quotes.Bid), Reach(Side.Sell, ref _ask, quotes.Ask)];
        return instructions.OfType<Instruction>();
    }

    /// <summary>Takes in what happened to an order.</summary>
    public void Apply(OrderEvent told)
    {
        if (_bid?.Id == told.Id)
        {
            _bid = Next(_bid.Value, told);
        }
        else if (_ask?.Id == told.Id)
        {
            _ask = Next(_ask.Value, told);
        }
    }

    /// <summary>An instruction was refused: an order it should have brought, or takes for live, is not there.</summary>
    public void Refused(Instruction instruction, Answer answer)
    {
        if (instruction is SubmitBid || answer.Reason == "UNKNOWN_ORDER")
        {
            _bid = _bid?.Id == answer.OrderId ? null : _bid;
            _ask = _ask?.Id == answer.OrderId ? null : _ask;
        }
    }

    private static LiveOrder? Next(LiveOrder order, OrderEvent told) => told switch
    {
        Filled filled => Left(order, filled.Remaining),
        Replaced replaced => order with { Quote = new(replaced.Price ?? order.Quote.Price, replaced.Quantity) },
        Allocated allocated => Left(order, order.Quote.Quantity - Math.Abs(allocated.Quantity)),
        Cancelled => null,
        _ => order,
    };

    private static LiveOrder? Left(LiveOrder order, decimal quantity) =>
        quantity > 0 ? order with { Quote = order.Quote with { Quantity = quantity } } : null;

    private Instruction? Reach(Side side, ref LiveOrder? live, Quote? wanted)
    {
        switch (live, wanted)
        {
            case (null, null):
                return null;
            case (null, { } quote):
                live = new(_nextOrderId(), quote);
                Bid bid = _isCross
                    ? new PeggedOrder(side, quote.Quantity, quote.Price)
                    : new LimitOrder(side, quote.Quantity, quote.Price);
                return new SubmitBid(_market, bid) { Id = live.Value.Id };
            case ({ } order, null):
                return new CancelOrder(_market, order.Id);
            case ({ } order, { } quote) when order.Quote == quote:
                return null;
            case ({ } order, { } quote):
                // A quantity that is right is not named: a fill on its way must not be made good by a larger order.
                return new ReplaceOrder(
                    _market, order.Id, order.Quote.Quantity == quote.Quantity ? null : quote.Quantity, quote.Price);
        }
    }

    private readonly record struct LiveOrder(ulong Id, Quote Quote);
}
