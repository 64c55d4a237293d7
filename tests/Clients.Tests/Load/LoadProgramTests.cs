using System.Diagnostics;
using System.Text.Json;

namespace Exchange.Clients.Tests.Load;

/// <summary>Runs every load program once on a small workload, so that none rots. What they measure gates nothing.</summary>
public sealed class LoadProgramTests
{
    [Theory]
    [InlineData("book")]
    [InlineData("kernel")]
    [InlineData("pipeline", "--durability", "off", "--wait", "yielding")]
    [InlineData("pipeline", "--durability", "sync")]
    public async Task Program_OnASmallWorkload_PrintsOneResult(string name, params string[] options)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "data", "normal-10k.bin.gz");

        var result = Assert.Single(await RunAsync([name, file, .. options]));

        Assert.StartsWith(name, result.GetProperty("name").GetString());
        Assert.Equal("normal-10k.bin.gz", result.GetProperty("workload").GetString());
    }

    [Fact]
    public async Task Recover_OnASmallWorkload_PrintsReplayLoadAndRestart()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "data", "normal-10k.bin.gz");

        var results = await RunAsync(["recover", file, "--markets", "2", "--snapshot-every", "10000"]);

        Assert.Equal(["recover journal", "recover snapshot", "recover restart"], results.Select(result => Text(result, "name")));
    }

    [Fact]
    public async Task ClearCallAuction_OnSmallAuctions_PrintsAResultAWorkload()
    {
        var results = await RunAsync(["clear", "callAuction", "--bids", "20", "100", "--work", "1000"]);

        var workloads = results.Select(result => (Text(result, "name"), Text(result, "workload"))).ToHashSet();
        Assert.Equal(results.Length, workloads.Count);
        foreach (var bids in new[] { "20", "100" })
        {
            Assert.Contains(("clear", $"{bids} schedules, TIME"), workloads);
            Assert.Contains(("clear", $"{bids} schedules in one tick, RANDOM"), workloads);
            Assert.Contains(("scheduleUpdate", $"{bids} schedules"), workloads);
        }

    }

    [Fact]
    public async Task ClearConditionalAuction_OnSmallAuctions_PrintsAResultAWorkload()
    {
        var results = await RunAsync(["clear", "conditionalAuction", "--bids", "20", "--groups", "0", "3", "--work", "100"]);

        string[] expected =
        [
            "20 lines, 0 groups", "20 lines, 3 groups", "20 lines with bounds, 0 groups", "20 lines with bounds, 3 groups", "20 schedules",
            "20 lines, 0 groups, dense", "20 lines, 3 groups, dense",
        ];
        Assert.Equal(expected.Order(), results.Select(result => Text(result, "workload")).Order());
    }

    [Fact]
    public async Task ClearSizeDiscovery_OnSmallSessions_PrintsAResultAWorkload()
    {
        var results = await RunAsync(["clear", "sizeDiscovery", "--bids", "20", "--work", "100"]);

        Assert.Equal(
            ["20 reports", "20 orders, workup", "20 orders, matching session"], results.Select(result => Text(result, "workload")));
    }

    [Fact]
    public async Task MarketData_ToAFewSubscribers_PrintsTradedDeliveredAndLatencyForBoth()
    {
        var results = await RunAsync(["marketdata", "--subscribers", "4", "--instructions", "3000", "--rate", "5000"]);

        string[] names = ["marketdata traded", "marketdata delivered", "marketdata latency"];
        Assert.Equal(
            [.. names.Select(name => (name, "4 subscribers")), .. names.Select(name => (name, "4 subscribers, one never reads"))],
            results.Select(result => (Text(result, "name"), Text(result, "workload"))));
        foreach (var field in new[] { "p50", "p90", "p99", "p99_9" })
        {
            Assert.True(results[2].GetProperty(field).GetInt64() > 0);
        }
    }

    private static string Text(JsonElement result, string field) => result.GetProperty(field).GetString()!;

    /// <summary>Two runs of a load program; its results, which have all the fields that every result has.</summary>
    private static async Task<JsonElement[]> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Exchange.Load.dll") },
        };
        foreach (var argument in (string[])[.. arguments, "--runs", "2", "--warmup", "0"])
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement[] results = [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        foreach (var result in results)
        {
            Assert.Equal(2, result.GetProperty("runs").GetInt32());
            Assert.True(result.GetProperty("median").GetDouble() > 0);
            foreach (var field in new[] { "commit", "machine", "min", "max", "unit", "allocatedBytesPerOp", "gcCount" })
            {
                Assert.True(result.TryGetProperty(field, out _), field);
            }
        }
        return results;
    }
}
