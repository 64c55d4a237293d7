using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>Every T: at the market's definition + k·T for k = 1, 2, …</summary>
/// <param name="EveryNs">T in nanoseconds, from <see cref="MinEveryNs"/>.</param>
public sealed record IntervalTrigger(long EveryNs) : Trigger
{
    /// <summary>The shortest interval: a microsecond, or time alone would keep an exchange busy.</summary>
    public const long MinEveryNs = 1_000;

    internal override TriggerKind Kind => TriggerKind.Interval;

    internal override TriggerInstant Next(Timestamp defined, TriggerInstant last) => At(defined, last.Number + 1);

    internal override TriggerInstant Skip(Timestamp defined, TriggerInstant due, Timestamp now) => due.Due > now
        ? due
        : At(defined, (ulong)((now.Nanoseconds - defined.Nanoseconds) / EveryNs) + 1);

    internal override void Write(ref RecordWriter writer) => writer.Write(EveryNs);

    internal static IntervalTrigger Read(ref RecordReader reader) => new(reader.ReadInt64());

    private TriggerInstant At(Timestamp defined, ulong number) => new(number, Times.After(defined, number, EveryNs, 0));
}
