using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Cancels whatever an account has live: market by market in definition order, oldest first.</summary>
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

    /// <summary>Cancels in all markets, or in one; only then is there a change that other markets follow.</summary>
    /// <param name="account">Whose bids.</param>
    /// <param name="only">The market's number, or <see cref="CommandHeader.NoMarket"/> for all.</param>
    /// <param name="why">What their owner is told.</param>
    /// <param name="now">The moment.</param>
    public void Cancel(int account, ushort only, CancelReason why, Timestamp now)
    {
        foreach (var market in _markets)
        {
            if (only != CommandHeader.NoMarket && only != market.Index)
            {
                continue;
            }
            if (market is ContinuousMarket book)
            {
                _books.CancelAll(book, account, why, now);
            }
            else
            {
                _sessions.CancelAll((SessionMarket)market, account, why, now);
            }
            _timers.SetExpiry(market.Index, market.NextExpiry);
        }
        foreach (var market in _markets)
        {
            if (only == CommandHeader.NoMarket || only == market.Index)
            {
                _triggering.Follow(market, now);
            }
        }
    }
}
