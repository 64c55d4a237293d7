using Exchange.Engine.Journal;
using IoDirectory = System.IO.Directory;

namespace Exchange.Gateway;

/// <summary>What lies where in a data directory.</summary>
public static class DataDirectory
{
    private const string JournalName = "journal";
    private const string EventLogName = "events";
    private const string OperatorTokenName = "operator.token";
    private const string SeedingName = "seeding";

    /// <summary>The journal's storage, made if need be.</summary>
    public static JournalStorage OpenJournal(string dataDirectory) =>
        new DirectoryStorage(CreatePrivate(Path.Combine(CreatePrivate(dataDirectory), JournalName)));

    /// <summary>Where the last private events are kept.</summary>
    internal static string EventLogOf(string dataDirectory) => Path.Combine(dataDirectory, EventLogName);

    /// <summary>The journal of a data directory, or the directory itself when it has none: where to look for segments.</summary>
    public static string FindJournal(string directory)
    {
        var journal = Path.Combine(directory, JournalName);
        return IoDirectory.Exists(journal) ? journal : directory;
    }

    /// <summary>The operator's token that was kept here, or null.</summary>
    public static string? ReadOperatorToken(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, OperatorTokenName);
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
    }

    /// <summary>Keeps the operator's token, readable by the owner alone.</summary>
    public static void WriteOperatorToken(string dataDirectory, string token)
    {
        var path = Path.Combine(dataDirectory, OperatorTokenName);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(token);
    }

    // Sealed bids, private events and the secrets of draws: for the owner's eyes alone. Directories that are there stay as they are.
    private static string CreatePrivate(string path) =>
        (OperatingSystem.IsWindows()
            ? IoDirectory.CreateDirectory(path)
            : IoDirectory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).FullName;

    /// <summary>Whether a configuration was begun here and a crash came before its end.</summary>
    internal static bool IsSeeding(string? dataDirectory) =>
        dataDirectory is not null && File.Exists(Path.Combine(dataDirectory, SeedingName));

    /// <summary>Notes that a configuration is being carried out.</summary>
    internal static void BeginSeeding(string? dataDirectory)
    {
        if (dataDirectory is not null)
        {
            File.WriteAllText(Path.Combine(dataDirectory, SeedingName), "");
        }
    }

    /// <summary>Notes that it has been.</summary>
    internal static void EndSeeding(string? dataDirectory)
    {
        if (dataDirectory is not null)
        {
            File.Delete(Path.Combine(dataDirectory, SeedingName));
        }
    }
}
