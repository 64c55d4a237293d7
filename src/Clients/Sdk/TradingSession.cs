using System.Diagnostics;
using System.Threading.Channels;
using Exchange.Sdk.Internal;
using Grpc.Core;

namespace Exchange.Sdk;

/// <summary>
/// A bot's connection: instructions out, answers and the account's events in. Every instruction is numbered and answered
/// once; the events it caused arrive before its answer. Safe for concurrent use; instructions are carried out in the order
/// in which the calls were made. Instructions that are queued while a write is under way leave in one message. A connection
/// that is lost is had again: the events go on without a gap, and every instruction is still carried out once.
/// </summary>
public sealed class TradingSession : IAsyncDisposable
{
    private static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(100);

    private const string Busy = "BUSY";

    private const ConfigureAwaitOptions Silently =
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    private readonly V1.Trading.TradingClient _trading;
    private readonly SessionOptions _options;
    private readonly UnansweredInstructions _unanswered = new();

    // A place for every instruction that may wait for its answer.
    private readonly Channel<bool> _room;
    private readonly InstructionWriter _writer;
    private readonly Task _reading;
    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>(new() { SingleWriter = true });
    private readonly CancellationTokenSource _disposing = new();
    private SessionConnection _connection;
    private SessionException? _unwritable;
    private ulong _lastOrderId;
    private ulong _nextSequence;
    private volatile bool _isClosing;

    private TradingSession(V1.Trading.TradingClient trading, SessionConnection connection, SessionOptions options)
    {
        _trading = trading;
        _connection = connection;
        _options = options;
        _room = Channel.CreateBounded<bool>(options.MaxUnanswered);
        var opened = connection.First.Opened;
        Account = opened.Account;
        OpenedAt = DecimalText.Read(opened.At);
        _nextSequence = opened.Sequence + 1;
        // Ids at or below the last number may be live orders of an earlier connection of this client session. Client
        // sessions side by side draw from ranges of their own.
        _lastOrderId = unchecked(((options.Session - 1) << 40) + opened.LastNumber);
        _writer = new(connection.Requests, opened.LastNumber, _unanswered, End);
        _reading = ReadAsync();
    }

    /// <summary>The account that trades.</summary>
    public string Account { get; }

    /// <summary>The exchange's time at the opening, in seconds.</summary>
    public decimal OpenedAt { get; }

    /// <summary>
    /// The account's events from the opening on, in order. The stream completes when the session does, with an error when
    /// the session failed. Whoever does not set <see cref="SessionOptions.OnEvent"/> must read it, or it grows.
    /// </summary>
    public ChannelReader<Event> Events => _events.Reader;

    /// <summary>From the call that sent an instruction to the reading of its answer.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>The account's event that was read last.</summary>
    internal ulong LastSequence => _nextSequence - 1;

    /// <summary>An order id that this session has not used; ids below it are the session's too.</summary>
    public ulong NextOrderId() => Interlocked.Increment(ref _lastOrderId);

    /// <summary>Carries out an instruction and waits for the answer.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed; whether the instruction was carried out is unknown.</exception>
    public async Task<Answer> ExecuteAsync(Instruction instruction)
    {
        var completion = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(instruction, completion);
        return await completion.Task;
    }

    /// <summary>Brings a bid to a market and waits for the answer. The fills it had at once are already in <see cref="Events"/>.</summary>
    /// <param name="market">The market's id.</param>
    /// <param name="bid">The bid.</param>
    /// <param name="standing">Session markets: whether it stays through clearings until cancelled.</param>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed; whether the instruction was carried out is unknown.</exception>
    public Task<Answer> SubmitAsync(string market, Bid bid, bool standing = false) =>
        ExecuteAsync(new SubmitBid(market, bid) { Standing = standing });

    /// <summary>
    /// Session markets: puts a demand schedule in the place of the one there is, in one step, and waits for the answer.
    /// </summary>
    /// <param name="market">The market's id.</param>
    /// <param name="id">The id of the schedule there is.</param>
    /// <param name="schedule">The new schedule.</param>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed; whether the instruction was carried out is unknown.</exception>
    public Task<Answer> ReplaceScheduleAsync(string market, ulong id, Schedule schedule) =>
        ExecuteAsync(new ReplaceSchedule(market, id, schedule));

