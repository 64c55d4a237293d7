using System.Reflection;

namespace Exchange.Load;

/// <summary>What travels with every result: which code ran, and where.</summary>
internal static class Machine
{
    /// <summary>The commit the program was built from, as the SDK notes it in the assembly; "" when it does not.</summary>
    public static string Commit { get; } = ReadCommit();

    /// <summary>Processor, cores and runtime.</summary>
    public static string Description { get; } =
        $"{ReadProcessor()}, {Environment.ProcessorCount} cores, .NET {Environment.Version}";

    private static string ReadCommit()
    {
        var version = typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? "" : version[(plus + 1)..];
    }

    private static string ReadProcessor()
    {
        const string Information = "/proc/cpuinfo";
        var line = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
    }
}
