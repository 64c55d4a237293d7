using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Cancels whatever accounts have live: account by account, market by market in definition order, oldest first. Only when all
/// of it is gone do other markets follow what has changed.
/// </summary>
internal sealed class MassCancel
{
    private readonly List<Market> _markets;
    private readonly BookTrading _books;
    private readonly SessionTrading _sessions;
    private readonly Triggering _triggering;
    private readonly TimerQueue _timers;

    public MassCancel(
        List<Market> markets, BookTrading books, SessionTrading sessions, Triggering triggering, TimerQueue timers) =>
        (_markets, _books, _sessions, _triggering, _timers) = (markets, books, sessions, triggering, timers);

    /// <summary>Cancels what an account has in all markets, or in one.</summary>
    /// <param name="account">Whose bids.</param>
    /// <param name="only">The market's number, or <see cref="CommandHeader.NoMarket"/> for all.</param>
    /// <param name="why">What their owner is told.</param>
    /// <param name="now">The moment.</param>
    public void Cancel(int account, ushort only, CancelReason why, Timestamp now) =>
        Cancel(account, account + 1, only, why, now);

    /// <summary>As above, of the accounts from one to before another.</summary>
    public void Cancel(int first, int end, ushort only, CancelReason why, Timestamp now)
    {
        for (var account = first; account < end; account++)
        {
            foreach (var market in _markets)
            {
                if (only == CommandHeader.NoMarket || only == market.Index)
                {
                    Cancel(market, account, why, now);
                }
            }
        }
        foreach (var market in _markets)
        {
            if (only == CommandHeader.NoMarket || only == market.Index)
            {
                _timers.SetExpiry(market.Index, market.NextExpiry);
                _triggering.Follow(market, now);
            }
        }
    }

    private void Cancel(Market market, int account, CancelReason why, Timestamp now)
    {
        if (market is ContinuousMarket book)
        {
            _books.CancelAll(book, account, why, now);
        }
        else
        {
            _sessions.CancelAll((SessionMarket)market, account, why, now);
        }
    }
}