    /// <summary>
    /// Conditional auctions: puts a conditional bid in the place of the one there is, in one step, and waits for the answer.
    /// </summary>
    /// <param name="market">The market's id.</param>
    /// <param name="id">The id of the bid there is.</param>
    /// <param name="bid">The new bid.</param>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed; whether the instruction was carried out is unknown.</exception>
    public Task<Answer> ReplaceConditionalAsync(string market, ulong id, ConditionalBid bid) =>
        ExecuteAsync(new ReplaceConditional(market, id, bid));

    /// <summary>
    /// Size discovery and direct exchanges: puts a report in the place of the one there is, in one step, and waits for the answer.
    /// </summary>
    /// <param name="market">The market's id.</param>
    /// <param name="id">The id of the report there is.</param>
    /// <param name="report">The new report, of the same kind.</param>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed; whether the instruction was carried out is unknown.</exception>
    public Task<Answer> ReplaceReportAsync(string market, ulong id, Report report) =>
        ExecuteAsync(new ReplaceReport(market, id, report));

    /// <summary>Cancels an order and waits for the answer.</summary>
    /// <param name="market">The market's id.</param>
    /// <param name="id">The order's id.</param>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed; whether the instruction was carried out is unknown.</exception>
    public Task<Answer> CancelAsync(string market, ulong id) => ExecuteAsync(new CancelOrder(market, id));

    /// <summary>
    /// Cancels the account's orders and waits for the answer: whatever they traded before is then in <see cref="Events"/>,
    /// and they trade no more.
    /// </summary>
    /// <param name="market">One market's id; empty: in all markets.</param>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed; whether the instruction was carried out is unknown.</exception>
    public Task<Answer> CancelAllAsync(string market = "") => ExecuteAsync(new CancelAllOrders(market));

    /// <summary>
    /// Sends an instruction without waiting for its answer, the fast way: it completes at once unless
    /// <see cref="SessionOptions.MaxUnanswered"/> instructions wait for answers. The answer goes to
    /// <see cref="SessionOptions.OnAnswer"/>.
    /// </summary>
    /// <param name="instruction">The instruction.</param>
    /// <returns>The id of the order the instruction is about.</returns>
    /// <exception cref="InvalidOperationException">The session is closed.</exception>
    /// <exception cref="SessionException">The session has failed.</exception>
    public ValueTask<ulong> SendAsync(Instruction instruction) => SendAsync(instruction, completion: null);

