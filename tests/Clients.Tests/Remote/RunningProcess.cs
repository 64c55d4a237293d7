using System.Diagnostics;
using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

/// <summary>The program in the background: read line by line, signalled or killed, and gone with the test.</summary>
internal sealed class RunningProcess : IDisposable
{
    // Turns a hang into a failure; on a busy machine a program takes its time to start.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _error;
    private bool _isDisposed;

    private RunningProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static RunningProcess Start(params string[] arguments) => Start(ExchangeProcess.StartOf(arguments));

    public static RunningProcess Start(ProcessStartInfo start) => new(Process.Start(start)!);

    /// <summary>The next line of stdout.</summary>
    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Timeout) ?? throw new EndOfStreamException(await _error);

    /// <summary>Sends a signal as people do.</summary>
    /// <param name="signal">INT or TERM.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Kills it without a word of warning.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits until it has ended; what it left behind that was not read.</summary>
    public async Task<ProcessResult> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Timeout);
        var error = await _error.WaitAsync(Timeout);
        await _process.WaitForExitAsync().WaitAsync(Timeout);
        return new(_process.ExitCode, output, error);
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }
}
