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
    /// For how long a lost connection is tried to be had again; zero: the session fails with it. While it is away, instructions
    /// wait; afterwards the events go on where they were, and what had no answer is answered, carried out once.
    /// </summary>
    public TimeSpan ReconnectFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often the exchange says that it is there when it has nothing else to say; a connection on which it is silent for
    /// three times as long is taken for lost. From 10 ms; null: nothing is asked for, and a peer that vanished without a word is
    /// not noticed.
    /// </summary>
    public TimeSpan? Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Cancel on disconnect: how long after the end of the connection, however it ends, all bids of the account are cancelled if
    /// the session is not back by then; null: they stay.
    /// </summary>
    public TimeSpan? CancelAfterDisconnect { get; init; }

    /// <summary>Called when a lost connection is there again, before anything that comes over it; as <see cref="OnEvent"/>.</summary>
    public Action? OnReconnected { get; init; }

    /// <summary>
    /// Called with each event, in order, on the thread that reads; it must not block. When set, nothing arrives in
    /// <see cref="TradingSession.Events"/>. An exception of its ends the session.
    /// </summary>
    public Action<Event>? OnEvent { get; init; }

    /// <summary>Called with each answer, behind the events it caused; as <see cref="OnEvent"/>.</summary>
    public Action<Answer>? OnAnswer { get; init; }

    /// <summary>What pauses, reconnections and the watch on the connection go by.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the reconnections of many sessions over time.</summary>
    internal Random Jitter { get; init; } = Random.Shared;
}
