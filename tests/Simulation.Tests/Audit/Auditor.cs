using Exchange.Engine.Bids;
using Exchange.Engine.Tests.Journal;
using Exchange.Simulation.Tests.Exchange;

namespace Exchange.Simulation.Tests.Audit;

/// <summary>
/// Holds the exchange to its promises: compares what clients were told with what the journal says, and knows nothing of either's books.
/// </summary>
internal sealed class Auditor
{
    private readonly List<ClientLog> _clients = [];

    /// <summary>What must be so, if the journal is to be believed.</summary>
    public JournalTwin Twin { get; } = new();

    public IReadOnlyList<ClientLog> Clients => _clients;

    public ClientLog NewClient(string account, ulong session)
    {
        var log = new ClientLog(account, session);
        _clients.Add(log);
        return log;
    }

    /// <summary>An exchange has recovered and not started: it must know all that anybody was told, and be where a replay leads to.</summary>
    public void CheckRecovery(SimulatedDisk disk, ExchangeProcess recovered)
    {
        Twin.Follow(disk);
        var last = recovered.Host.Recovery!.LastSequence;
        Require(last == Twin.Sequence, $"recovery ended at {last}, the journal at {Twin.Sequence}");
        CheckState(recovered);
        CheckClients();
    }

    /// <summary>The live state is that of the replay.</summary>
    public void CheckState(ExchangeProcess exchange)
    {
        Require(exchange.Host.StateHash() == Twin.StateHash(), $"at {Twin.Sequence} the exchange is in another state than a replay");
        Twin.CheckConservation();
        Twin.CheckPositions();
    }

    /// <summary>Everything that clients were told is so, and stays so.</summary>
    public void CheckClients()
    {
        foreach (var client in _clients)
        {
            var account = Twin.NumberOf(client.Account);
            for (; client.AnswersAudited < client.Answers.Count; client.AnswersAudited++)
            {
                CheckAnswer(client, account, client.Answers[client.AnswersAudited]);
            }
            foreach (var run in client.Runs)
            {
                CheckEvents(client, run, Twin.ToldTo(account));
            }
        }
    }

    /// <summary>The dust has settled: nothing is open any more.</summary>
    public void CheckEnd()
    {
        CheckClients();
        foreach (var client in _clients)
        {
            Require(client.Unanswered == 0, $"{NameOf(client)} has no answer to {client.Unanswered} instructions");
            CheckRefusals(client);
            CheckBids(client);
        }
    }

    /// <summary>What somebody reads who asks for an account's events from the first on.</summary>
    public void CheckHistory(string account, IReadOnlyList<Sdk.Event> read)
    {
        var told = Twin.ToldTo(Twin.NumberOf(account));
        Require(read.Count <= told.Count, $"{account} reads {read.Count} events, and was told {told.Count}");
        for (var i = 0; i < read.Count; i++)
        {
            Require(read[i] == told[i], $"{account} reads {read[i]} as its event {i + 1}, which is {told[i]}");
        }
    }

    /// <summary>Nothing of an account rests in a book.</summary>
    public void CheckCancelled(string account)
    {
        var resting = new HashSet<(string, ulong)>();
        foreach (var told in Twin.ToldTo(Twin.NumberOf(account)).OfType<Sdk.OrderEvent>().Where(told => told.Market is "lit" or "dark"))
        {
            if (told is Sdk.Accepted)
            {
                resting.Add((told.Market, told.Id));
            }
            else if (told is Sdk.Cancelled or Sdk.Filled { Remaining: 0 })
            {
                resting.Remove((told.Market, told.Id));
            }
        }
        Require(resting.Count == 0, $"{account} is gone, and {string.Join(", ", resting)} still rest");
    }

    private static string NameOf(ClientLog client) => $"{client.Account}/{client.Session}";

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new AuditException(what);
        }
    }

    private void CheckAnswer(ClientLog client, int account, ClientLog.HeardAnswer answer)
    {
        var (number, reason) = (answer.Number, answer.Reason);
        var journaled = Twin.AnswerTo(account, client.Session, number);
        var isRight = journaled is null ? reason.Length > 0 : journaled.Value.Name() == reason;
        Require(
            // What the gateway refused has no number: the next session of the client may have given it to another instruction.
            isRight || (reason.Length > 0 && client.WentOnAfter(answer)),
            $"{NameOf(client)}: instruction {number} was answered '{reason}', and the journal says '{journaled?.Name() ?? "nothing"}'");
        Require(
            answer.Events.Count == 0 || Twin.CausedBy(account, client.Session, number).Any(caused => caused.SequenceEqual(answer.Events)),
            $"{NameOf(client)}: instruction {number} came back with events that it did not cause");
    }

    private static void CheckEvents(ClientLog client, ClientLog.EventRun run, IReadOnlyList<Sdk.Event> told)
    {
        for (; run.Audited < run.Events.Count; run.Audited++)
        {
            var sequence = run.After + run.Audited + 1;
            Require(sequence <= told.Count, $"{NameOf(client)} was told event {sequence}, and there are {told.Count}");
            var (heard, is_) = (run.Events[run.Audited], told[(int)sequence - 1]);
            Require(heard == is_, $"{NameOf(client)}: event {sequence} is {is_}, and was told as {heard}");
        }
    }

    /// <summary>What was answered stays so; and what was refused is nowhere to be seen.</summary>
    private void CheckRefusals(ClientLog client)
    {
        var account = Twin.NumberOf(client.Account);
        var accepted = Twin.ToldTo(account).OfType<Sdk.Accepted>().Select(told => told.Id).ToHashSet();
        foreach (var answer in client.Answers)
        {
            CheckAnswer(client, account, answer);
            if (client.InstructionOf(answer) is Sdk.SubmitBid bid)
            {
                Require(
                    accepted.Contains(bid.Id) == (answer.Reason.Length == 0),
                    $"{NameOf(client)}: bid {bid.Id} was answered '{answer.Reason}'");
            }
        }
    }

    /// <summary>Every bid was brought to its market once at most.</summary>
    private void CheckBids(ClientLog client)
    {
        var accepted = new HashSet<(string, ulong)>();
        foreach (var told in Twin.ToldTo(Twin.NumberOf(client.Account)).OfType<Sdk.Accepted>())
        {
            if (client.Bids.TryGetValue(told.Id, out var bid))
            {
                Require(bid.Market == told.Market && accepted.Add((told.Market, told.Id)), $"{NameOf(client)}: bid {told.Id} was accepted twice");
            }
        }
    }
}
