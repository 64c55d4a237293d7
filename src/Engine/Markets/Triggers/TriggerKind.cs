using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>The triggers there are. The numbers are in journals and never change.</summary>
internal enum TriggerKind : byte
{
    Continuous = 0,
    Operator = 1,
    Interval = 2,
    RandomEnd = 3,
    SetTime = 4,
    Poisson = 5,
    AfterTrade = 6,
}

/// <summary>Where triggers are registered: one line a trigger.</summary>
internal static class TriggerKinds
{
    /// <summary>Writes a trigger.</summary>
    public static void Write(Trigger trigger, ref RecordWriter writer)
    {
        writer.Write((byte)trigger.Kind);
        writer.Write(trigger.OpenNs);
        trigger.Write(ref writer);
    }

    /// <summary>Reads a trigger that was written.</summary>
    public static Trigger Read(ref RecordReader reader)
    {
        var kind = (TriggerKind)reader.ReadByte();
        var openNs = reader.ReadInt64();
        return Read(kind, ref reader) with { OpenNs = openNs };
    }

    private static Trigger Read(TriggerKind kind, ref RecordReader reader) => kind switch
    {
        TriggerKind.Continuous => Trigger.Continuous,
        TriggerKind.Operator => Trigger.Operator,
        TriggerKind.Interval => IntervalTrigger.Read(ref reader),
        TriggerKind.RandomEnd => RandomEndTrigger.Read(ref reader),
        TriggerKind.SetTime => SetTimeTrigger.Read(ref reader),
        TriggerKind.Poisson => PoissonTrigger.Read(ref reader),
        TriggerKind.AfterTrade => AfterTradeTrigger.Read(ref reader),
        _ => throw new InvalidOperationException($"No trigger has kind {kind}."),
    };
}
