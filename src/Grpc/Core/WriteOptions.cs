namespace Grpc.Core;

/// <summary>Wishes about how messages are written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>None: a message leaves at once.</summary>
    None = 0,

    /// <summary>
    /// The message may wait for the next one that is written without this flag, or for the end of the stream. Many small
    /// messages then leave in one flush. At most 32 KiB wait. The last message before a pause must be written without it.
    /// </summary>
    BufferHint = 1,

    /// <summary>Do not compress the message, even where the call's messages are.</summary>
    NoCompress = 2,
}

/// <summary>Options of a stream of messages. Immutable.</summary>
public sealed class WriteOptions
{
    /// <summary>No flags.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Options with these flags.</summary>
    /// <param name="flags">The flags.</param>
    public WriteOptions(WriteFlags flags = WriteFlags.None) => Flags = flags;

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; }
}
