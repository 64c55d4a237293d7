using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Cancel on disconnect: the client sessions that want their account's bids cancelled when their connection is lost and
/// does not come back in time. One that is down when the exchange comes up again has lost its connection then.
/// </summary>
internal sealed class Presence
{
    /// <summary>The most client sessions of one account that are watched.</summary>
    public const int MaxPerAccount = ClientSessions.MaxPerAccount;

    private readonly Dictionary<(int Account, ulong Session), int> _slots = [];
    private readonly Dictionary<int, int> _counts = [];
    private readonly Stack<int> _free = new();
    private readonly DueQueue _due = new();
    private Watched[] _watched = new Watched[16];

    /// <summary>When the next account's bids are to be cancelled; <see cref="Timestamp.Never"/> when none are.</summary>
    public Timestamp NextDue => _due.NextDue;

    /// <summary>Whether anybody is watched.</summary>
    public bool IsAnybody => _slots.Count != 0;

    /// <summary>Whether a client session is watched.</summary>
    public bool Has(int account, ulong session) => _slots.ContainsKey((account, session));

    /// <summary>A client session has a connection, and wants to be watched from now on; or no longer.</summary>
    /// <param name="account">Whose bids.</param>
    /// <param name="session">The client session.</param>
    /// <param name="graceNs">How long it may take to come back, in nanoseconds; null: it is not watched.</param>
    /// <returns>False, and nothing changed, when the account has as many watched as it may.</returns>
    public bool TryConnect(int account, ulong session, long? graceNs)
    {
        var isKnown = _slots.TryGetValue((account, session), out var slot);
        if (graceNs is { } grace)
        {
            if (!isKnown && _counts.GetValueOrDefault(account) == MaxPerAccount)
            {
                return false;
            }
            slot = isKnown ? slot : Add(account, session);
            _watched[slot] = new(account, session, grace);
            _due.Remove(slot);
        }
        else if (isKnown)
        {
            Remove(slot);
        }
        return true;
    }

    /// <summary>A client session has lost its connection; one that had lost it before, or is not watched, does not matter.</summary>
    public void Disconnect(int account, ulong session, Timestamp now)
    {
        if (_slots.TryGetValue((account, session), out var slot))
        {
            Disconnect(slot, now);
        }
    }

    /// <summary>All connections are lost: the exchange was down.</summary>
    public void DisconnectAll(Timestamp now)
    {
        foreach (var slot in _slots.Values)
        {
            Disconnect(slot, now);
        }
    }

    /// <summary>The account of the client session that is due first, which is then watched no more; there must be one.</summary>
    public int Take()
    {
        var slot = _due.First;
        Remove(slot);
        return _watched[slot].Account;
    }

    public void WriteState(StateWriter writer)
    {
        // Neither the dictionary's order nor that of the slots is part of the state.
        var sessions = new (int Account, ulong Session)[_slots.Count];
        _slots.Keys.CopyTo(sessions, 0);
        Array.Sort(sessions);
        writer.Write(sessions.Length);
        foreach (var session in sessions)
        {
            var slot = _slots[session];
            writer.Write(session.Account);
            writer.Write(session.Session);
            writer.Write(_watched[slot].GraceNs);
            writer.Write(_due.DueOf(slot).Nanoseconds);
        }
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote, where nobody was watched before.</summary>
    public void ReadState(StateReader reader)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var (account, session) = (reader.ReadAccount(), reader.ReadUInt64());
            if (!TryConnect(account, session, reader.ReadInt64()))
            {
                throw StateReader.Malformed("an account has too many watched sessions");
            }
            _due.Set(_slots[(account, session)], reader.ReadTimestamp(), account);
        }
    }

    private void Disconnect(int slot, Timestamp now)
    {
        if (_due.DueOf(slot) == Timestamp.Never)
        {
            ref readonly var lost = ref _watched[slot];
            // Those of one account that are due together do the same: the account ranks them.
            _due.Set(slot, now.After(lost.GraceNs), lost.Account);
        }
    }

    private int Add(int account, ulong session)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _slots.Count;
            if (slot == _watched.Length)
            {
                Array.Resize(ref _watched, slot * 2);
            }
        }
        _slots.Add((account, session), slot);
        _counts[account] = _counts.GetValueOrDefault(account) + 1;
        return slot;
    }

    private void Remove(int slot)
    {
        _due.Remove(slot);
        _slots.Remove((_watched[slot].Account, _watched[slot].Session));
        _counts[_watched[slot].Account]--;
        _free.Push(slot);
    }

    private readonly record struct Watched(int Account, ulong Session, long GraceNs);
}
