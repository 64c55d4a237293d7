using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// Every account's signed fraction of a lot from its flows of demand. In a clearing it goes to the account's oldest flow,
/// and the fractions that all its flows leave come back: an account has one carry however many flows it has.
/// </summary>
internal sealed class Carries
{
    private (long Nanolots, long TakenAt)[] _carries = [];
    private long _clearing;

    /// <summary>Starts another walk through the flows, oldest first.</summary>
    public void Begin() => _clearing++;

    /// <summary>The account's carry for its first flow of the walk, zero for the others.</summary>
    public long TakeOnce(int account)
    {
        if (account >= _carries.Length)
        {
            Array.Resize(ref _carries, Math.Max(account + 1, Math.Max(16, _carries.Length * 2)));
        }
        ref var carry = ref _carries[account];
        if (carry.TakenAt == _clearing)
        {
            return 0;
        }
        carry.TakenAt = _clearing;
        return carry.Nanolots;
    }

    /// <summary>Puts what a flow left in the place of what it had taken.</summary>
    public void Exchange(int account, long taken, long left) => _carries[account].Nanolots += left - taken;

    /// <summary>Writes the carries that are not zero.</summary>
    public void WriteState(StateWriter writer)
    {
        for (var account = 0; account < _carries.Length; account++)
        {
            if (_carries[account].Nanolots != 0)
            {
                writer.Write(account);
                writer.Write(_carries[account].Nanolots);
            }
        }
        writer.Write(-1);
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote; there were none before.</summary>
    public void ReadState(StateReader reader)
    {
        while (reader.TryReadAccount(out var account))
        {
            TakeOnce(account);
            _carries[account].Nanolots = reader.ReadInt64();
        }
    }
}
