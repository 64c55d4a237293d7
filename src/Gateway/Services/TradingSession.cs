using System.Collections.Concurrent;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.V1;
using Google.Protobuf.Collections;
using Grpc.Core;
using Directory = Exchange.Gateway.Routing.Directory;
using Event = Exchange.Engine.Kernel.Event;
using Reason = Exchange.Engine.Bids.Reason;

namespace Exchange.Gateway.Services;

/// <summary>
/// One bot's connection: a loop that reads instructions and sequences them, and a loop that writes what comes back, in
/// order. What the gateway refuses itself takes its place among the answers.
/// </summary>
internal sealed class TradingSession : IDisposable
{
    /// <summary>The most events and answers in one message.</summary>
    public const int MaxEventsPerMessage = 512;

    private const int MaxInstructionsPerMessage = 1000;

    // Kinds of no kernel event: marks that the reading loop puts into the queue for the writing loop.
    private const EventKind Refused = (EventKind)200;
    private const EventKind HalfClosed = (EventKind)201;

    private readonly int _account;
    private readonly ulong _session;
    private readonly EventQueue _queue;
    private readonly CommandSender _sender;
    private readonly Directory _directory;
    private readonly EventRouter _router;
    private readonly InstructionSender _instructions;
    private readonly PendingQuery _opening;
    private readonly SessionStream _stream;

    // Each behind the place of the last instruction that was sequenced before it.
    private readonly ConcurrentQueue<(long Behind, Answer Answer)> _refusals = new();

    // The place of the last instruction sequenced. Written by the reading loop before it marks the half-close.
    private long _lastPlace = -1;
    private long _answeredPlace = -1;
    private bool _isHalfClosed;

    // Of the events written.
    private ulong _lastSequence;

    public TradingSession(
        int account,
        ulong session,
        EventQueue queue,
        InstructionSender instructions,
        CommandSender sender,
        Directory directory,
        EventRouter router)
    {
        _account = account;
        _session = session;
        _queue = queue;
        _sender = sender;
        _directory = directory;
        _router = router;
        _instructions = instructions;
        _opening = new(ended => _queue.Add(ended));
        _stream = new(account, session, queue);
        router.Sessions.Add((account, session), _queue);
        router.Accounts.Add(account, _queue);
    }

    // What is ahead of the half-close in the queue has been taken when the mark is.
    private bool IsDone => _isHalfClosed && _answeredPlace >= _lastPlace && _refusals.IsEmpty;

    /// <summary>Runs until the client has half-closed and has all its answers.</summary>
    /// <param name="requests">The first request, which opened, is the current one.</param>
    /// <param name="responses">Where events and answers go.</param>
    /// <param name="cancellation">Ends the session.</param>
    public async Task RunAsync(
        IAsyncStreamReader<SessionRequest> requests,
        IServerStreamWriter<SessionResponse> responses,
        CancellationToken cancellation)
    {
        await responses.WriteAsync(new() { Opened = await OpenAsync(cancellation) }, cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadAsync(requests, ending.Token);
        try
        {
            await WriteAsync(responses, ending.Token);
        }
        finally
        {
            // A reader that is still waiting for the client must not outlive the call.
            await ending.CancelAsync();
            await reading;
        }
    }

    public void Dispose()
    {
        _router.Accounts.Remove(_account, _queue);
        _router.Sessions.Remove((_account, _session), _queue);
        _router.Streams.Close(_stream);
        _router.Forget(_opening);
    }

    /// <summary>Takes the session over and asks where it stands. What comes before the answer is in it, or of no concern here.</summary>
    private async Task<SessionOpened> OpenAsync(CancellationToken cancellation)
    {
        await _router.Streams.OpenAsync(_stream);
        _sender.Ask(_opening, new() { Account = _account, Session = _session }, CommandKind.ShowSession);
        Event taken;
        do
        {
            await _queue.WaitAsync(cancellation);
        }
        while (!_queue.TryTake(out taken) || taken.Kind != EventKind.QueryEnded);
        var answer = await _opening.Answer;
        return new()
        {
            Account = _directory.Catalog.Account(_account).Id,
            Session = _session,
            LastNumber = answer[0].Session,
            At = taken.Time.ToString(),
        };
    }

    /// <summary>Never fails: what ends it cuts the queue, and so ends the writing loop.</summary>
    private async Task ReadAsync(IAsyncStreamReader<SessionRequest> requests, CancellationToken cancellation)
    {
        try
        {
            Sequence(requests.Current.Instructions);
            while (await requests.MoveNext(cancellation))
            {
                if (requests.Current.Open is not null)
                {
                    throw Refusals.ToStatus(Refusal.Malformed("only the first request opens the session"));
                }
                Sequence(requests.Current.Instructions);
            }
            _queue.Add(new Event { Kind = HalfClosed });
        }
        catch (Exception exception)
        {
            _queue.Cut(exception);
        }
    }

    private void Sequence(RepeatedField<Instruction> instructions)
    {
        if (instructions.Count > MaxInstructionsPerMessage)
        {
            throw Refusals.ToStatus(new Refusal(
                Reason.OutOfRange, $"a message has at most {MaxInstructionsPerMessage} instructions"));
        }
        foreach (var instruction in instructions)
        {
            var refusal = TrySequence(instruction);
            if (refusal.IsRefused)
            {
                var answer = new Answer
                {
                    Number = instruction.Number,
                    Reason = refusal.Reason.Name(),
                    Detail = refusal.Detail,
                };
                _refusals.Enqueue((_lastPlace, answer));
                _queue.Add(new Event { Kind = Refused });
            }
        }
    }

    private Refusal TrySequence(Instruction instruction)
    {
        if (instruction.Number == 0)
        {
            return Refusal.Malformed("number must be above zero");
        }
        var refusal = _instructions.TrySend(instruction, _account, _session, out var place);
        if (!refusal.IsRefused)
        {
            _lastPlace = place;
        }
        return refusal;
    }

    private async Task WriteAsync(IServerStreamWriter<SessionResponse> responses, CancellationToken cancellation)
    {
        while (!IsDone)
        {
            var response = new SessionResponse();
            Fill(response);
            if (response.Events.Count + response.Answers.Count > 0)
            {
                await responses.WriteAsync(response, cancellation);
            }
            else if (!IsDone)
            {
                await _queue.WaitAsync(cancellation);
            }
        }
    }

    private void Fill(SessionResponse response)
    {
        while (response.Events.Count + response.Answers.Count < MaxEventsPerMessage)
        {
            if (_refusals.TryPeek(out var refused) && refused.Behind <= _answeredPlace)
            {
                _refusals.TryDequeue(out _);
                refused.Answer.Sequence = _lastSequence;
                response.Answers.Add(refused.Answer);
            }
            else if (_queue.TryTake(out var taken))
            {
                Add(response, taken);
            }
            else
            {
                return;
            }
        }
    }

    private void Add(SessionResponse response, in Event taken)
    {
        switch (taken.Kind)
        {
            case HalfClosed:
                _isHalfClosed = true;
                break;
            case Refused:
                // Its answer is due now, or as soon as those before it have come.
                break;
            case EventKind.Answered:
                response.Answers.Add(EventMapping.WriteAnswer(taken));
                _answeredPlace = taken.Command;
                break;
            default:
                if (response.Events.Count == 0)
                {
                    response.FirstSequence = (ulong)taken.Sequence;
                }
                _lastSequence = (ulong)taken.Sequence;
                response.Events.Add(EventMapping.Write(taken, _directory.Catalog));
                break;
        }
    }
}
