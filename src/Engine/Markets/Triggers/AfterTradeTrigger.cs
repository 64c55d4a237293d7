using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>
/// After every instruction or instant that led to trades in another market; if that prints them late, when it does: this
/// market's clearings are public.
/// </summary>
/// <param name="Market">The other market's name; it was defined before.</param>
public sealed record AfterTradeTrigger(string Market) : Trigger
{
    internal override TriggerKind Kind => TriggerKind.AfterTrade;

    internal override void Write(ref RecordWriter writer) => writer.Write(Market);

    internal static AfterTradeTrigger Read(ref RecordReader reader) => new(reader.ReadString());
}
