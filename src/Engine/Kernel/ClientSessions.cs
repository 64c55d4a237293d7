using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The answer log of every client session, by account and the client's own session number. What an account's logs take is
/// bounded, also where it opens one session after the other.
/// </summary>
internal sealed class ClientSessions
{
    /// <summary>The most client sessions of one account: none is ever forgotten, since its numbers must never act again.</summary>
    public const int MaxPerAccount = 1024;

    /// <summary>
    /// The most answers kept for one account, as many as sixteen sessions can have: then the session that was left alone for the
    /// longest gives up all but its last.
    /// </summary>
    public const int MaxAnswersPerAccount = 16 * AnswerLog.Capacity;

    private readonly Dictionary<(int Account, ulong Session), AnswerLog> _logs = [];
    private readonly Dictionary<int, Kept> _kept = [];

    public AnswerLog? Find(int account, ulong session) => _logs.GetValueOrDefault((account, session));

    /// <summary>The session's log, made if need be; null when the account has as many sessions as it may.</summary>
    public AnswerLog? FindOrAdd(int account, ulong session)
    {
        if (_logs.TryGetValue((account, session), out var log))
        {
            return log;
        }
        if (!_kept.TryGetValue(account, out var kept))
        {
            _kept[account] = kept = new();
        }
        if (kept.Logs.Count == MaxPerAccount)
        {
            return null;
        }
        log = new();
        kept.Logs.Add(log);
        _logs.Add((account, session), log);
        return log;
    }

    /// <summary>Keeps the answer to a command in an account's log.</summary>
    public void Add(int account, AnswerLog log, ulong number, Reason reason, long sequence)
    {
        var before = log.Kept;
        log.Add(number, reason, sequence);
        var kept = _kept[account];
        kept.Answers += log.Kept - before;
        while (kept.Answers > MaxAnswersPerAccount)
        {
            var oldest = kept.LeftAlone();
            kept.Answers -= oldest.Kept - 1;
            oldest.KeepLast();
        }
    }

    public void WriteState(StateWriter writer)
    {
        // Neither the dictionary's order nor that of the first instructions is part of the state; of an account's sessions it is
        // which was used before which.
        var sessions = new (int Account, long LastUsed, ulong Session)[_logs.Count];
        var count = 0;
        foreach (var ((account, session), log) in _logs)
        {
            sessions[count++] = (account, log.LastUsed, session);
        }
        Array.Sort(sessions);
        writer.Write(sessions.Length);
        foreach (var (account, _, session) in sessions)
        {
            writer.Write(account);
            writer.Write(session);
            _logs[(account, session)].WriteState(writer);
        }
    }

    public void ReadState(StateReader reader)
    {
        var count = reader.ReadCount();
        for (var place = 0; place < count; place++)
        {
            var account = reader.ReadAccount();
            var log = FindOrAdd(account, reader.ReadUInt64()) ?? throw StateReader.Malformed("an account has too many sessions");
            log.ReadState(reader, lastUsed: place);
            _kept[account].Answers += log.Kept;
        }
    }

    /// <summary>What is kept for one account.</summary>
    private sealed class Kept
    {
        public List<AnswerLog> Logs { get; } = [];

        public long Answers { get; set; }

        /// <summary>Of the logs with more than one answer the one that was used least recently: no two by the same command.</summary>
        public AnswerLog LeftAlone()
        {
            AnswerLog? found = null;
            foreach (var log in Logs)
            {
                found = log.Kept > 1 && (found is null || log.LastUsed < found.LastUsed) ? log : found;
            }
            return found!;
        }
    }
}
