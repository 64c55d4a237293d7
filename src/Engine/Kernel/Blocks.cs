using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The operator's kill switch: who may bring and change nothing. The operator's own account, which does not trade, stands
/// for everybody.
/// </summary>
internal sealed class Blocks
{
    private readonly Ledger _ledger;
    private readonly MassCancel _massCancel;
    private readonly EventBuffer _events;

    // In ascending order.
    private readonly List<int> _accounts = [];

    public Blocks(Ledger ledger, MassCancel massCancel, EventBuffer events) =>
        (_ledger, _massCancel, _events) = (ledger, massCancel, events);

    /// <summary>Who is blocked by name, in ascending order; the operator's account stands for everybody.</summary>
    public IReadOnlyList<int> Accounts => _accounts;

    /// <summary>Whether an account may bring and change nothing.</summary>
    public bool Holds(int account) =>
        _accounts.Count != 0 && (_accounts[0] == Ledger.Operator || _accounts.BinarySearch(account) >= 0);

    /// <summary>Blocks an account, or all: what it has live is cancelled, and nothing more is let in.</summary>
    public Reason Add(int account, Timestamp now)
    {
        var place = _accounts.BinarySearch(account);
        if (place < 0)
        {
            _accounts.Insert(~place, account);
            _events.Add(EventKind.AccountBlocked, account, CommandHeader.NoMarket);
        }
        var (first, end) = account == Ledger.Operator ? (Ledger.Operator + 1, _ledger.AccountCount) : (account, account + 1);
        _massCancel.Cancel(first, end, CommandHeader.NoMarket, CancelReason.Operator, now);
        return Reason.None;
    }

    /// <summary>Ends the block of an account, or that of all; who is blocked by itself stays so.</summary>
    public Reason Remove(int account)
    {
        if (_accounts.Remove(account))
        {
            _events.Add(EventKind.AccountUnblocked, account, CommandHeader.NoMarket);
        }
        return Reason.None;
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote, where nobody was blocked before.</summary>
    public void ReadState(StateReader reader)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            _accounts.Add(reader.ReadAccount());
        }
    }

    public void WriteState(StateWriter writer)
    {
        writer.Write(_accounts.Count);
        foreach (var account in _accounts)
        {
            writer.Write(account);
        }
    }
}
