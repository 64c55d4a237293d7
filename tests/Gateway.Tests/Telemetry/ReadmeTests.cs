using System.Reflection;
using System.Text.RegularExpressions;
using Exchange.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Tests.Telemetry;

/// <summary>What src/Gateway/Telemetry/README.md lists is what there is.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Telemetry", "README.md"));

    [Fact]
    public async Task Readme_Instruments_AreAllOfThem()
    {
        using var directory = new TemporaryDirectory();
        await using var gateway = await TestGateway.StartAsync(directory.Path);
        using var record = GatewayMetricsTests.RecordOf(gateway);

        Assert.Equal(
            record.Instruments.Select(instrument => $"{instrument.Name} {instrument.Unit}").Order(StringComparer.Ordinal),
            Instrument().Matches(Readme).Select(row => $"{row.Groups["name"]} {row.Groups["unit"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Readme_LogMessages_AreAllOfThem()
    {
        var messages = typeof(LogMessages).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(message => $"{message.EventId} {message.Level}");

        Assert.Equal(
            messages.Order(StringComparer.Ordinal),
            Message().Matches(Readme).Select(row => $"{row.Groups["id"]} {row.Groups["level"]}").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \| (?<unit>\S+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>\w+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Message();
}
