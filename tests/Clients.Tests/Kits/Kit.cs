using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using Exchange.Clients.Tests.Cli;
using Exchange.Clients.Tests.Remote;

namespace Exchange.Clients.Tests.Kits;

/// <summary>
/// The kit of a language, copied and made ready as its README says, with the bots of the tests and that of the README beside its
/// own. Bots run as processes.
/// </summary>
public abstract class Kit : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _copy = new();
    private readonly Lazy<Task> _made;

    private protected Kit(string language)
    {
        Source = Path.Combine(Checkout, "src", "Clients", language);
        Folder = Path.Combine(_copy.Path, "src", "Clients", language);
        _made = new(MakeAsync);
    }

    /// <summary>The folder whose README and kits are tested.</summary>
    private protected static string Checkout => typeof(Kit).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == nameof(Checkout)).Value!;

    /// <summary>The kit's folder in the checkout.</summary>
    private protected string Source { get; }

    /// <summary>Its copy's.</summary>
    private protected string Folder { get; }

    public void Dispose()
    {
        _copy.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Skips the test where what the kit stands on is not installed; else the kit is ready afterwards.</summary>
    internal async Task MakeReadyAsync()
    {
        Assert.SkipUnless(await IsInstalledAsync(), HowToInstall);
        await _made.Value;
    }

    /// <summary>Starts a bot of the kit's, named as a file is in Python.</summary>
    internal RunningProcess Start(string bot, Uri url, string token, params string[] arguments) =>
        RunningProcess.Start(StartOf(bot, [.. arguments, "--url", url.GetLeftPart(UriPartial.Authority), "--token", token]));

    /// <summary>Starts the bot of the README, which takes no options.</summary>
    internal RunningProcess StartReadmeBot(Uri url, string token)
    {
        var start = StartOf("readme_bot");
        start.Environment["EXCHANGE_URL"] = url.GetLeftPart(UriPartial.Authority);
        start.Environment["EXCHANGE_TOKEN"] = token;
        return RunningProcess.Start(start);
    }

    private protected abstract string HowToInstall { get; }

    private protected abstract Task<bool> IsInstalledAsync();

    /// <summary>Copies the kit and does what its README says.</summary>
    private protected abstract Task MakeAsync();

    private protected abstract ProcessStartInfo StartOf(string bot, params string[] arguments);

    private protected void CopyContract() =>
        Directory.CreateSymbolicLink(Path.Combine(_copy.Path, "proto"), Path.Combine(Checkout, "proto"));

    private protected static void CopyFiles(string from, string into, string pattern)
    {
        Directory.CreateDirectory(into);
        foreach (var file in Directory.GetFiles(from, pattern))
        {
            File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
        }
    }

    /// <summary>The bots that only tests have.</summary>
    private protected static string TestBots => Path.Combine(Checkout, "tests", "Clients.Tests", "Kits");

    /// <summary>The README's example in a language, as it stands there.</summary>
    private protected static string ReadmeBot(string language)
    {
        var readme = File.ReadAllText(Path.Combine(Checkout, "README.md"));
        var (begin, end) = ($"```{language}\n", "```\n");
        var from = readme.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.True(from >= begin.Length, $"The README has no example in {language}.");
        return readme[from..readme.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private protected static ProcessStartInfo Program(string program, string folder, params string[] arguments) =>
        new(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private protected static async Task<bool> SucceedsAsync(ProcessStartInfo start)
    {
        try
        {
            await RunAsync(start);
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidOperationException">It failed; what it said.</exception>
    private protected static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{start.FileName} failed: {await output}{await error}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
