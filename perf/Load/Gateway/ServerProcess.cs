using System.Diagnostics;

namespace Exchange.Load.Gateway;

/// <summary>A server in a process of its own, which <see cref="ServeCommand"/> is.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int ShutdownMs = 10_000;

    private readonly Process _process;

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It did not start; it has said why on the standard error.</exception>
    public ServerProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        }
        foreach (var argument in (string[])["serve", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        _process = Process.Start(start)!;
        var greeting = ReadWords();
        Url = new(greeting[0]);
        Token = greeting[1];
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>An operator's token of a gateway.</summary>
    public string Token { get; }

    /// <summary>Measures so many operations a second of the server's, of which an action says how many there were.</summary>
    public async Task<Run> MeasureAsync(Func<Task<double>> action, double seconds)
    {
        var (allocated, collections) = ReadCounters();
        var perSecond = await action();
        var (allocatedAfter, collectionsAfter) = ReadCounters();
        return new(perSecond, (allocatedAfter - allocated) / (perSecond * seconds), (int)(collectionsAfter - collections));
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(ShutdownMs))
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private (long Allocated, long Collections) ReadCounters()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        var words = ReadWords();
        return (long.Parse(words[0]), long.Parse(words[1]));
    }

    private string[] ReadWords() =>
        _process.StandardOutput.ReadLine()?.Split(' ') ?? throw new InvalidOperationException("The server has ended.");
}
