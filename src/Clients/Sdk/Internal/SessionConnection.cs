using System.Globalization;
using System.Security.Cryptography;
using Grpc.Core;

namespace Exchange.Sdk.Internal;

/// <summary>One connection of a trading session: the stream, opened, and a watch on whether the exchange is still there.</summary>
internal sealed class SessionConnection : IDisposable
{
    // How many heartbeats may fail to come.
    private const int Patience = 3;

    // The exchange is told which of this process's openings came last, for one that is given up may still arrive.
    private static readonly ulong ThisClient = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static ulong _openings;

    private readonly AsyncDuplexStreamingCall<V1.SessionRequest, V1.SessionResponse> _call;
    private readonly ITimer? _watch;
    private long _messages;
    private long _messagesSeen = -1;
    private bool _wasSilent;

    private SessionConnection(AsyncDuplexStreamingCall<V1.SessionRequest, V1.SessionResponse> call, SessionOptions options)
    {
        _call = call;
        _watch = options.Heartbeat is { } every
            ? options.Time.CreateTimer(_ => EndIfSilent(), state: null, every * Patience, every * Patience)
            : null;
    }

    /// <summary>The first message.</summary>
    public V1.SessionResponse First { get; private set; } = null!;

    /// <summary>The instructions' stream.</summary>
    public IClientStreamWriter<V1.SessionRequest> Requests => _call.RequestStream;

    /// <summary>The message read last.</summary>
    public V1.SessionResponse Current => _call.ResponseStream.Current;

    /// <summary>Opens a session.</summary>
    /// <param name="trading">The exchange.</param>
    /// <param name="options">How.</param>
    /// <param name="resumeAfter">The last event known; null: events from now on.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="RpcException">The exchange cannot be reached, or refuses.</exception>
    /// <exception cref="SessionException">The exchange did not open the session.</exception>
    public static async Task<SessionConnection> OpenAsync(
        V1.Trading.TradingClient trading, SessionOptions options, ulong? resumeAfter, CancellationToken cancellation)
    {
        // Watched from the beginning: the exchange may be gone before it has opened the session.
        var connection = new SessionConnection(trading.Session(cancellationToken: CancellationToken.None), options);
        try
        {
            await connection.Requests.WriteAsync(new() { Open = Write(options, resumeAfter) }, cancellation);
            connection.First = await connection.ReadAsync(cancellation) && connection.Current is { Opened: not null } first
                ? first
                : throw new SessionException("The exchange did not open the session.");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next message; false at the end of the stream.</summary>
    /// <exception cref="RpcException">The connection is lost.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation = default)
    {
        try
        {
            var isThere = await _call.ResponseStream.MoveNext(cancellation);
            _messages++;
            return isThere;
        }
        catch (RpcException) when (Volatile.Read(ref _wasSilent))
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the exchange has been silent for too long"));
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _call.Dispose();
    }

    private static V1.OpenSession Write(SessionOptions options, ulong? resumeAfter)
    {
        var open = new V1.OpenSession
        {
            Account = options.Account,
            Session = options.Session,
            CancelOnDisconnect = options.CancelAfterDisconnect is not null,
            Grace = Seconds(options.CancelAfterDisconnect),
            Heartbeat = Seconds(options.Heartbeat),
            Client = ThisClient,
            Opening = Interlocked.Increment(ref _openings),
        };
        if (resumeAfter is { } after)
        {
            open.ResumeAfter = after;
        }
        return open;
    }

    private static string Seconds(TimeSpan? duration) =>
        duration is { } some ? ((decimal)some.Ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture) : "";

    // The reader finds the stream ended.
    private void EndIfSilent()
    {
        var messages = Volatile.Read(ref _messages);
        if (messages == _messagesSeen)
        {
            Volatile.Write(ref _wasSilent, true);
            _call.Dispose();
        }
        _messagesSeen = messages;
    }
}
