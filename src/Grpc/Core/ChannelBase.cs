namespace Grpc.Core;

/// <summary>A way to one server. Safe for concurrent use; meant to live long.</summary>
public abstract class ChannelBase
{
    /// <summary>Names the target.</summary>
    /// <param name="target">The server, for people.</param>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>The server, for people.</summary>
    public string Target { get; }

    /// <summary>What starts calls on this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel and every call on it.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>The work behind <see cref="ShutdownAsync"/>.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