    /// <summary>Closes cleanly: half-closes, and waits until every instruction is answered and the exchange has ended the stream.</summary>
    /// <exception cref="SessionException">The session has failed.</exception>
    public async Task CloseAsync()
    {
        _isClosing = true;
        _writer.Complete();
        await _reading;
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does, but for at most five seconds, and without a word about failures.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseAsync().WaitAsync(DisposeTimeout, _options.Time);
        }
        catch (Exception exception) when (exception is SessionException or TimeoutException)
        {
            // Whoever waits for an answer or an event has learnt of it.
        }
        _disposing.Cancel();
        _connection.Dispose();
        await _reading.ConfigureAwait(Silently);
        _disposing.Dispose();
    }

    internal static async Task<TradingSession> OpenAsync(
        V1.Trading.TradingClient trading, SessionOptions options, CancellationToken cancellation)
    {
        if (options.Session == 0 || options.MaxUnanswered <= 0)
        {
            throw new ArgumentException("A session's number and its most unanswered instructions are above zero.", nameof(options));
        }
        return new(trading, await SessionConnection.OpenAsync(trading, options, resumeAfter: null, cancellation), options);
    }

    private async ValueTask<ulong> SendAsync(Instruction instruction, TaskCompletionSource<Answer>? completion)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        var sentAt = Stopwatch.GetTimestamp();
        if (!_room.Writer.TryWrite(true))
        {
            await WaitForRoomAsync();
        }
        var orderId = instruction is SubmitBid { Id: 0 } ? NextOrderId() : instruction.OrderId;
        _writer.Write(instruction.Write(orderId), new(orderId, sentAt, completion));
        return orderId;
    }

    private async Task WaitForRoomAsync()
    {
        try
        {
            await _room.Writer.WriteAsync(true);
        }
        catch (ChannelClosedException ended)
        {
            await _reading;
            throw new InvalidOperationException("The session is closed: it takes no more instructions.", ended);
        }
    }

    private async Task ReadAsync()
    {
        SessionException? failure = null;
        try
        {
            while (await ReadToEndAsync() is { } lost)
            {
                await ReconnectAsync(lost);
            }
            failure = _isClosing ? null : new("The exchange ended the session.");
        }
        catch (Exception exception)
        {
            failure = exception as SessionException ?? new SessionException($"The session failed: {exception.Message}", exception);
        }
        _connection.Dispose();
        _unanswered.Fail(failure ?? new SessionException("The session is closed."));
        _events.Writer.Complete(failure);
        _room.Writer.Complete();
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Reads until the stream ends; null when the exchange has ended it, else how the connection was lost.</summary>
    private async Task<RpcException?> ReadToEndAsync()
    {
        Deliver(_connection.First);
        while (true)
        {
            try
            {
                if (!await _connection.ReadAsync())
                {
                    return null;
                }
            }
            catch (RpcException lost)
            {
                return lost;
            }
            Deliver(_connection.Current);
        }
    }

    /// <summary>Opens another connection, that goes on where the one that was lost ended.</summary>
    /// <exception cref="Exception">There is none to be had, or the session is not to be had back.</exception>
    private async Task ReconnectAsync(RpcException lost)
    {
        _connection.Dispose();
        await _writer.Suspend();
        var since = _options.Time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var isTime = _options.Time.GetElapsedTime(since) < _options.ReconnectFor;
            if (_unwritable is not null || !isTime || !MayPass(lost) || _disposing.IsCancellationRequested)
            {
                throw _unwritable ?? (Exception)lost;
            }
            try
            {
                _connection = await SessionConnection.OpenAsync(_trading, _options, _nextSequence - 1, _disposing.Token);
                break;
            }
            catch (RpcException again)
            {
                lost = again;
            }
            // Not all at once, where many have lost theirs.
            await Task.Delay(pause * (0.5 + _options.Jitter.NextDouble()), _options.Time, _disposing.Token).ConfigureAwait(Silently);
        }
        _options.OnReconnected?.Invoke();
        _writer.Resume(_connection.Requests);
    }

    // What a moment later may be otherwise. Another connection that has taken the session over, say, is not of that kind.
    private static bool MayPass(RpcException lost) => lost.StatusCode is StatusCode.Unavailable or StatusCode.Internal
        or StatusCode.Unknown or StatusCode.Cancelled or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted;

    private void Deliver(V1.SessionResponse response)
    {
        if (response.Events.Count > 0)
        {
            CheckSequence(response.FirstSequence, response.Events.Count);
        }
        // An answer says after which event it stands.
        var delivered = 0;
        foreach (var answer in response.Answers)
        {
            while (delivered < response.Events.Count && response.FirstSequence + (ulong)delivered <= answer.Sequence)
            {
                Deliver(response.Events[delivered++]);
            }
            Deliver(answer);
        }
        while (delivered < response.Events.Count)
        {
            Deliver(response.Events[delivered++]);
        }
    }

    private void Deliver(V1.Event message)
    {
        if (EventReading.Read(message) is not { } told)
        {
            return;
        }
        if (_options.OnEvent is { } handler)
        {
            handler(told);
        }
        else
        {
            _events.Writer.TryWrite(told);
        }
    }

    private void Deliver(V1.Answer message)
    {
        if (message.Reason == Busy && message.Number <= _connection.First.Opened.LastNumber)
        {
            // The exchange had answered it when the connection was lost: a repeat for which there is no room tells nothing.
            _ = RepeatAsync(message.Number, _connection.Requests);
            return;
        }
        if (!_unanswered.TryTake(message.Number, out var unanswered))
        {
            throw new SessionException($"The exchange answered instruction {message.Number}, which does not wait for an answer.");
        }
        _room.Reader.TryRead(out _);
        Latency.Record(unanswered.AgeNs);
        var answer = new Answer(message.Number, unanswered.OrderId, message.Reason, message.Detail);
        _options.OnAnswer?.Invoke(answer);
        unanswered.Completion?.TrySetResult(answer);
    }

    private async Task RepeatAsync(ulong number, IClientStreamWriter<V1.SessionRequest> stream)
    {
        await Task.Delay(RepeatPause, _disposing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _writer.Repeat(number, stream);
    }

    private void CheckSequence(ulong first, int count)
    {
        if (first != _nextSequence)
        {
            throw new SessionException($"Events are missing: sequence {first} where {_nextSequence} was expected.");
        }
        _nextSequence = first + (ulong)count;
    }

    // A write failed: the reading loop learns the status, or why there is none.
    private void End(Exception exception)
    {
        if (exception is not RpcException)
        {
            _unwritable = new SessionException($"An instruction could not be written: {exception.Message}", exception);
            _unanswered.Fail(_unwritable);
        }
        _connection.Dispose();
    }
}
