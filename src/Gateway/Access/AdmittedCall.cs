using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Gateway.Access;

/// <summary>A call that was let in. Until it has opened, and once its handler has ended, its time is limited.</summary>
internal sealed class AdmittedCall : IDisposable
{
    // The HTTP/2 error that gRPC clients report as RESOURCE_EXHAUSTED.
    private const int EnhanceYourCalm = 11;

    private readonly Lock _gate = new();
    private readonly IHttpResetFeature? _stream;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private bool _isOver;

    /// <param name="caller">Who makes it.</param>
    /// <param name="stream">Ends it; null where there is no such way.</param>
    /// <param name="timeout">How long it may take to open, and to be read to its end.</param>
    /// <param name="time">What the timeout goes by.</param>
    public AdmittedCall(Caller caller, IHttpResetFeature? stream, TimeSpan timeout, TimeProvider time)
    {
        (Caller, _stream, _timeout) = (caller, stream, timeout);
        _timer = time.CreateTimer(call => ((AdmittedCall)call!).Reset(), this, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Who makes it.</summary>
    public Caller Caller { get; }

    /// <summary>What was admitted as a call that its handler sees.</summary>
    public static AdmittedCall Of(ServerCallContext context) => (AdmittedCall)context.UserState[typeof(AdmittedCall)];

    /// <summary>Lets the call's handler see it.</summary>
    public void Attach(IDictionary<object, object?> items) => items[typeof(AdmittedCall)] = this;

    /// <summary>Its first message has come: as a stream it may now last.</summary>
    public void Open() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Its handler has ended: the client has so much time again to read what is left.</summary>
    public void Close() => _timer.Change(_timeout, Timeout.InfiniteTimeSpan);

    /// <summary>The call is over.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }
        _timer.Dispose();
    }

    // Never afterwards: the server uses its stream again for another call.
    private void Reset()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _stream?.Reset(EnhanceYourCalm);
            }
        }
    }
}
