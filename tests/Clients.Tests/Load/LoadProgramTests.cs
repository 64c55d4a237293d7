using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Load;

/// <summary>Runs every load program once on a small workload, so that none rots. What they measure gates nothing.</summary>
public sealed class LoadProgramTests
{
    private static readonly string SmallFlow = Path.Combine(AppContext.BaseDirectory, "data", "normal-10k.bin.gz");

    [Theory]
    [InlineData("book")]
    [InlineData("kernel")]
    [InlineData("pipeline", "--durability", "off", "--wait", "yielding")]
    [InlineData("pipeline", "--durability", "sync")]
    public async Task Program_OnASmallWorkload_PrintsOneResult(string name, params string[] options)
    {
        var result = Assert.Single(await RunAsync([name, SmallFlow, .. options]));

        Assert.StartsWith(name, result.GetProperty("name").GetString());
        Assert.Equal("normal-10k.bin.gz", result.GetProperty("workload").GetString());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Book_BesideAnotherProgram_PrintsBothAndTheirRatio()
    {
        using var directory = new TemporaryDirectory();
        var peer = directory.File("peer");
        await File.WriteAllTextAsync(peer, """
            #!/bin/sh
            test -f "$1" && echo '{"messages":19957,"trades":415,"seconds":0.001}'
            """);
        File.SetUnixFileMode(peer, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var results = await RunAsync(["book", SmallFlow, "--peer", peer]);

        Assert.Equal(["book", "book peer", "book ratio to peer"], results.Select(result => Text(result, "name")));
        Assert.Equal(19.957, results[1].GetProperty("median").GetDouble());
    }

    [Fact]
    public async Task Pipeline_AtARate_PrintsHowLongAnswersTakeAndASync()
    {
        var results = await RunAsync(["pipeline", SmallFlow, "--durability", "sync", "--rate", "5000", "--seconds", "0.2"]);

        Assert.Equal(["pipeline sync blocking latency", "pipeline sync alone"], results.Select(result => Text(result, "name")));
        AssertLatency(results[0]);
        AssertLatency(results[1]);
    }

    [Fact]
    public async Task Ring_OfAFewEvents_PrintsAResultAWorkloadAndHops()
    {
        var results = await RunAsync(["ring", "--events", "20000", "--hops", "50", "--wait", "blocking", "yielding"]);

        var traffic =
            from wait in new[] { "blocking", "yielding" }
            from producers in new[] { 1, 3 }
            from bytes in new[] { 64, 128 }
            from batch in new[] { "single", "batches of 16" }
            select $"{producers} to 1, {bytes} bytes, {batch}, {wait}";
        Assert.Equal(traffic.Order(), results.Where(result => Text(result, "name") == "ring").Select(result => Text(result, "workload")).Order());
        var hops = results.Where(result => Text(result, "name") == "ring hop").ToArray();
        Assert.Equal(4, hops.Length);
        Assert.All(hops, AssertLatency);
    }

    [Theory]
    [InlineData("lean")]
    [InlineData("sdk", "--coalesce", "--connections", "2", "--durability", "async")]
    public async Task Gateway_WithoutARate_PrintsThroughputBesideTheEchoAndRoundTrips(string client, params string[] options)
    {
        var results = await RunAsync(
            ["gateway", "--streams", "1", "3", "--batch", "2", "--seconds", "0.1", "--client", client, .. options]);

        string[] throughput = ["gateway instructions", "gateway messages", "gateway echo messages", "gateway ratio to echo"];
        Assert.Equal(
            ["gateway round trip", "gateway echo round trip", "gateway thread hop", .. throughput, .. throughput],
            results.Select(result => Text(result, "name")));
        Assert.StartsWith("3 streams, 2 a message", Text(results[^1], "workload"));
        Assert.All(results[..3], AssertLatency);
    }

    [Theory]
    [InlineData("lean", "off")]
    [InlineData("sdk", "sync")]
    public async Task Gateway_AtARate_PrintsLatencyFromThePlanToAnswersAndFills(string client, string durability)
    {
        var results = await RunAsync(
            ["gateway", "--streams", "3", "--rate", "1000", "--seconds", "0.3", "--client", client, "--durability", durability]);

        Assert.Equal(
            [
                "gateway order to answer", "gateway order to answer, first quarter", "gateway order to answer, last quarter",
                "gateway order to fill", "gateway echo",
            ],
            results.Select(result => Text(result, "name")));
        Assert.All(results, AssertLatency);
    }

    [Fact]
    public async Task Program_AskedForCsv_PrintsAHeadingAndARow()
    {
        var output = await ExecuteAsync("Exchange.Load.dll", ["book", SmallFlow, "--runs", "1", "--warmup", "0", "--csv"]);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("name,workload,commit,machine,runs,median,min,max,unit,allocatedBytesPerOp,gcCount,p50", lines[0]);
        Assert.StartsWith("\"book\",\"normal-10k.bin.gz\",", lines[1]);
    }

    [Fact]
    public async Task MicroBenchmarks_OnceEach_AllRun()
    {
        using var directory = new TemporaryDirectory();

        var output = await ExecuteAsync(
            "Exchange.Micro.dll", ["--filter", "*", "--job", "dry", "--artifacts", directory.Path]);

        foreach (var part in new[] { "OrderBook", "PriceLadder", "OrderIndex", "Ring", "JournalFrame", "EventMapping", "Instruction", "Decimal", "Clearing" })
        {
            Assert.Contains($"// Benchmark: {part}Benchmarks.", output);
        }
    }

    [Fact]
    public async Task Recover_OnASmallWorkload_PrintsReplayLoadAndRestart()
    {
        var results = await RunAsync(["recover", SmallFlow, "--markets", "2", "--snapshot-every", "10000"]);

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
            Assert.Contains(("market clearing", $"{bids} schedules, TIME"), workloads);
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
            "20 lines, 0 groups", "20 lines, 3 groups", "20 lines, 0 groups", "20 lines, 3 groups", "20 lines with bounds, 0 groups", "20 lines with bounds, 3 groups", "20 schedules",
            "20 lines, 0 groups, dense", "20 lines, 3 groups, dense",
        ];
        Assert.Equal(expected.Order(), results.Select(result => Text(result, "workload")).Order());
    }

    [Fact]
    public async Task ClearSizeDiscovery_OnSmallSessions_PrintsAResultAWorkload()
    {
        var results = await RunAsync(["clear", "sizeDiscovery", "--bids", "20", "--work", "100"]);

        Assert.Equal(
            from workload in new[] { "20 reports", "20 orders, workup", "20 orders, matching session" }
            from name in new[] { "clear", "market clearing" }
            select (name, workload),
            results.Select(result => (Text(result, "name"), Text(result, "workload"))));
    }

    [Fact]
    public async Task MarketData_ToAFewSubscribers_PrintsTradedDeliveredAndLatencyForBoth()
    {
        var results = await RunAsync(["marketdata", "--subscribers", "4", "--instructions", "3000", "--rate", "5000"]);

        string[] names = ["marketdata traded", "marketdata delivered", "marketdata latency"];
        Assert.Equal(
            [.. names.Select(name => (name, "4 subscribers")), .. names.Select(name => (name, "4 subscribers, one never reads"))],
            results.Select(result => (Text(result, "name"), Text(result, "workload"))));
        AssertLatency(results[2]);
    }

    private static string Text(JsonElement result, string field) => result.GetProperty(field).GetString()!;

    private static void AssertLatency(JsonElement result)
    {
        long[] times = [.. new[] { "p50", "p90", "p99", "p99_9", "max" }.Select(field => result.GetProperty(field).GetInt64())];
        Assert.True(times[0] > 0);
        Assert.Equal(times.Order(), times);
    }

    /// <summary>Two runs of a load program; its results, which have all the fields that every result has.</summary>
    private static async Task<JsonElement[]> RunAsync(string[] arguments)
    {
        var output = await ExecuteAsync("Exchange.Load.dll", [.. arguments, "--runs", "2", "--warmup", "0"]);
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

    /// <summary>What a program prints that succeeds.</summary>
    private static async Task<string> ExecuteAsync(string assembly, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, assembly) },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
