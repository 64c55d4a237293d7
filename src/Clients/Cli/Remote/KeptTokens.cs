namespace Exchange.Cli.Remote;

/// <summary>
/// The operator's token of every gateway that this user runs on this machine, one file each, readable by the user alone:
/// what lets <c>exchange</c> commands in without a token on their command line.
/// </summary>
internal static class KeptTokens
{
    /// <summary>The token of the gateway at a URL, or null.</summary>
    public static string? Read(Uri url) =>
        PathOf(url) is { } path && File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    /// <summary>
    /// Keeps the token while the gateway runs. Where there is no home directory to write to nothing is kept, and commands
    /// need a token on their command line.
    /// </summary>
    public static void Keep(Uri url, string token)
    {
        try
        {
            if (PathOf(url) is { } path)
            {
                Write(path, token);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The gateway serves all the same.
        }
    }

    /// <summary>Forgets the token of a gateway that has stopped.</summary>
    public static void Forget(Uri url)
    {
        if (PathOf(url) is { } path && File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static void Write(string path, string token)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(token);
    }

    private static string? PathOf(Uri url)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var directory = !string.IsNullOrEmpty(state) ? state
            : home.Length > 0 ? Path.Combine(home, ".local", "state")
            : null;
        // Loopback has several names.
        var host = url.IsLoopback ? "loopback" : url.Host;
        return directory is null ? null : Path.Combine(directory, "exchange", $"{host}-{url.Port}.token");
    }
}
