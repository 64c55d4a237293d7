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
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Exchange.Load.dll"),
                name,
                Path.Combine(AppContext.BaseDirectory, "data", "normal-10k.bin.gz"),
                "--runs",
                "2",
                "--warmup",
                "0",
            },
        };
        foreach (var option in options)
        {
            start.ArgumentList.Add(option);
        }
        using var process = Process.Start(start)!;

        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        using var result = JsonDocument.Parse(output);
        Assert.StartsWith(name, result.RootElement.GetProperty("name").GetString());
        Assert.Equal("normal-10k.bin.gz", result.RootElement.GetProperty("workload").GetString());
        Assert.Equal(2, result.RootElement.GetProperty("runs").GetInt32());
        Assert.True(result.RootElement.GetProperty("median").GetDouble() > 0);
        foreach (var field in new[] { "commit", "machine", "min", "max", "unit", "allocatedBytesPerOp", "gcCount" })
        {
            Assert.True(result.RootElement.TryGetProperty(field, out _), field);
        }
    }
}
