using System.Security.Cryptography.X509Certificates;
using Exchange.Clients.Tests.Cli;
using Exchange.Clients.Tests.Remote;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Telemetry;

/// <summary><c>exchange up</c> with telemetry, in a process of its own.</summary>
internal sealed class WatchedGateway : IDisposable
{
    private readonly RunningProcess _process;
    private readonly X509Certificate2Collection? _authorities;

    private WatchedGateway(RunningProcess process, Uri url, string operatorToken, X509Certificate2Collection? authorities)
    {
        (_process, Url, OperatorToken, _authorities) = (process, url, operatorToken, authorities);
        Operator = Connect(operatorToken);
    }

    public Uri Url { get; }

    public string OperatorToken { get; }

    public ExchangeClient Operator { get; }

    public static async Task<WatchedGateway> StartAsync(
        string dataDirectory,
        IEnumerable<string> options,
        Dictionary<string, string>? environment = null,
        X509Certificate2Collection? authorities = null)
    {
        var scheme = authorities is null ? "http" : "https";
        var start = ExchangeProcess.StartOf(["up", "--data", dataDirectory, "--listen", $"{scheme}://127.0.0.1:0", .. options]);
        foreach (var variable in new[] { "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BLRP_SCHEDULE_DELAY" })
        {
            start.Environment[variable] = "200";
        }
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }
        var process = RunningProcess.Start(start);
        try
        {
            var ready = (await process.ReadLineAsync()).Split(' ');
            Assert.Equal(["exchange", "ready"], ready[..2]);
            var token = (await File.ReadAllTextAsync(Path.Combine(dataDirectory, "operator.token"))).Trim();
            return new(process, new(ready[2]), token, authorities);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public ExchangeClient Connect(string token) =>
        ExchangeClient.Connect(Url, token, _authorities is null ? null : new ClientTls { Authorities = _authorities });

    /// <summary>Stops it; what it wrote to stderr.</summary>
    public async Task<string> StopAsync()
    {
        Operator.Dispose();
        _process.Signal("TERM");
        var result = await _process.EndAsync();
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        return result.Error;
    }

    public void Dispose()
    {
        Operator.Dispose();
        _process.Dispose();
    }
}
