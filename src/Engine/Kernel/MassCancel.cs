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
        Take(account, only, why, now);
        Follow(only, now);
    }

    /// <summary>Cancels what all accounts from one to before another have in all markets; only then do others follow.</summary>
    public void CancelAll(int first, int end, CancelReason why, Timestamp now)
    {
        for (var account = first; account < end; account++)
        {
            Take(account, CommandHeader.NoMarket, why, now);
        }
        Follow(CommandHeader.NoMarket, now);
    }

    private void Take(int account, ushort only, CancelReason why, Timestamp now)
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
    }

    private void Follow(ushort only, Timestamp now)
    {
        foreach (var market in _markets)
        {
            if (only == CommandHeader.NoMarket || only == market.Index)
            {
                _triggering.Follow(market, now);
            }
        }
    }
}
