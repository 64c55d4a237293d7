using System.Diagnostics;
using System.Text;

namespace Exchange.Clients.Tests.Cli;

/// <summary>What a run of the program left behind.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts that it failed as promised: this exit code and one line on stderr.</summary>
    public void AssertFailed(int exitCode, string detail)
    {
        Assert.Equal((exitCode, detail), (ExitCode, Error.Contains(detail, StringComparison.Ordinal) ? detail : Error));
        Assert.StartsWith("exchange: ", Error, StringComparison.Ordinal);
        Assert.Equal(Error.Length - 1, Error.IndexOf('\n'));
    }

    /// <summary>Asserts success without complaints and returns what was printed.</summary>
    public string AssertSucceeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return Output;
    }
}

/// <summary>Runs the program as a process of its own, as people do.</summary>
internal static class ExchangeProcess
{
    /// <summary>Where running gateways keep their tokens.</summary>
    public static readonly string StateDirectory = Path.Combine(AppContext.BaseDirectory, "state");

    private const int TimeoutMs = 60_000;

    public static ProcessResult Run(params string[] arguments) => RunWith("", arguments);

    /// <summary>Runs the program with text or bytes for stdin.</summary>
    public static ProcessResult RunWith(string input, params string[] arguments) =>
        RunWith(Encoding.UTF8.GetBytes(input), arguments);

    public static ProcessResult RunWith(byte[] input, params string[] arguments)
    {
        using var process = Process.Start(StartOf(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all, as it may.
        }
        if (!process.WaitForExit(TimeoutMs))
        {
            process.Kill();
            Assert.Fail($"exchange {string.Join(' ', arguments)} did not end within {TimeoutMs} ms");
        }
        return new(process.ExitCode, output.Result, error.Result);
    }
    /// <summary>How the program is started: with tokens kept beside the tests and none in the environment.</summary>
    public static ProcessStartInfo StartOf(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["XDG_STATE_HOME"] = StateDirectory;
        start.Environment.Remove("EXCHANGE_TOKEN");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "exchange.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }
}
