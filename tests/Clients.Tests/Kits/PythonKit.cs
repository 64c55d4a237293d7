using System.Diagnostics;

namespace Exchange.Clients.Tests.Kits;

/// <summary>The kit for Python.</summary>
public sealed class PythonKit() : Kit("Python")
{
    // Debian's interpreter, not one of a version manager: the distribution's packages belong to it.
    private const string Python = "/usr/bin/python3";

    private protected override string HowToInstall =>
        "Python's grpcio is not installed: apt-get install -y python3-grpcio python3-protobuf";

    private protected override Task<bool> IsInstalledAsync() =>
        SucceedsAsync(Program(Python, Checkout, "-c", "import grpc, google.protobuf"));

    private protected override async Task MakeAsync()
    {
        CopyContract();
        CopyFiles(Source, Folder, "*.py");
        CopyFiles(Path.Combine(Source, "exchange"), Path.Combine(Folder, "exchange"), "*.py");
        CopyFiles(TestBots, Folder, "*.py");
        await File.WriteAllTextAsync(Path.Combine(Folder, "readme_bot.py"), ReadmeBot("python"));
        await RunAsync(Program(Python, Folder, "make_messages.py"));
    }

    private protected override ProcessStartInfo StartOf(string bot, params string[] arguments) =>
        // Unbuffered: what it prints is waited for.
        Program(Python, Folder, ["-u", $"{bot}.py", .. arguments]);
}
