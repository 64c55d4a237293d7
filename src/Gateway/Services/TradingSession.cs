using System.Collections.Concurrent;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Telemetry;
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
internal sealed class TradingSession : IAsyncDisposable
{
    /// <summary>The most events and answers in one message.</summary>
    public const int MaxEventsPerMessage = 512;

    private const int MaxInstructionsPerMessage = 1000;

    // Kinds of no kernel event: marks that the reading loop puts into the queue for the writing loop.
    private const EventKind Refused = (EventKind)200;
    private const EventKind HalfClosed = (EventKind)201;
    private const EventKind HeartbeatDue = (EventKind)202;

    // How often a full exchange is asked again to note that the connection is gone, a millisecond apart. While its disk is full
    // it notes nothing, and nothing trades: that is waited for.
    private const int MaxGoodbyes = 10_000;

    private readonly int _account;
    private readonly SessionTerms _terms;
    private readonly EventQueue _queue;
    private readonly CommandSender _sender;
    private readonly Directory _directory;
    private readonly EventRouter _router;
    private readonly InstructionSender _instructions;
    private readonly TimeProvider _time;
    private readonly PendingQuery _opening;
    private readonly SessionStream _stream;
    private readonly Stopping _stopping;
    private readonly SessionTraces? _traces;

    // Each behind the place of the last instruction that was sequenced before it.
    private readonly ConcurrentQueue<(long Behind, Answer Answer)> _refusals = new();

    // The highest number with an answer at the opening: up to here instructions are repeats.
    private ulong _lastAnswered;

    // The place of the last instruction sequenced. Written by the reading loop before it marks the half-close.
    private long _lastPlace = -1;
    private long _answeredPlace = -1;
    private bool _isHalfClosed;
    private bool _isWatched;

    // Of the events written.
    private ulong _lastSequence;

    public TradingSession(
        int account,
        SessionTerms terms,
        EventQueue queue,
        InstructionSender instructions,
        CommandSender sender,
        Directory directory,
        EventRouter router,
        Stopping stopping,
        TimeProvider time,
        SessionTraces? traces)
    {
        _traces = traces;
        _account = account;
        _terms = terms;
        _queue = queue;
        _sender = sender;
        _directory = directory;
        _router = router;
        _instructions = instructions;
        _stopping = stopping;
        _time = time;
        _opening = new(ended => _queue.Add(ended));
        _stream = new(account, terms.Session, queue) { Client = terms.Client, Opening = terms.Opening };
        router.Sessions.Add((account, terms.Session), _queue);
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
        var opened = await OpenAsync(cancellation);
        var missed = _terms.ResumeAfter is { } after ? _router.Log.ReadMissed(_account, after, (long)opened.Sequence) : [];
        await responses.WriteAsync(new() { Opened = opened }, cancellation);
        foreach (var some in missed.Chunk(MaxEventsPerMessage))
        {
            var response = new SessionResponse();
            Array.ForEach(some, told => Add(response, told));
            await responses.WriteAsync(response, cancellation);
        }
        _lastSequence = opened.Sequence;
        using var heartbeats = _terms.Heartbeat is { } every
            ? _time.CreateTimer(_ => _queue.Add(new Event { Kind = HeartbeatDue, Time = _instructions.Now }), null, every, every)
            : null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadAsync(requests, ending.Token);
        try
        {
            await WriteAsync(responses, ending.Token);
        }
        finally
        {
            // A reader that is still waiting for the client must not outlive the call.
            ending.Cancel();
            await reading;
        }
    }

    /// <summary>The connection is gone. Whoever opens the client session next waits until the exchange knows that it is.</summary>
    public ValueTask DisposeAsync()
    {
        _router.Accounts.Remove(_account, _queue);
        _router.Sessions.Remove((_account, _terms.Session), _queue);
        _router.Forget(_opening);
        var leaving = LeaveAsync();
        // The end of a full disk is not waited for by the call.
        return _sender.IsPaused ? ValueTask.CompletedTask : new(leaving);
    }

    private async Task LeaveAsync()
    {
        for (var i = 0; _isWatched && i < MaxGoodbyes && !TrySayDisconnected(); i += _sender.IsPaused ? 0 : 1)
        {
            if (_sender.IsPaused && _stopping.IsStopping)
            {
                // An exchange that starts takes all connections for lost.
                break;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(1), _time);
        }
        _router.Streams.Close(_stream);
        _traces?.Dispose();
    }

    private bool TrySayDisconnected() => _sender.TryPublish(
        new() { Account = _account }, (record, header) => Commands.Disconnected(record, header, _terms.Session));

