using Exchange.Engine.Kernel;
using Exchange.Gateway.Access;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Telemetry;
using Exchange.V1;
using Grpc.Core;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Services;

internal sealed class TradingService : Trading.TradingBase
{
    private readonly AccessControl _access;
    private readonly CommandSender _sender;
    private readonly Directory _directory;
    private readonly EventRouter _router;
    private readonly InstructionSender _instructions;
    private readonly Stopping _stopping;
    private readonly TimeProvider _time;
    private readonly InstructionTracing _tracing;

    public TradingService(
        AccessControl access,
        CommandSender sender,
        Directory directory,
        EventRouter router,
        InstructionSender instructions,
        Stopping stopping,
        TimeProvider time,
        InstructionTracing tracing)
    {
        _tracing = tracing;
        _access = access;
        _sender = sender;
        _directory = directory;
        _router = router;
        _instructions = instructions;
        _stopping = stopping;
        _time = time;
    }

    public override async Task Session(
        IAsyncStreamReader<SessionRequest> requestStream,
        IServerStreamWriter<SessionResponse> responseStream,
        ServerCallContext context)
    {
        var caller = _access.Authenticate(context);
        var queue = new EventQueue();
        using var held = _access.Hold(caller, queue);
        await _stopping.RunStreamAsync(context, queue, async ending =>
        {
            if (!await requestStream.MoveNext(ending))
            {
                return;
            }
            _access.AuthenticateOpened(context);
            var open = requestStream.Current.Open
                ?? throw Refusals.ToStatus(Refusal.Malformed("the first request must open the session"));
            var account = _access.ResolveTrader(caller, open.Account);
            CheckSession(open.Session);
            Refusals.ThrowIfRefused(SessionTerms.TryRead(open, out var terms));
            var traces = _tracing.Begin(_directory.Catalog.Account(account).Id);
            await using var session = new TradingSession(
                account, terms, queue, _instructions, _sender, _directory, _router, _stopping, _time, traces);
            await session.RunAsync(requestStream, responseStream, ending);
        });
    }

    public override async Task<SubmitResponse> Submit(SubmitRequest request, ServerCallContext context)
    {
        var account = _access.ResolveTrader(_access.Authenticate(context), request.Account);
        CheckSession(request.Session);
        var instruction = request.Instruction ?? new();
        // Without a number nobody repeats the instruction: its answer needs no session that outlives the call.
        var session = instruction.Number == 0 ? _sender.NewSession() : request.Session;
        var queue = new EventQueue();
        _router.Accounts.Add(account, queue);
        _router.Sessions.Add((account, session), queue);
        try
        {
            var refusal = _instructions.TrySend(instruction, account, session, isRepeat: false, out _);
            return refusal.IsRefused
                ? new()
                {
                    Answer = new()
                    {
                        Number = instruction.Number,
                        Reason = Engine.Bids.Reasons.Name(refusal.Reason),
                        Detail = refusal.Detail,
                    },
                }
                : await CollectAsync(queue, instruction.Number, session, context.CancellationToken);
        }
        finally
        {
            _router.Sessions.Remove((account, session), queue);
            _router.Accounts.Remove(account, queue);
        }
    }

    public override async Task Events(
        EventsRequest request, IServerStreamWriter<EventsResponse> responseStream, ServerCallContext context)
    {
        var caller = _access.AuthenticateOpened(context);
        var account = _access.ResolveAccount(caller, request.Account);
        var queue = new EventQueue();
        using var held = _access.Hold(caller, queue);
        _router.Accounts.Add(account, queue);
        try
        {
            var missed = request.HasResumeAfter
                ? await ReadMissedAsync(account, (long)Math.Min(request.ResumeAfter, long.MaxValue), queue, context.CancellationToken)
                : [];
            // They say that nothing from now on is missed.
            await context.WriteResponseHeadersAsync([]);
            await _stopping.RunStreamAsync(
                context, queue, ending => SendEventsAsync(missed, queue, responseStream, ending));
        }
        finally
        {
            _router.Accounts.Remove(account, queue);
        }
    }

    private static void CheckSession(ulong session)
    {
        if (session >= CommandSender.FirstGatewaySession)
        {
            throw Refusals.ToStatus(new Refusal(Engine.Bids.Reason.OutOfRange, "session must be below 2^63"));
        }
    }

    /// <summary>
    /// The answer, and of the account's events those of the same command: they stand right before the answer. Events of
    /// other commands carry another place.
    /// </summary>
    private async Task<SubmitResponse> CollectAsync(
        EventQueue queue, ulong number, ulong session, CancellationToken cancellation)
    {
        var events = new List<Engine.Kernel.Event>();
        while (true)
        {
            await queue.WaitAsync(cancellation);
            while (queue.TryTake(out var taken))
            {
                if (taken.Kind != EventKind.Answered)
                {
                    events.Add(taken);
                }
                else if (taken.Id == number && taken.Session == session)
                {
                    InstructionTracing.Note(CallTelemetry.CurrentSpan, taken);
                    var response = new SubmitResponse { Answer = EventMapping.WriteAnswer(taken) };
                    foreach (var caused in events.Where(caused => caused.Command == taken.Command))
                    {
                        response.Events.Add(EventMapping.Write(caused, _directory.Catalog));
                    }
                    return response;
                }
            }
        }
    }

    /// <summary>What an account was told after a point; what is in its queue by then is among it, and taken out.</summary>
    private async Task<List<Engine.Kernel.Event>> ReadMissedAsync(
        int account, long after, EventQueue queue, CancellationToken cancellation)
    {
        var opening = new PendingQuery(ended => queue.Add(ended));
        try
        {
            _sender.Ask(opening, new() { Account = account }, CommandKind.ShowSession);
            var ended = await queue.TakeAsync(EventKind.QueryEnded, cancellation);
            return _router.Log.ReadMissed(account, after, ended.Sequence);
        }
        finally
        {
            _router.Forget(opening);
        }
    }

    private async Task SendEventsAsync(
        List<Engine.Kernel.Event> missed,
        EventQueue queue,
        IServerStreamWriter<EventsResponse> stream,
        CancellationToken cancellation)
    {
        foreach (var some in missed.Chunk(TradingSession.MaxEventsPerMessage))
        {
            var response = new EventsResponse { FirstSequence = (ulong)some[0].Sequence };
            response.Events.AddRange(some.Select(told => EventMapping.Write(told, _directory.Catalog)));
            await stream.WriteAsync(response, cancellation);
        }
        while (true)
        {
            await queue.WaitAsync(cancellation);
            var response = new EventsResponse();
            while (response.Events.Count < TradingSession.MaxEventsPerMessage && queue.TryTake(out var taken))
            {
                if (response.Events.Count == 0)
                {
                    response.FirstSequence = (ulong)taken.Sequence;
                }
                response.Events.Add(EventMapping.Write(taken, _directory.Catalog));
            }
            await stream.WriteAsync(response, cancellation);
        }
    }
}
