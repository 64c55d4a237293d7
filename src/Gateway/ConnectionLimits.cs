namespace Exchange.Gateway;

/// <summary>
/// What clients may hold of the gateway, and for how long in vain: whoever they are, what they cost is bounded.
/// </summary>
public sealed record ConnectionLimits
{
    /// <summary>How many connections there may be; further ones are closed at once.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>
    /// How many calls a connection may have open; HTTP/2's usual hundred is one bot each for a small class. Further ones are
    /// refused by the protocol. A small response that is never read keeps its place among them as long as its connection lasts.
    /// </summary>
    public int CallsPerConnection { get; init; } = 4096;

    /// <summary>
    /// How many calls a token may have open, of whatever connections; further ones are refused with RESOURCE_EXHAUSTED. Every
    /// stream of an account hears all of the account's events, so that many streams make each event dear.
    /// </summary>
    public int CallsPerToken { get; init; } = 1024;

    /// <summary>
    /// How long a client may take over what opens a call, its headers and the first message, and over the whole of one that has
    /// a single response, until that is read. The call is then reset, which gRPC clients report as RESOURCE_EXHAUSTED.
    /// </summary>
    public TimeSpan OpeningTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After how long a silence a client is asked whether it is still there. From a second.</summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take to answer before its connection is given up for lost. From a second.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection without a call is kept, or one that never begins to speak HTTP/2.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(130);
}
