using System.Runtime.CompilerServices;
using Exchange.Sdk.Internal;
using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Sdk;

/// <summary>
/// A way to an exchange, with one token. It connects with the first call, over a connection of its own. Safe for concurrent
/// use. Calls that fail throw <see cref="RpcException"/>; its status names the exchange's reason.
/// </summary>
public sealed class ExchangeClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly V1.Trading.TradingClient _trading;
    private readonly V1.Clearing.ClearingClient _clearing;

    private ExchangeClient(GrpcChannel channel, string token)
    {
        _channel = channel;
        var invoker = new TokenInvoker(channel.CreateCallInvoker(), token);
        _trading = new(invoker);
        _clearing = new(invoker);
        Markets = new(new(invoker));
        Accounts = new(new(invoker));
        MarketData = new(new(invoker));
    }

    /// <summary>Defines, lists, moves and clears markets.</summary>
    public MarketsClient Markets { get; }

    /// <summary>Defines accounts, issues tokens, moves and shows balances.</summary>
    public AccountsClient Accounts { get; }

    /// <summary>Public market data.</summary>
    public MarketDataClient MarketData { get; }

    /// <summary>A client of the exchange at an address.</summary>
    /// <param name="url">For example <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="token">A trader's or an operator's token.</param>
    /// <exception cref="ArgumentException">The address is not one of http or https.</exception>
    public static ExchangeClient Connect(Uri url, string token) => new(GrpcChannel.ForAddress(url), token);

    /// <summary>A client of the exchange at an https address.</summary>
    /// <param name="url">For example <c>https://exchange.example:5080</c>.</param>
    /// <param name="token">A token.</param>
    /// <param name="tls">Whom the client trusts, and who it is; null: whom the system trusts, and nobody in particular.</param>
    /// <exception cref="ArgumentException">The address is not one of http or https.</exception>
    public static ExchangeClient Connect(Uri url, string token, ClientTls? tls)
    {
        if (tls is null)
        {
            return Connect(url, token);
        }
        var handler = new SocketsHttpHandler
        {
            SslOptions = tls.ToOptions(),
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseProxy = false,
        };
        return new(GrpcChannel.ForAddress(url, new() { HttpHandler = handler, DisposeHttpClient = true }), token);
    }

    /// <inheritdoc cref="Connect(Uri, string)"/>
    public static ExchangeClient Connect(string url, string token) => Connect(new Uri(url), token);

    /// <summary>Opens a trading session with a trader's token and the defaults.</summary>
    /// <param name="cancellation">Ends the opening; the session lives on its own.</param>
    /// <exception cref="RpcException">The exchange cannot be reached, or refuses the token.</exception>
    public Task<TradingSession> OpenSessionAsync(CancellationToken cancellation = default) =>
        OpenSessionAsync(new(), cancellation);

    /// <summary>Opens a trading session.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the opening; the session lives on its own.</param>
    /// <exception cref="RpcException">The exchange cannot be reached, or refuses the token or the account.</exception>
    public Task<TradingSession> OpenSessionAsync(SessionOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return TradingSession.OpenAsync(_trading, options, cancellation);
    }

    /// <summary>Carries out one instruction without a session.</summary>
    /// <param name="instruction">The instruction; a new bid needs an id of its own.</param>
    /// <param name="account">The account; may stay empty with a trader's token.</param>
    /// <param name="cancellation">Gives up waiting; the instruction may be carried out all the same.</param>
    /// <returns>The answer, and the events the instruction caused for the account, in order.</returns>
    /// <exception cref="RpcException">The exchange cannot be reached, or refuses the token or the account.</exception>
    public async Task<(Answer Answer, IReadOnlyList<Event> Events)> SubmitAsync(
        Instruction instruction, string account = "", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        var request = new V1.SubmitRequest { Account = account, Instruction = instruction.Write(instruction.OrderId) };
        var response = await SubmitAsync(request, cancellation);
        var answer = new Answer(response.Answer.Number, instruction.OrderId, response.Answer.Reason, response.Answer.Detail);
        return (answer, [.. response.Events.Select(EventReading.Read).OfType<Event>()]);
    }

    /// <summary>
    /// Carries out one instruction without a session, in the words of the protocol: with an instruction number of the
    /// caller's own, say, so that it can be repeated safely.
    /// </summary>
    /// <param name="request">The instruction, for whom, and in which client session its number counts.</param>
    /// <param name="cancellation">Gives up waiting; the instruction may be carried out all the same.</param>
    /// <exception cref="RpcException">The exchange cannot be reached, or refuses the token or the account.</exception>
    public async Task<V1.SubmitResponse> SubmitAsync(V1.SubmitRequest request, CancellationToken cancellation = default) =>
        await _trading.SubmitAsync(request, cancellationToken: cancellation);

    /// <summary>
    /// Every event of an account from the moment this completes on, in order, without a session: also those of the account
    /// "operator", which does not trade.
    /// </summary>
    /// <param name="account">The account; may stay empty with a trader's token.</param>
    /// <param name="resumeAfter">The sequence of the last event known: what came after it comes first; null: events from now on.</param>
    /// <param name="cancellation">Ends the stream, without an exception.</param>
    /// <returns>The events, to be read once; what is not read is kept until then, or until the exchange gives up waiting.</returns>
    /// <exception cref="RpcException">
    /// The exchange cannot be reached, refuses the token or the account, or does not hold the events asked for any more; while reading also RESOURCE_EXHAUSTED: reading was too slow.
    /// </exception>
    public async Task<IAsyncEnumerable<Event>> ReadEventsAsync(
        string account = "", ulong? resumeAfter = null, CancellationToken cancellation = default)
    {
        var request = new V1.EventsRequest { Account = account };
        if (resumeAfter is { } after)
        {
            request.ResumeAfter = after;
        }
        var call = _trading.Events(request, cancellationToken: cancellation);
        await call.ResponseHeadersAsync;
        return ReadAsync(call, cancellation);
    }

    /// <summary>The auction calculator: one clearing of given bids, without a market.</summary>
    /// <param name="request">The bids and the rule.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT names the bid and its reason; UNIMPLEMENTED: the rule is not there.</exception>
    public async Task<V1.ClearResponse> ClearAsync(V1.ClearRequest request, CancellationToken cancellation = default) =>
        await _clearing.ClearAsync(request, cancellationToken: cancellation);

    /// <summary>Closes the connection; calls and sessions that have not ended fail.</summary>
    public void Dispose() => _channel.Dispose();

    private static async IAsyncEnumerable<Event> ReadAsync(
        AsyncServerStreamingCall<V1.EventsResponse> call, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using (call)
        {
            while (await MoveNextAsync(call.ResponseStream, cancellation))
            {
                foreach (var told in call.ResponseStream.Current.Events.Select(EventReading.Read).OfType<Event>())
                {
                    yield return told;
                }
            }
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<V1.EventsResponse> responses, CancellationToken cancellation)
    {
        try
        {
            return await responses.MoveNext(cancellation);
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
