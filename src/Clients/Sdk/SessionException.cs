namespace Exchange.Sdk;

/// <summary>
/// A trading session has ended, and not because it was closed. Whether instructions without an answer were carried out is
/// unknown; the balances and the next session tell.
/// </summary>
public sealed class SessionException : Exception
{
    /// <summary>A session's end without a word.</summary>
    public SessionException()
    {
    }

    /// <summary>A session's end.</summary>
    /// <param name="message">What happened.</param>
    public SessionException(string message)
        : base(message)
    {
    }

    /// <summary>A session's end and what led to it.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause, often an RpcException with the exchange's status.</param>
    public SessionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