    private void SayConnected()
    {
        if (!_sender.TryPublish(
            new() { Account = _account },
            (record, header) => Commands.Connected(record, header, _terms.Session, _terms.GraceNs)))
        {
            throw _sender.Busy();
        }
        _isWatched = _terms.GraceNs is not null;
    }

    /// <summary>Takes the session over and asks where it stands. What comes before the answer is in it, or of no concern here.</summary>
    private async Task<SessionOpened> OpenAsync(CancellationToken cancellation)
    {
        if (_terms.GraceNs is not null && _sender.IsPaused)
        {
            // The stream that is there has not been taken over yet.
            throw _sender.Busy();
        }
        await _router.Streams.OpenAsync(_stream);
        if (_terms.GraceNs is not null)
        {
            SayConnected();
        }
        _sender.Ask(_opening, new() { Account = _account, Session = _terms.Session }, CommandKind.ShowSession);
        var ended = await _queue.TakeAsync(EventKind.QueryEnded, cancellation);
        var answer = await _opening.Answer;
        _lastAnswered = answer[0].Session;
        if (!answer[0].IsWatched && _terms.GraceNs is not null)
        {
            throw Refusals.ToStatus(new Refusal(Reason.Limit, "the account has too many sessions that cancel on disconnect"));
        }
        if (answer[0].IsWatched && _terms.GraceNs is null)
        {
            // What the connection before this one asked for.
            SayConnected();
        }
        return new()
        {
            Account = _directory.Catalog.Account(_account).Id,
            Session = _terms.Session,
            LastNumber = _lastAnswered,
            At = ended.Time.ToString(),
            Sequence = (ulong)ended.Sequence,
        };
    }

    /// <summary>Never fails: what ends it cuts the queue, and so ends the writing loop.</summary>
    private async Task ReadAsync(IAsyncStreamReader<SessionRequest> requests, CancellationToken cancellation)
    {
        try
        {
            await SequenceAsync(requests.Current.Instructions, cancellation);
            while (await requests.MoveNext(cancellation))
            {
                if (requests.Current.Open is not null)
                {
                    throw Refusals.ToStatus(Refusal.Malformed("only the first request opens the session"));
                }
                await SequenceAsync(requests.Current.Instructions, cancellation);
            }
            _queue.Add(new Event { Kind = HalfClosed });
        }
        catch (Exception exception)
        {
            _queue.Cut(exception);
        }
    }

    private async ValueTask SequenceAsync(RepeatedField<Instruction> instructions, CancellationToken cancellation)
    {
        if (instructions.Count > MaxInstructionsPerMessage)
        {
            throw Refusals.ToStatus(new Refusal(
                Reason.OutOfRange, $"a message has at most {MaxInstructionsPerMessage} instructions"));
        }
        foreach (var instruction in instructions)
        {
            var refusal = TrySequence(instruction);
            while (refusal.Reason == Reason.Busy && IsRepeat(instruction))
            {
                // It may have been carried out, and must not be called refused: it waits for room.
                await Task.Delay(TimeSpan.FromMilliseconds(1), _time, cancellation);
                refusal = TrySequence(instruction);
            }
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

    private bool IsRepeat(Instruction instruction) => instruction.Number <= _lastAnswered;

    private Refusal TrySequence(Instruction instruction)
    {
        if (instruction.Number == 0)
        {
            return _instructions.Refuse(instruction, Refusal.Malformed("number must be above zero"));
        }
        _traces?.Received(instruction);
        var refusal = _instructions.TrySend(instruction, _account, _terms.Session, IsRepeat(instruction), out var place);
        if (!refusal.IsRefused)
        {
            _lastPlace = place;
        }
        else
        {
            _traces?.Refused(instruction.Number, refusal.Reason);
        }
        return refusal;
    }

    private async Task WriteAsync(IServerStreamWriter<SessionResponse> responses, CancellationToken cancellation)
    {
        while (!IsDone)
        {
            var response = new SessionResponse();
            Fill(response);
            if (response.Events.Count + response.Answers.Count > 0 || response.Heartbeat is not null)
            {
                await responses.WriteAsync(response, cancellation);
                _traces?.Sent();
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
            if (response.Heartbeat is not null && response.Events.Count + response.Answers.Count > 0)
            {
                response.Heartbeat = null;
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
            case HeartbeatDue:
                response.Heartbeat = new() { At = taken.Time.ToString() };
                break;
            case Refused:
                // Its answer is due now, or as soon as those before it have come.
                break;
            case EventKind.Answered:
                response.Answers.Add(EventMapping.WriteAnswer(taken));
                _answeredPlace = taken.Command;
                _traces?.Released(taken);
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
