using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Gateway;
using Event = Exchange.Engine.Kernel.Event;

namespace Exchange.Clients.Tests.Remote;

/// <summary>
/// A journal replayed twice side by side: as it stands, and into a twin that is shown every instruction once. Where a number
/// comes again the twin learns what time it is and no more; so the two agree only if no repeat had an effect.
/// </summary>
internal sealed class JournalTwin
{
    private readonly ExchangeKernel _kernel = new();
    private readonly ExchangeKernel _twin = new();
    private readonly HashSet<(int, ulong, ulong)> _carriedOut = [];
    private readonly Dictionary<(int, ulong, ulong), Reason> _answers = [];
    private readonly Dictionary<int, List<string>> _events = [];

    private JournalTwin()
    {
    }

    /// <summary>How many instructions came again under their number.</summary>
    public int Repeats { get; private set; }

    /// <summary>The hash of the state, which is the twin's too.</summary>
    public string StateHash => _kernel.StateHash();

    /// <summary>Replays the journal of a data directory from its beginning as far as it is good.</summary>
    public static JournalTwin Replay(string data)
    {
        var twin = new JournalTwin();
        var summary = JournalReader.Read(
            DataDirectory.OpenJournal(data), (_, record) => twin.Apply(record), rulesVersion: ExchangeKernel.RulesVersion);
        Assert.Null(summary.Damage);
        Assert.Equal(twin._twin.StateHash(), twin._kernel.StateHash());
        Assert.True(twin._twin.IsConserved(), "cash or units came or went");
        return twin;
    }

    /// <summary>The first answer to an instruction, by its reason's name; null where the journal has no such instruction.</summary>
    public string? AnswerTo(string account, ulong session, ulong number) =>
        _answers.TryGetValue((AccountOf(account), session, number), out var reason) ? reason.Name() : null;

    /// <summary>What an account was told in all: of each event the kind and the id of the bid.</summary>
    public IReadOnlyList<string> EventsOf(string account) => _events.GetValueOrDefault(AccountOf(account)) ?? [];

    private int AccountOf(string name) =>
        Enumerable.Range(0, _twin.Catalog.AccountCount).Single(number => _twin.Catalog.Account(number).Id == name);

    private void Apply(ReadOnlySpan<byte> record)
    {
        _kernel.Apply(record);
        ref readonly var header = ref CommandHeader.Of(record);
        if (header.Number == 0 || _carriedOut.Add((header.Account, header.Session, header.Number)))
        {
            Note(_twin.Apply(record));
            return;
        }
        Repeats++;
        Span<byte> advance = stackalloc byte[CommandHeader.Size];
        Commands.Advance(advance, default);
        MemoryMarshal.AsRef<CommandHeader>(advance).Time = header.Time;
        Note(_twin.Apply(advance));
    }

    private void Note(ReadOnlySpan<Event> events)
    {
        foreach (ref readonly var one in events)
        {
            if (one.Kind == EventKind.Answered)
            {
                _answers.Add((one.Account, one.Session, one.Id), one.Reason);
            }
            else if (one.Kind is EventKind.Accepted or EventKind.Rejected or EventKind.Filled or EventKind.Replaced
                or EventKind.Cancelled or EventKind.Allocated)
            {
                if (!_events.TryGetValue(one.Account, out var told))
                {
                    _events.Add(one.Account, told = []);
                }
                told.Add($"{one.Kind} {one.Id}");
            }
        }
    }
}
