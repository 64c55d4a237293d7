using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Kernel;

/// <content>Cancelling all that accounts have live. Only when that is done do others follow what it has changed.</content>
public sealed partial class ExchangeKernel
{
    private Reason CancelAll(int account, ushort only)
    {
        Cancel(account, only, CancelReason.User);
        FollowAll();
        return Reason.None;
    }

    /// <summary>The kill switch: what the account, or every account, has live is cancelled, and nothing more is let in.</summary>
    private Reason Block(int account)
    {
        if (_blocks.Add(account))
        {
            _events.Add(EventKind.AccountBlocked, account, CommandHeader.NoMarket);
        }
        var (first, end) = account == Ledger.Operator ? (Ledger.Operator + 1, _ledger.AccountCount) : (account, account + 1);
        for (var blocked = first; blocked < end; blocked++)
        {
            Cancel(blocked, CommandHeader.NoMarket, CancelReason.Operator);
        }
        FollowAll();
        return Reason.None;
    }

    private Reason Unblock(int account)
    {
        if (_blocks.Remove(account))
        {
            _events.Add(EventKind.AccountUnblocked, account, CommandHeader.NoMarket);
        }
        return Reason.None;
    }

    private void Cancel(int account, ushort only, CancelReason why)
    {
        foreach (var market in _markets)
        {
            if (only != CommandHeader.NoMarket && only != market.Index)
            {
                continue;
            }
            if (market is ContinuousMarket book)
            {
                _bookTrading.CancelAll(book, account, why, Now);
            }
            else
            {
                _sessionTrading.CancelAll((SessionMarket)market, account, why, Now);
            }
            NoteExpiry(market);
        }
    }

    private void FollowAll()
    {
        foreach (var market in _markets)
        {
            _triggering.Follow(market, Now);
        }
    }
}
