using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>The answer log of every client session, by account and the client's own session number.</summary>
internal sealed class ClientSessions
{
    /// <summary>The most client sessions of one account: a log can take half a megabyte, and none is ever forgotten.</summary>
    public const int MaxPerAccount = 1024;

    private readonly Dictionary<(int Account, ulong Session), AnswerLog> _logs = [];
    private readonly Dictionary<int, int> _counts = [];

    public AnswerLog? Find(int account, ulong session) => _logs.GetValueOrDefault((account, session));

    /// <summary>The session's log, made if need be; null when the account has as many sessions as it may.</summary>
    public AnswerLog? FindOrAdd(int account, ulong session)
    {
        if (_logs.TryGetValue((account, session), out var log))
        {
            return log;
        }
        var count = _counts.GetValueOrDefault(account);
        if (count == MaxPerAccount)
        {
            return null;
        }
        _counts[account] = count + 1;
        log = new();
        _logs.Add((account, session), log);
        return log;
    }

    public void WriteState(StateWriter writer)
    {
        // Neither the dictionary's order nor that of the first instructions is part of the state.
        var sessions = new (int Account, ulong Session)[_logs.Count];
        _logs.Keys.CopyTo(sessions, 0);
        Array.Sort(sessions);
        writer.Write(sessions.Length);
        foreach (var (account, session) in sessions)
        {
            writer.Write(account);
            writer.Write(session);
            _logs[(account, session)].WriteState(writer);
        }
    }

    public void ReadState(StateReader reader)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var log = FindOrAdd(reader.ReadAccount(), reader.ReadUInt64());
            (log ?? throw StateReader.Malformed("an account has too many sessions")).ReadState(reader);
        }
    }
}
