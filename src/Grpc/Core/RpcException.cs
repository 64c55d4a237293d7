namespace Grpc.Core;

/// <summary>A call that did not succeed. A handler throws it to end its call with a status; a client receives it.</summary>
public class RpcException : Exception
{
    /// <summary>A failure with this status.</summary>
    /// <param name="status">The status.</param>
    public RpcException(Status status)
        : this(status, Metadata.Empty)
    {
    }

    /// <summary>A failure with this status and a message of its own.</summary>
    /// <param name="status">The status.</param>
    /// <param name="message">The exception's message.</param>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>A failure with this status and trailers.</summary>
    /// <param name="status">The status.</param>
    /// <param name="trailers">The metadata that travels behind the status.</param>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>A failure with this status, trailers and a message of its own.</summary>
    /// <param name="status">The status.</param>
    /// <param name="trailers">The metadata that travels behind the status.</param>
    /// <param name="message">The exception's message.</param>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The metadata behind the status; empty when there is none.</summary>
    public Metadata Trailers { get; }
}
