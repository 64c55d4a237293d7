using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>What bots have done in their market and in the one that is linked to it.</summary>
internal sealed record Tallies(Tally Own, Tally Linked);

/// <summary>What the bots of one market have done. Safe for concurrent use.</summary>
internal sealed class Tally
{
    private readonly Lock _gate = new();
    private long _orders;
    private long _refusals;
    private long _trades;
    private decimal _volume;

    public (long Orders, long Refusals, long Trades, decimal Volume) Read()
    {
        lock (_gate)
        {
            return (_orders, _refusals, _trades, _volume);
        }
    }

    public void CountInstruction(Instruction instruction, Answer answer)
    {
        lock (_gate)
        {
            _orders += instruction is SubmitBid or ReplaceOrder or ReplaceSchedule or ReplaceConditional or ReplaceReport ? 1 : 0;

            // That an order has traded before it could be changed is the ordinary course of things.
            _refusals += answer.IsAccepted || answer.Reason == "UNKNOWN_ORDER" ? 0 : 1;
        }
    }

    /// <summary>Counts each trade once: a book's for its taker, a cross's or a clearing's for its buyer.</summary>
    public void CountTrade(OrderEvent told)
    {
        var quantity = told switch
        {
            Filled { Liquidity: Liquidity.Taker } filled => filled.Quantity,
            Filled { Liquidity: Liquidity.Cross, Side: Side.Buy } filled => filled.Quantity,
            Allocated { Quantity: > 0 } allocated => allocated.Quantity,
            _ => 0,
        };
        if (quantity > 0)
        {
            lock (_gate)
            {
                _trades++;
                _volume += quantity;
            }
        }
    }
}
