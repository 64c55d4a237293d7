using Exchange.Engine.Accounts;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The operator's kill switch: who may bring and change nothing. The operator's own account, which does not trade, stands
/// for everybody.
/// </summary>
internal sealed class Blocks
{
    // In ascending order.
    private readonly List<int> _accounts = [];

    /// <summary>Whether an account may bring and change nothing.</summary>
    public bool Holds(int account) =>
        _accounts.Count != 0 && (_accounts[0] == Ledger.Operator || _accounts.BinarySearch(account) >= 0);

    /// <summary>Blocks an account; false when it was by itself.</summary>
    public bool Add(int account)
    {
        var place = _accounts.BinarySearch(account);
        if (place < 0)
        {
            _accounts.Insert(~place, account);
        }
        return place < 0;
    }

    /// <summary>Ends an account's block; false when it was not blocked by itself.</summary>
    public bool Remove(int account) => _accounts.Remove(account);

    public void WriteState(StateWriter writer)
    {
        writer.Write(_accounts.Count);
        foreach (var account in _accounts)
        {
            writer.Write(account);
        }
    }
}
