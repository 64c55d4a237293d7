namespace Exchange.Cli;

/// <summary>Where commands read from and write to.</summary>
internal static class Files
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a file for reading; "-" is stdin.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static Stream OpenInput(string name) => name == "-"
        ? Console.OpenStandardInput()
        : new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes);

    /// <summary>Stdout as bytes, written to when the buffer is full, flushed or disposed.</summary>
    public static Stream OpenOutput() => new BufferedStream(Console.OpenStandardOutput(), BufferBytes);
}
