using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Exchange.Gateway.Tests.Http2;

/// <summary>How a stream ended.</summary>
/// <param name="Http">The HTTP status; zero: none came.</param>
/// <param name="Grpc">The gRPC status; null: none came.</param>
/// <param name="Reset">The error of a RST_STREAM; null: none came.</param>
/// <param name="Message">What came with the gRPC status.</param>
internal sealed record StreamEnd(int Http, int? Grpc, uint? Reset, string Message)
{
    /// <summary>The connection ended before the stream.</summary>
    public static StreamEnd Lost { get; } = new(0, null, null, "the connection is lost");

    /// <summary>Short, for tables: "grpc 16", "reset 11", "http 415".</summary>
    public override string ToString() => this switch
    {
        { Grpc: { } status } => $"grpc {status}",
        { Reset: { } error } => $"reset {error}",
        { Http: not 0 } => $"http {Http}",
        _ => "lost",
    };
}

/// <summary>
/// A connection of HTTP/2 made by hand, so that a test can send what no library sends. It reads all that comes, unless it is
/// told not to, acknowledges settings and pings, and says how streams and the connection ended.
/// </summary>
internal sealed class Http2Connection : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Channel<byte[]> _out = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<StreamEnd>> _streams = new();
    private readonly ConcurrentDictionary<uint, StreamEnd> _seen = new();
    private readonly ConcurrentDictionary<uint, TaskCompletionSource> _heard = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _sending;
    private Task _reading = Task.CompletedTask;

    private Http2Connection(Socket socket)
    {
        _socket = socket;
        _sending = SendAllAsync();
    }

    /// <summary>Completes when the other side has closed the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The error of the GOAWAY that came; null: none did.</summary>
    public uint? GoAway { get; private set; }

    /// <summary>Whether pings are answered.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>How many pings came.</summary>
    public int Pings { get; private set; }

    /// <summary>Connects, and says nothing yet.</summary>
    public static async Task<Http2Connection> ConnectAsync(Uri url, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }
        await socket.ConnectAsync(IPAddress.Parse(url.Host), url.Port);
        // A closed connection leaves nothing behind: thousands of them are opened.
        socket.LingerState = new(enable: true, seconds: 0);
        return new(socket);
    }

    /// <summary>Connects, opens as a client should, with windows that never run out, and reads.</summary>
    public static async Task<Http2Connection> OpenAsync(Uri url, uint streamWindow = 1 << 24, bool reads = true, int receiveBuffer = 0)
    {
        var connection = await ConnectAsync(url, receiveBuffer);
        connection.Send(Frames.Preface);
        connection.Send(Frames.Settings((1, 0), (4, streamWindow)));
        connection.Send(Frames.WindowUpdate(0, int.MaxValue - ushort.MaxValue));
        if (reads)
        {
            connection.Read();
        }
        return connection;
    }

    /// <summary>Begins to read what comes. Once.</summary>
    public void Read() => _reading = ReadAllAsync();

    /// <summary>Has bytes sent. Never waits.</summary>
    public void Send(ReadOnlySpan<byte> bytes) => _out.Writer.TryWrite(bytes.ToArray());

    /// <summary>Sends a whole call, unless more of its body is to come; how it ends.</summary>
    public Task<StreamEnd> CallAsync(uint stream, ReadOnlySpan<byte> block, ReadOnlySpan<byte> body, bool ends = true)
    {
        var end = EndOf(stream);
        Send([
            .. Frames.Headers(stream, FrameFlags.EndHeaders, block),
            .. Frames.Data(stream, ends ? FrameFlags.EndStream : FrameFlags.None, body)]);
        return end;
    }

    /// <summary>How a stream ends, which may be to come.</summary>
    public Task<StreamEnd> EndOf(uint stream)
    {
        var end = _streams.GetOrAdd(stream, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_closed.Task.IsCompleted)
        {
            end.TrySetResult(StreamEnd.Lost);
        }
        return end.Task;
    }

    /// <summary>Completes when something has come on a stream.</summary>
    public Task Heard(uint stream) => HeardOf(stream).Task;

    /// <summary>Forgets streams that have ended, so that a long-lived connection does not grow.</summary>
    public void Forget()
    {
        foreach (var (stream, end) in _streams)
        {
            if (end.Task.IsCompleted)
            {
                _streams.TryRemove(stream, out _);
            }
        }
        _seen.Clear();
        _heard.Clear();
    }

    /// <summary>Goes without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _out.Writer.TryComplete();
        await _sending;
        await _reading;
        End();
    }

    private TaskCompletionSource HeardOf(uint stream) =>
        _heard.GetOrAdd(stream, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var bytes in _out.Reader.ReadAllAsync())
            {
                await _socket.SendAsync(bytes);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side has closed, or this one has.
        }
    }

    private async Task ReadAllAsync()
    {
        var buffer = new byte[1 << 16];
        var filled = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var received)
            {
                filled += received;
                var taken = TakeFrames(buffer.AsSpan(0, filled));
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As above.
        }
        End();
    }

    private void End()
    {
        _closed.TrySetResult();
        foreach (var end in _streams.Values)
        {
            end.TrySetResult(StreamEnd.Lost);
        }
    }

    private int TakeFrames(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (bytes.Length - taken >= 9)
        {
            var frame = bytes[taken..];
            var length = (frame[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
            if (frame.Length < 9 + length)
            {
                break;
            }
            Take(frame[3], frame[4], BinaryPrimitives.ReadUInt32BigEndian(frame[5..]), frame.Slice(9, length));
            taken += 9 + length;
        }
        return taken;
    }

    private void Take(byte type, byte flags, uint stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case FrameType.Headers:
                TakeHeaders(stream, payload);
                break;
            case FrameType.Reset:
                var seen = _seen.GetValueOrDefault(stream, StreamEnd.Lost);
                // A stream that has its status is only tidied up.
                End(stream, seen with { Reset = BinaryPrimitives.ReadUInt32BigEndian(payload) });
                break;
            case FrameType.GoAway:
                GoAway = BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
                break;
            case FrameType.Settings when flags == FrameFlags.None:
                Send(Frames.Frame(FrameType.Settings, FrameFlags.Ack, 0, []));
                break;
            case FrameType.Ping when flags == FrameFlags.None:
                Pings++;
                if (AnswersPings)
                {
                    Send(Frames.Frame(FrameType.Ping, FrameFlags.Ack, 0, payload));
                }
                break;
        }
        if (stream != 0)
        {
            HeardOf(stream).TrySetResult();
            if (type is FrameType.Headers or FrameType.Data && (flags & FrameFlags.EndStream) != 0)
            {
                End(stream, _seen.GetValueOrDefault(stream, StreamEnd.Lost));
            }
        }
    }

    private void TakeHeaders(uint stream, ReadOnlySpan<byte> payload)
    {
        var headers = new HeaderBlock(payload);
        headers.Read();
        var seen = _seen.GetValueOrDefault(stream, StreamEnd.Lost);
        _seen[stream] = new(headers.Http != 0 ? headers.Http : seen.Http, headers.Grpc ?? seen.Grpc, null, headers.Message);
    }

    private void End(uint stream, StreamEnd how) =>
        _streams.GetOrAdd(stream, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(how);
}
