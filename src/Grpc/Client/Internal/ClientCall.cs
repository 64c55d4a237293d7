using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// One call, of any shape: sends the request, reads the responses and settles once how the call ended. What ends it first
/// wins: the server's status, a failure, the deadline, or the caller who cancels or disposes.
/// </summary>
internal sealed class ClientCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly Lock _gate = new();
    private readonly GrpcChannel _channel;
    private readonly CallOptions _options;
    private readonly DateTime? _deadline;
    private readonly bool _compresses;
    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource<Metadata> _responseHeaders = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Outcome? _outcome;
    private volatile bool _cancelled;
    private Task _opened = Task.CompletedTask;
    private Task? _one;
    private OpenContent? _requests;
    private HttpResponseMessage? _response;
    private MessageReader<TResponse>? _messages;

    public ClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    {
        channel.ThrowIfDisposed();
        _channel = channel;
        _options = options;
        _compresses = ClientProtocol.Compresses(options.Headers);
        _deadline = options.Deadline is { } deadline && deadline != DateTime.MaxValue ? Utc(deadline) : null;
        Method = method;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, channel.Shutdown);
        _cancellation.Token.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).OnCancelled(), this);
    }

    public Method<TRequest, TResponse> Method { get; }

    public int? MaxSendMessageSize => _channel.MaxSendMessageSize;

    /// <summary>How requests are compressed; null: they are not.</summary>
    public CompressionLevel? RequestCompression => _compresses ? CompressionLevel.Fastest : null;

    public Task<Metadata> ResponseHeadersAsync => _responseHeaders.Task;

    public TResponse Current => _messages is { } messages ? messages.Current : throw new InvalidOperationException("Nothing has been read.");

    private Outcome Ended => _outcome ?? throw new InvalidOperationException("The call has not ended.");

    private bool IsNotCompressed => (_options.WriteOptions?.Flags & WriteFlags.NoCompress) == WriteFlags.NoCompress;

    private bool IsLate => _deadline <= DateTime.UtcNow;

    /// <summary>Starts a call of one request.</summary>
    public void Start(TRequest request) =>
        _opened = OpenAsync(new OneMessageContent<TRequest>(
            request, Method.RequestMarshaller, MaxSendMessageSize, IsNotCompressed ? null : RequestCompression));

    /// <summary>Starts a call of many requests.</summary>
    public ClientStreamWriter<TRequest, TResponse> Start()
    {
        _requests = new OpenContent();
        _opened = OpenAsync(_requests);
        return new ClientStreamWriter<TRequest, TResponse>(this, _requests, _options.WriteOptions);
    }

    public Status GetStatus() => Ended.Status;

    public Metadata GetTrailers() => Ended.Trailers;

    /// <summary>The one response of shapes that have one.</summary>
    public Task<TResponse> ReadOneAsync()
    {
        var one = ReadOneCoreAsync();
        _one = one;
        return one;
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), this);
        await _opened;
        if (_outcome is null)
        {
            try
            {
                if (await _messages!.ReadAsync(CancellationToken.None))
                {
                    return true;
                }

                SettleByTrailers();
            }
            catch (Exception e)
            {
                Fail(e);
            }

            _messages!.Complete();
        }

        return Ended.Status.StatusCode == StatusCode.OK ? false : throw Ended.ToException();
    }

    /// <summary>What a failed write means: the end of the call, as far as it is known.</summary>
    public async Task<RpcException> WriteFailedAsync(Exception exception)
    {
        await _opened;
        if (_one is { } one)
        {
            await one.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return _outcome is { } outcome
            ? outcome.ToException()
            : new RpcException(new Status(StatusCode.Cancelled, "The server takes no more requests; its status stands behind its responses.", exception));
    }

    public void Dispose() => Cancel();

    private async Task<TResponse> ReadOneCoreAsync()
    {
        if (!await MoveNext(CancellationToken.None))
        {
            throw BreakOff($"{Method.FullName} gives one response; there was none.");
        }

        var response = Current;
        if (await MoveNext(CancellationToken.None))
        {
            throw BreakOff($"{Method.FullName} gives one response; there were more.");
        }

        return response;
    }

    // Never throws: whatever happens settles the call.
    private async Task OpenAsync(HttpContent content)
    {
        try
        {
            TimeSpan? timeout = null;
            if (_deadline is { } deadline)
            {
                timeout = deadline - DateTime.UtcNow;
                if (timeout <= TimeSpan.Zero)
                {
                    Settle(DeadlineExceeded(), Metadata.Empty);
                    return;
                }

                _cancellation.CancelAfter(Deadlines.Timer(timeout.Value));
            }

            if (_outcome is null)
            {
                var request = ClientProtocol.CreateRequest(_channel.UriOf(Method), content, _options.Headers, timeout, _compresses);
                var response = await _channel.Http.SendAsync(request, _cancellation.Token);
                Accept(response, await response.Content.ReadAsStreamAsync());
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Accept(HttpResponseMessage response, Stream body)
    {
        lock (_gate)
        {
            _response = response;
            if (_outcome is not null)
            {
                response.Dispose();
                return;
            }

            _messages = new MessageReader<TResponse>(PipeReader.Create(body), Method.ResponseMarshaller, _channel.MaxReceiveMessageSize, ClientProtocol.IsGzip(response));
        }

        var metadata = ClientProtocol.ReadMetadata(response.Headers);
        if (ClientProtocol.ReadStatus(response.Headers) is { } status)
        {
            // Trailers-only: the one block of headers is the trailers, and there were no headers.
            _responseHeaders.TrySetResult([]);
            Settle(status, metadata);
        }
        else if (ClientProtocol.Refuse(response) is { } refusal)
        {
            Settle(refusal, metadata);
        }
        else
        {
            _responseHeaders.TrySetResult(metadata);
        }
    }

    private void SettleByTrailers()
    {
        var trailers = _response!.TrailingHeaders;
        Settle(
            ClientProtocol.ReadStatus(trailers) ?? new Status(StatusCode.Unknown, "The responses ended without a status."),
            ClientProtocol.ReadMetadata(trailers));
    }

    private void Fail(Exception exception) => Settle(ClientProtocol.StatusOf(exception), Metadata.Empty);

    private void Cancel()
    {
        if (_outcome is null)
        {
            _cancelled = true;
            try
            {
                _cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The call has ended this very moment.
            }
        }
    }

    private void OnCancelled()
    {
        var byCaller = _cancelled || _options.CancellationToken.IsCancellationRequested || _channel.Shutdown.IsCancellationRequested;
        Settle(byCaller ? new Status(StatusCode.Cancelled, "The caller cancelled the call.") : DeadlineExceeded(), Metadata.Empty);
        _messages?.CancelPendingRead();
    }

    // Letting go of the response resets a stream that has not ended, which is how the server learns of it.
    private void Settle(Status status, Metadata trailers)
    {
        if (status.StatusCode == StatusCode.Cancelled && !_cancelled && IsLate)
        {
            // The server's own clock was first, and it reset the stream.
            status = DeadlineExceeded();
        }

        lock (_gate)
        {
            if (_outcome is not null)
            {
                return;
            }

            _outcome = new Outcome(status, trailers);
            _response?.Dispose();
        }

        if (!_responseHeaders.Task.IsCompleted && _responseHeaders.TrySetException(_outcome.ToException()))
        {
            // Whoever does not ask for the headers learns of the failure elsewhere.
            _ = _responseHeaders.Task.Exception;
        }

        _requests?.Abandon();
        _cancellation.Dispose();
    }

    private RpcException BreakOff(string how)
    {
        var violation = new Outcome(new Status(StatusCode.Unimplemented, how), Metadata.Empty);
        Settle(violation.Status, violation.Trailers);
        _outcome = violation;
        return violation.ToException();
    }

    private static Status DeadlineExceeded() => new(StatusCode.DeadlineExceeded, "The deadline has passed.");

    private static DateTime Utc(DateTime deadline) =>
        deadline.Kind == DateTimeKind.Utc
            ? deadline
            : throw new InvalidOperationException("A deadline is a time in UTC.");

    /// <summary>How a call ended.</summary>
    private sealed record Outcome(Status Status, Metadata Trailers)
    {
        public RpcException ToException() => new(Status, Trailers);
    }
}
