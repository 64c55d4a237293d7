namespace Exchange.Engine.Journal;

/// <summary>The journal cannot be opened, or cannot be written any further.</summary>
public sealed class JournalException : IOException
{
    /// <summary>Creates the exception without a message.</summary>
    public JournalException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    public JournalException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public JournalException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal JournalException(JournalDamage damage) : base($"the journal is refused: {damage}") => Damage = damage;

    /// <summary>What makes the journal unreadable, when that is the cause.</summary>
    public JournalDamage? Damage { get; }
}
