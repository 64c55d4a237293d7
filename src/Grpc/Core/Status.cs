namespace Grpc.Core;

/// <summary>A status code and the words that go with it. The default value is <see cref="DefaultSuccess"/>.</summary>
public readonly struct Status
{
    private readonly string? _detail;

    /// <summary>A status with a code and an explanation for people.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The explanation; any Unicode text, it travels percent-encoded.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, debugException: null)
    {
    }

    /// <summary>A status with the local exception behind it.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The explanation.</param>
    /// <param name="debugException">What was thrown on this side of the wire; it never travels.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        _detail = detail;
        DebugException = debugException;
    }

    /// <summary>Success without a word.</summary>
    public static Status DefaultSuccess => default;

    /// <summary>Cancelled without a word.</summary>
    public static Status DefaultCancelled => new(StatusCode.Cancelled, "");

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The explanation; never null.</summary>
    public string Detail => _detail ?? "";

    /// <summary>The local exception that led to this status, when there is one.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
