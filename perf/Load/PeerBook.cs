using System.Diagnostics;
using System.Text.Json;

namespace Exchange.Load;

/// <summary>Another program's book over the same file.</summary>
internal sealed class PeerBook(string program, string file, long trades)
{
    /// <summary>One run, a process.</summary>
    /// <exception cref="InvalidOperationException">It failed, or did not do the same work.</exception>
    public Run Measure()
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, ArgumentList = { file } };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} has failed.");
        }
        using var result = JsonDocument.Parse(output);
        var traded = result.RootElement.GetProperty("trades").GetInt64();
        if (traded != trades)
        {
            throw new InvalidOperationException($"{program} has {traded} trades where there are {trades}.");
        }
        var messages = result.RootElement.GetProperty("messages").GetInt64();
        return new(messages / result.RootElement.GetProperty("seconds").GetDouble(), 0, 0);
    }
}
