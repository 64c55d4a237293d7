using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Services;

/// <summary>What a client asks for when it opens its session.</summary>
/// <param name="Session">The client session.</param>
/// <param name="ResumeAfter">The last event the client knows; null: it wants what comes from now on.</param>
/// <param name="GraceNs">Cancel on disconnect: after how many nanoseconds; null: not at all.</param>
/// <param name="Heartbeat">How long the client goes without a message; null: as long as there is none.</param>
internal sealed record SessionTerms(ulong Session, long? ResumeAfter, long? GraceNs, TimeSpan? Heartbeat)
{
    /// <summary>The client's number for itself; 0: it has none.</summary>
    public ulong Client { get; init; }

    /// <summary>The client's number for this opening.</summary>
    public ulong Opening { get; init; }

    private static readonly FixedDecimal LongestGrace = Seconds("1000000");
    private static readonly FixedDecimal ShortestHeartbeat = Seconds("0.01");

    /// <summary>Reads the first message's.</summary>
    public static Refusal TryRead(V1.OpenSession open, out SessionTerms terms)
    {
        terms = new(open.Session, null, null, null);
        var refusal = Decimals.TryReadOptional(open.Heartbeat, "heartbeat", out var heartbeat);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadOrZero(open.Grace, "grace", out var grace);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (heartbeat is { } every && (every < ShortestHeartbeat || every > LongestGrace))
        {
            return new(Reason.OutOfRange, $"heartbeat {every} is not from {ShortestHeartbeat} to {LongestGrace} seconds");
        }
        if (!Timestamp.TryFromSeconds(grace, out var lasts) || grace > LongestGrace)
        {
            return new(Reason.OutOfRange, $"grace {grace} is not from 0 to {LongestGrace} seconds, in whole nanoseconds");
        }
        if (open.Grace.Length > 0 && !open.CancelOnDisconnect)
        {
            return Refusal.Malformed("grace is for cancel_on_disconnect");
        }
        if (open.HasResumeAfter && open.ResumeAfter > long.MaxValue)
        {
            return new(Reason.OutOfRange, "resume_after is beyond what can be counted");
        }
        terms = new(
            open.Session,
            open.HasResumeAfter ? (long)open.ResumeAfter : null,
            open.CancelOnDisconnect ? lasts.Nanoseconds : null,
            heartbeat is { } interval ? TimeSpan.FromSeconds((double)interval.Scaled / (double)FixedDecimal.One) : null)
        {
            Client = open.Client,
            Opening = open.Opening,
        };
        return Refusal.None;
    }

    private static FixedDecimal Seconds(string text) => FixedDecimal.TryParse(text, out var value) ? value : default;
}
