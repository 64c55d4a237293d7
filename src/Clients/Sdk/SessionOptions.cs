namespace Exchange.Sdk;

/// <summary>How a <see cref="TradingSession"/> is opened.</summary>
public sealed record SessionOptions
{
    /// <summary>The account to trade for. May stay empty with a trader's token; an operator names one.</summary>
    public string Account { get; init; } = "";

    /// <summary>
    /// The caller's own number for this stream of instructions, from 1 to 2^63 − 1. Opening it again continues the numbers
    /// and ends the connection that had it; connections of one account that live side by side need numbers of their own.
    /// </summary>
    public ulong Session { get; init; } = 1;

    /// <summary>How many instructions may wait for their answer before the next one waits to be sent. Above zero.</summary>
    public int MaxUnanswered { get; init; } = 8192;

    /// <summary>
    /// Called with each event, in order, on the thread that reads; it must not block. When set, nothing arrives in
    /// <see cref="TradingSession.Events"/>. An exception of its ends the session.
    /// </summary>
    public Action<Event>? OnEvent { get; init; }

    /// <summary>Called with each answer, behind the events it caused; as <see cref="OnEvent"/>.</summary>
    public Action<Answer>? OnAnswer { get; init; }
}
