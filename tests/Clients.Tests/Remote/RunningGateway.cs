using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Exchange.Clients.Tests.Cli;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Remote;

/// <summary><c>exchange up</c> on a free loopback port, in a process of its own.</summary>
internal sealed partial class RunningGateway : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly RunningProcess _process;

    private RunningGateway(RunningProcess process, string url, string operatorToken)
    {
        _process = process;
        Url = url;
        Operator = ExchangeClient.Connect(url, operatorToken);
    }

    public string Url { get; }

    public ExchangeClient Operator { get; }

    /// <summary>At a free port, unless the options name one.</summary>
    public static async Task<RunningGateway> StartAsync(string dataDirectory, params string[] options)
    {
        string[] listen = options.Contains("--listen") ? [] : ["--listen", "http://127.0.0.1:0"];
        var process = RunningProcess.Start(["up", "--data", dataDirectory, .. listen, .. options]);
        try
        {
            var ready = ReadyLine().Match(await process.ReadLineAsync());
            Assert.True(ready.Success);
            Assert.Equal(process.Id, int.Parse(ready.Groups["pid"].Value, CultureInfo.InvariantCulture));
            var token = await File.ReadAllTextAsync(Path.Combine(dataDirectory, "operator.token"));
            return new(process, ready.Groups["url"].Value, token.Trim());
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command against this gateway, with the token that it keeps while it runs.</summary>
    public ProcessResult Run(params string[] arguments) => ExchangeProcess.Run([.. arguments, "--url", Url]);

    /// <summary>Starts a command against this gateway.</summary>
    public RunningProcess Start(params string[] arguments) => RunningProcess.Start([.. arguments, "--url", Url]);

    public Task DefineBookAsync(string id) => Operator.Markets.DefineAsync(new()
    {
        Id = id,
        Instrument = "XYZ",
        TickSize = "0.01",
        LotSize = "1",
        ContinuousBook = new(),
    });

    /// <summary>Stops it with a signal: in time, with success and nothing more to say.</summary>
    /// <param name="signal">INT or TERM.</param>
    /// <param name="within">The time it has; null: what is promised.</param>
    /// <returns>What it had written to stderr.</returns>
    public async Task<string> StopAsync(string signal = "TERM", TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        _process.Signal(signal);
        var result = await _process.EndAsync();
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.True(clock.Elapsed < (within ?? StopTimeout), $"It took {clock.Elapsed} to stop.");
        return result.Error;
    }

    /// <summary>Pulls the plug.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        Operator.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex(@"^exchange ready (?<url>http://127\.0\.0\.1:[1-9][0-9]*) pid (?<pid>[0-9]+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReadyLine();
}
