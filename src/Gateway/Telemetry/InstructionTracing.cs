using System.Collections.Concurrent;
using System.Diagnostics;
using Exchange.Engine.Bids;
using Exchange.V1;
using Event = Exchange.Engine.Kernel.Event;
using Reason = Exchange.Engine.Bids.Reason;

namespace Exchange.Gateway.Telemetry;

/// <summary>Traces instructions: from when they were received, over the sequencing and the release of their answers, to when these were sent.</summary>
internal sealed class InstructionTracing
{
    /// <summary>The name of the span of an instruction of a session.</summary>
    public const string SpanName = "exchange.instruction";

    private readonly GatewayTelemetry _telemetry;

    public InstructionTracing(GatewayTelemetry telemetry) => _telemetry = telemetry;

    /// <summary>What traces the instructions of a session; null when nobody listens.</summary>
    public SessionTraces? Begin(string account) => _telemetry.Source.HasListeners() && _telemetry.TraceRatio > 0
        ? new(_telemetry.Source, _telemetry.TraceRatio, account)
        : null;

    /// <summary>Notes on a span what the exchange made of an instruction.</summary>
    public static void Note(Activity? span, in Event answered)
    {
        if (span is null)
        {
            return;
        }
        span.AddEvent(new("sequenced", DateTimeOffset.UnixEpoch.AddTicks(answered.Time.Nanoseconds / 100)));
        span.AddEvent(new("released"));
        NoteReason(span, answered.Reason);
    }

    /// <summary>Notes on a span why an instruction was refused.</summary>
    public static void NoteReason(Activity? span, Reason reason)
    {
        if (reason != Reason.None)
        {
            span?.SetTag("exchange.reject.reason", reason.Name());
        }
    }
}

/// <summary>
/// The traces of a session's instructions: of one in so many a trace of its own, linked to that of the session. The loop that reads
/// begins them; the loop that writes ends them.
/// </summary>
internal sealed class SessionTraces : IDisposable
{
    private readonly ActivitySource _source;
    private readonly double _ratio;
    private readonly string _account;
    private readonly ActivityLink[] _links;
    private readonly ConcurrentDictionary<ulong, Activity> _open = new();
    private readonly List<Activity> _released = [];

    public SessionTraces(ActivitySource source, double ratio, string account)
    {
        (_source, _ratio, _account) = (source, ratio, account);
        _links = CallTelemetry.CurrentSpan is { } call ? [new(call.Context)] : [];
    }

    /// <summary>An instruction was received.</summary>
    public void Received(Instruction instruction)
    {
        if (Random.Shared.NextDouble() >= _ratio || _open.ContainsKey(instruction.Number))
        {
            return;
        }
        var current = Activity.Current;
        Activity.Current = null;
        var span = _source.StartActivity(InstructionTracing.SpanName, ActivityKind.Internal, default(ActivityContext), links: _links);
        Activity.Current = current;
        if (span is not null && _open.TryAdd(instruction.Number, span))
        {
            span.SetTag("exchange.instruction.action", instruction.ActionCase.ToString());
            span.SetTag("exchange.instruction.number", (long)instruction.Number);
            span.SetTag("exchange.account", _account);
        }
    }

    /// <summary>The gateway has refused an instruction.</summary>
    public void Refused(ulong number, Reason reason)
    {
        if (_open.TryRemove(number, out var span))
        {
            InstructionTracing.NoteReason(span, reason);
            span.Dispose();
        }
    }

    /// <summary>An answer has come and is about to be sent.</summary>
    public void Released(in Event answered)
    {
        if (_open.TryRemove(answered.Id, out var span))
        {
            InstructionTracing.Note(span, answered);
            _released.Add(span);
        }
    }

    /// <summary>All answers that came have been sent.</summary>
    public void Sent()
    {
        _released.ForEach(static span => span.Dispose());
        _released.Clear();
    }

    public void Dispose()
    {
        Sent();
        foreach (var span in _open.Values)
        {
            span.SetStatus(ActivityStatusCode.Error, "the session ended before the answer").Dispose();
        }
        _open.Clear();
    }
}
