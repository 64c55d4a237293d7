using System.Collections.Concurrent;
using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Access;
using Exchange.Gateway.Feeds;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Routing;

/// <summary>
/// Hands every released event to those who listen: private events to their account's, answers to their client
/// session's, public ones to their market's, answers to queries to who asked. Runs on the release thread and never waits.
/// </summary>
internal sealed class EventRouter : IEventConsumer, IDisposable
{
    private readonly ConcurrentDictionary<ulong, PendingQuery> _queries = new();
    private readonly Directory _directory;
    private readonly Lazy<EventLog> _log;

    /// <param name="directory">Learns of what is defined.</param>
    /// <param name="openLog">Opens what keeps private events; not before the journal is this process's.</param>
    public EventRouter(Directory directory, Func<EventLog> openLog)
    {
        _directory = directory;
        _log = new(openLog);
        Feeds = new(directory);
    }

    /// <summary>The last private events of all accounts. What a listener has in its queue is in it.</summary>
    public EventLog Log => _log.Value;

    /// <summary>Who hears an account's private events.</summary>
    public Listeners<int> Accounts { get; } = new();

    /// <summary>Who hears the answers to a client session's instructions.</summary>
    public Listeners<(int Account, ulong Session)> Sessions { get; } = new();

    /// <summary>The open stream of each client session.</summary>
    public SessionStreams Streams { get; } = new();

    /// <summary>The streams that a token opened.</summary>
    public Listeners<int> Tokens { get; } = new();

    /// <summary>What becomes of the markets' public events.</summary>
    public MarketFeeds Feeds { get; }

    /// <summary>What the router remembers of those who listen, ask and subscribe: nothing when there is nobody.</summary>
    public (int Queries, int Accounts, int Sessions, int Streams, int Tokens, int Feeds) Held =>
        (_queries.Count, Accounts.Count, Sessions.Count, Streams.Count, Tokens.Count, Feeds.Count);

    /// <summary>Expects the answer to a query that is about to be published under its ticket.</summary>
    public void Expect(PendingQuery query) => _queries[query.Ticket] = query;

    /// <summary>Expects it no more.</summary>
    public void Forget(PendingQuery query) => _queries.TryRemove(query.Ticket, out _);

    public void OnEvent(in Event released)
    {
        switch (released.Kind)
        {
            case EventKind.Answered:
                Send(Sessions[(released.Account, released.Session)], released);
                break;
            case EventKind.MarketDefined:
                _directory.AddMarket(released.Market);
                break;
            case EventKind.AccountDefined:
                _directory.AddAccount(released.Account);
                break;
            case EventKind.TokenDefined:
                _directory.AddToken((int)released.Id);
                break;
            case EventKind.TokenRevoked:
                CutStreamsOf((int)released.Id);
                break;
            case EventKind.AccountBlocked or EventKind.AccountUnblocked:
                _directory.SetBlocked(released.Account, released.Kind == EventKind.AccountBlocked);
                break;
            case EventKind.CashShown or EventKind.UnitsShown or EventKind.ReservedCashShown or EventKind.ReservedUnitsShown
                or EventKind.LevelShown or EventKind.OrderShown or EventKind.SessionShown:
                _queries.GetValueOrDefault(released.Id)?.Add(released);
                break;
            case EventKind.CommitmentShown or EventKind.StatisticsShown:
                // What is shown stands where others have their ticket.
                _queries.GetValueOrDefault(unchecked((ulong)released.Sequence))?.Add(released);
                break;
            case EventKind.QueryEnded:
                if (_queries.TryRemove(released.Id, out var query))
                {
                    query.End(released);
                }
                break;
            default:
                SendToAccountOrPublic(released);
                break;
        }
    }

    public bool WantsReplay => Log.IsEmpty;

    public void OnReplayed(in Event replayed)
    {
        if (replayed.Account != Event.Public && EventMapping.IsTold(replayed.Kind))
        {
            Log.Restore(replayed);
        }
    }

    /// <summary>Cuts off the log what the journal has lost. Once, before the exchange starts.</summary>
    public void CutLog(ExchangeHost recovered)
    {
        var wasAny = false;
        for (var account = 0; account < recovered.Catalog.AccountCount; account++)
        {
            wasAny |= Log.Cut(account, recovered.LastEventOf(account));
        }
        if (wasAny)
        {
            Log.Flush();
        }
    }

    // Queues wake their readers themselves.
    public void OnBatchEnd() => Feeds.HandOver();

    public void Dispose()
    {
        if (_log.IsValueCreated)
        {
            _log.Value.Dispose();
        }
    }

    private void SendToAccountOrPublic(in Event released)
    {
        if (released.Account != Event.Public)
        {
            Log.Add(released);
            Send(Accounts[released.Account], released);
            return;
        }
        if (released.Kind == EventKind.PhaseChanged)
        {
            _directory.SetPhase(released.Market, released.Phase);
        }
        Feeds.Add(released);
    }

    private void CutStreamsOf(int token)
    {
        foreach (var queue in Tokens[token])
        {
            queue.Cut(AccessControl.Ended());
        }
    }

    private static void Send(ReadOnlySpan<EventQueue> queues, in Event released)
    {
        foreach (var queue in queues)
        {
            queue.Add(released);
        }
    }
}
