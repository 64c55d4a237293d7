using System.Diagnostics;

namespace Grpc.Tests;

/// <summary>A gRPC implementation of another language, run as a process.</summary>
public sealed class Peer : IAsyncDisposable
{
    private readonly Process _process;

    private Peer(Process process) => _process = process;

    /// <summary>Debian's interpreter, not one of a version manager: the distribution's packages belong to it.</summary>
    public static (string Program, string Script) Python => ("/usr/bin/python3", Path.Combine(Folder(), "python", "peer.py"));

    public static (string Program, string Script) Node => ("node", Path.Combine(Folder(), "node", "peer.js"));

    /// <summary>Why the peer cannot run here, or null.</summary>
    public static string? Missing((string Program, string Script) peer)
    {
        if (peer == Python)
        {
            return Succeeds(peer.Program, "-c", "import grpc, google.protobuf")
                ? null
                : "Python's grpcio is not installed: apt-get install -y python3-grpcio python3-protobuf";
        }

        return Directory.Exists(Path.Combine(Path.GetDirectoryName(peer.Script)!, "node_modules", "@grpc", "grpc-js")) && Succeeds(peer.Program, "--version")
            ? null
            : "grpc-js is not installed: npm ci --prefix tests/Grpc.Tests/peers/node";
    }

    /// <summary>Runs the peer's scenarios against a server; a line each.</summary>
    public static async Task<string[]> RunClientAsync((string Program, string Script) peer, int port)
    {
        using var process = Start(peer, "client", port.ToString());
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Starts the peer's server.</summary>
    public static async Task<(Peer Peer, Uri Address)> StartServerAsync((string Program, string Script) peer)
    {
        var process = Start(peer, "server");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var port = await process.StandardOutput.ReadLineAsync();
        return (new Peer(process), new Uri($"http://127.0.0.1:{port}"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start((string Program, string Script) peer, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(peer.Program, [peer.Script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Start((program, arguments[0]), arguments[1..]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // npm installs beside the sources, so that is where the scripts run.
    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Grpc.Tests.csproj")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "peers");
    }
}
