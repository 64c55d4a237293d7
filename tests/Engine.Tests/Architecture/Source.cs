namespace Exchange.Engine.Tests.Architecture;

/// <summary>The repository the tests were built from.</summary>
internal static class Source
{
    private static readonly string Root = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The C# files under a folder that people wrote.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories).Where(file =>
            !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Exchange.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException($"No Exchange.sln above {AppContext.BaseDirectory}.");
        }
        return folder;
    }
}
