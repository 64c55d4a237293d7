using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>
/// When a market clears. The instants that follow from time alone are counted and told one after the other, so that they
/// are the same on every machine. Immutable.
/// </summary>
public abstract record Trigger
{
    private protected Trigger()
    {
    }

    /// <summary>With every message: books and crosses.</summary>
    public static Trigger Continuous { get; } = new ContinuousTrigger();

    /// <summary>On the operator's word.</summary>
    public static Trigger Operator { get; } = new OperatorTrigger();

    /// <summary>
    /// How long a session is open from its instant on, in nanoseconds: its price is frozen, and it clears at the end. Zero:
    /// it clears at once.
    /// </summary>
    public long OpenNs { get; init; }

    /// <summary>Which trigger.</summary>
    internal abstract TriggerKind Kind { get; }

    /// <summary>The first instant of a market defined at a moment; <see cref="TriggerInstant.Never"/> without one.</summary>
    internal TriggerInstant First(Timestamp defined) => Next(defined, new(0, defined));

    /// <summary>The instant after one, of a market defined at a moment; <see cref="TriggerInstant.Never"/> without one.</summary>
    internal virtual TriggerInstant Next(Timestamp defined, TriggerInstant last) => TriggerInstant.Never;

    /// <summary>
    /// The first instant after a moment, where those up to it were missed while the exchange was down. An instant that
    /// happens once is not missed: it is only late.
    /// </summary>
    internal virtual TriggerInstant Skip(Timestamp defined, TriggerInstant due, Timestamp now) => due;

    /// <summary>Writes the parameters, for the command that defines a market.</summary>
    internal virtual void Write(ref RecordWriter writer)
    {
    }
}

/// <summary>An instant at which a market clears.</summary>
/// <param name="Number">Counted from one.</param>
/// <param name="Due">When.</param>
internal readonly record struct TriggerInstant(ulong Number, Timestamp Due)
{
    /// <summary>No instant is due.</summary>
    public static TriggerInstant Never => new(0, Timestamp.Never);
}

/// <summary>With every message.</summary>
public sealed record ContinuousTrigger : Trigger
{
    internal ContinuousTrigger()
    {
    }

    internal override TriggerKind Kind => TriggerKind.Continuous;
}

/// <summary>On the operator's word, which every session market obeys.</summary>
public sealed record OperatorTrigger : Trigger
{
    internal OperatorTrigger()
    {
    }

    internal override TriggerKind Kind => TriggerKind.Operator;
}
