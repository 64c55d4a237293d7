using System.Diagnostics.CodeAnalysis;
using Exchange.Engine.Journal;
using Exchange.Gateway;

namespace Exchange.Cli.Journals;

/// <summary>Finds the journal in a data directory.</summary>
internal static class JournalDirectory
{
    /// <summary>
    /// The journal of a gateway's data directory, or of a directory that holds segments itself; false, with what to do
    /// about it, when there is none.
    /// </summary>
    public static bool TryFind(string directory, [NotNullWhen(true)] out JournalStorage? journal, out string error)
    {
        const string Remedy = "give the directory that 'exchange up --data' was given.";
        journal = null;
        error = $"there is no directory {directory}: {Remedy}";
        if (!Directory.Exists(directory))
        {
            return false;
        }
        error = $"{directory} holds no journal: {Remedy}";
        var storage = new DirectoryStorage(DataDirectory.FindJournal(directory));
        if (JournalSegment.List(storage).Count == 0)
        {
            return false;
        }
        journal = storage;
        return true;
    }
}
