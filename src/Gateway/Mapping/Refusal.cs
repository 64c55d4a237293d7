using Exchange.Engine.Bids;

namespace Exchange.Gateway.Mapping;

/// <summary>Why something that came from outside was refused: a numbered reason and a sentence for a person.</summary>
/// <param name="Reason">The reason; None when nothing was refused.</param>
/// <param name="Detail">The sentence.</param>
public readonly record struct Refusal(Reason Reason, string Detail)
{
    /// <summary>Nothing was refused.</summary>
    public static Refusal None => new(Reason.None, "");

    /// <summary>Whether something was refused.</summary>
    public bool IsRefused => Reason != Reason.None;

    /// <summary>As one line: the reason's name and the sentence.</summary>
    public override string ToString() => $"{Reason.Name()}: {Detail}";

    /// <summary>A refusal that says no more than its reason does.</summary>
    internal static Refusal Of(Reason reason) => new(reason, reason.Detail());

    /// <summary>Nothing is journaled, hence nothing carried out, until there is room.</summary>
    internal static Refusal DiskFull => new(Reason.Busy, "the exchange's disk is full: try again when it has room");

    /// <summary>The kill switch takes an account's name or all, and not both.</summary>
    internal static Refusal NotOneToBlock => Malformed("name an account that trades, or say all");

    internal static Refusal Malformed(string detail) => new(Reason.Malformed, detail);
}
