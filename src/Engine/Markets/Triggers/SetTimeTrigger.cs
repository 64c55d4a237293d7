using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>Once, at a set time; one before the market's definition is at once.</summary>
/// <param name="At">The time.</param>
public sealed record SetTimeTrigger(Timestamp At) : Trigger
{
    internal override TriggerKind Kind => TriggerKind.SetTime;

    internal override TriggerInstant Next(Timestamp defined, TriggerInstant last) =>
        last.Number == 0 ? new(1, Timestamp.Later(At, defined)) : TriggerInstant.Never;

    internal override void Write(ref RecordWriter writer) => writer.Write(At.Nanoseconds);

    internal static SetTimeTrigger Read(ref RecordReader reader) => new(new Timestamp(reader.ReadInt64()));
}
