using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Exchange.Gateway.Tests.Peers;

/// <summary>Bots in other languages, run as processes from their sources.</summary>
internal static class Peer
{
    // Debian's interpreter, not one of a version manager: the distribution's packages belong to it.
    private const string Python = "/usr/bin/python3";
    private const string Node = "node";

    public static string ProtoFolder => Built("Protos");

    /// <summary>The folder of the peers that speak gRPC-Web: what a page needs, and what npm installed beside it.</summary>
    public static string WebFolder => Path.Combine(Built("Peers"), "web");

    private static string NodeFolder => Path.Combine(Built("Peers"), "node");

    private static string[] ProtoFiles =>
    [
        .. Directory.GetFiles(Path.Combine(ProtoFolder, "exchange"), "*.proto", SearchOption.AllDirectories),
        .. Directory.GetFiles(Path.Combine(ProtoFolder, "grpc"), "*.proto", SearchOption.AllDirectories),
    ];

    public static async Task SkipWithoutPythonAsync() => Assert.SkipUnless(
        await SucceedsAsync(Python, "-c", "import grpc, google.protobuf"),
        "Python's grpcio is not installed: apt-get install -y python3-grpcio python3-protobuf");

    public static async Task SkipWithoutNodeAsync() => Assert.SkipUnless(
        Directory.Exists(Path.Combine(NodeFolder, "node_modules", "@grpc", "grpc-js")) && await SucceedsAsync(Node, "--version"),
        "grpc-js is not installed: npm ci --prefix tests/Gateway.Tests/Peers/node");

    public static async Task SkipWithoutWebAsync() => Assert.SkipUnless(
        Directory.Exists(Path.Combine(WebFolder, "node_modules", "@connectrpc", "connect-web")) && await SucceedsAsync(Node, "--version"),
        "The gRPC-Web clients are not installed: npm ci --prefix tests/Gateway.Tests/Peers/web");

    public static async Task SkipWithoutBrowserAsync() => Assert.SkipUnless(
        await SucceedsAsync(Browser.Program, "--version"), "There is no browser: apt-get install -y chromium");

    public static Task<string[]> RunWebAsync(params string[] arguments) =>
        RunAsync(Node, [Path.Combine(WebFolder, "node.mjs"), .. arguments]);

    public static Task<string[]> RunPythonAsync(params string[] arguments) =>
        RunAsync(Python, [Path.Combine(Built("Peers"), "python", "peer.py"), .. arguments]);

    public static Task<string[]> RunNodeAsync(params string[] arguments) =>
        RunAsync(Node, [Path.Combine(NodeFolder, "peer.js"), .. arguments]);

    /// <summary>Makes the Python messages of the contract.</summary>
    public static async Task CompilePythonAsync(string into) =>
        await RunAsync(Built("Protoc"), [$"--proto_path={ProtoFolder}", $"--python_out={into}", .. ProtoFiles]);

    /// <summary>Writes the contract as a FileDescriptorSet.</summary>
    public static async Task DescribeAsync(string into) =>
        await RunAsync(Built("Protoc"), [$"--proto_path={ProtoFolder}", $"--descriptor_set_out={into}", "--include_imports", .. ProtoFiles]);

    /// <summary>Runs a program that must succeed; its lines.</summary>
    private static async Task<string[]> RunAsync(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TestCaller.Patience);
            Assert.True(process.ExitCode == 0, await errors);
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task<bool> SucceedsAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            await process.WaitForExitAsync().WaitAsync(TestCaller.Patience);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>What the build said of a place.</summary>
    private static string Built(string key) => typeof(Peer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
