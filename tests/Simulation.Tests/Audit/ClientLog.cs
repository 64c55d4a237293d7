using Exchange.Sdk;

namespace Exchange.Simulation.Tests.Audit;

/// <summary>What one client sent and what it was told, in order.</summary>
/// <param name="account">Its account.</param>
/// <param name="session">Its client session.</param>
internal sealed class ClientLog(string account, ulong session)
{
    private readonly Dictionary<(int Run, ulong Number), string> _reasons = [];
    private readonly Dictionary<int, List<Instruction>> _sent = [];
    private readonly HashSet<int> _abandoned = [];
    private EventRun? _current;
    private int _run;

    public string Account => account;

    public ulong Session => session;

    /// <summary>The answers in the order in which they came, repeated ones too.</summary>
    public List<HeardAnswer> Answers { get; } = [];

    /// <summary>How many of the answers were audited.</summary>
    public int AnswersAudited { get; set; }

    /// <summary>A run of events for each time that the client opened its session.</summary>
    public List<EventRun> Runs { get; } = [];

    /// <summary>The bids that were sent, by id.</summary>
    public Dictionary<ulong, SubmitBid> Bids { get; } = [];

    /// <summary>How many instructions have no answer, of those that somebody waits for.</summary>
    public int Unanswered =>
        _sent.Where(run => !_abandoned.Contains(run.Key)).Sum(run => run.Value.Count - _reasons.Keys.Count(key => key.Run == run.Key));

    /// <summary>A session is open: what comes next is a run of its own.</summary>
    /// <param name="sequence">The account's event that was read last.</param>
    public void Begin(long sequence)
    {
        _current ??= new();
        _current.After = sequence - _current.Events.Count;
        Runs.Add(_current);
    }

    /// <summary>The session has ended well.</summary>
    public void End()
    {
        _current = null;
        _run++;
    }

    /// <summary>The session has ended, and with it the knowledge of what became of instructions without an answer.</summary>
    public void Abandon()
    {
        _abandoned.Add(_run);
        End();
    }

    /// <summary>Whether another session went on with the numbers of one: with those that the gateway had refused, then.</summary>
    public bool WentOnAfter(HeardAnswer answer) => answer.Run < _run;

    public void Send(Instruction instruction)
    {
        _sent.TryAdd(_run, []);
        _sent[_run].Add(instruction);
        if (instruction is SubmitBid bid)
        {
            Bids.Add(bid.Id, bid);
        }
    }

    public void Tell(Event told) => (_current ??= new()).Events.Add(told);

    /// <summary>The instruction that was answered, once all of its session are: numbers were given in the order of sending.</summary>
    public Instruction? InstructionOf(HeardAnswer answer)
    {
        if (_abandoned.Contains(answer.Run))
        {
            return null;
        }
        var first = _reasons.Keys.Where(key => key.Run == answer.Run).Min(key => key.Number);
        return _sent[answer.Run][(int)(answer.Number - first)];
    }

    public void Answer(ulong number, string reason, IEnumerable<V1.Event>? events = null)
    {
        if (_reasons.TryGetValue((_run, number), out var before) && before != reason)
        {
            throw new AuditException($"{account}/{session}: instruction {number} was answered '{before}' and then '{reason}'");
        }
        _reasons[(_run, number)] = reason;
        Answers.Add(new(
            _run, number, reason, events is null ? [] : [.. events.Select(Sdk.Internal.EventReading.Read).OfType<Event>()]));
    }

    public override string ToString() => $"{account}/{session} waits for {Unanswered}";

    /// <summary>An answer as a client heard it.</summary>
    internal sealed record HeardAnswer(int Run, ulong Number, string Reason, IReadOnlyList<Event> Events);

    /// <summary>Events of one opening, without a gap.</summary>
    internal sealed class EventRun
    {
        /// <summary>The account's event before the first.</summary>
        public long After { get; set; }

        public List<Event> Events { get; } = [];

        public int Audited { get; set; }
    }
}
