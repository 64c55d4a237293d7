namespace Exchange.Sdk;

/// <summary>A market's update is missing: the book can no longer be known without a new snapshot.</summary>
public sealed class SequenceGapException : Exception
{
    /// <summary>A gap nothing is known of.</summary>
    public SequenceGapException()
    {
    }

    /// <summary>A gap.</summary>
    /// <param name="message">Where.</param>
    public SequenceGapException(string message)
        : base(message)
    {
    }

    /// <summary>A gap and its cause.</summary>
    /// <param name="message">Where.</param>
    /// <param name="innerException">The cause.</param>
    public SequenceGapException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal SequenceGapException(string market, ulong expected, ulong found)
        : this($"Market {market}: update {found} where {expected} was expected.")
    {
    }
}
