using System.Diagnostics;
using System.Globalization;

namespace Exchange.Simulation.Tests;

/// <summary>Days of an exchange that crashes, from seeds.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int CrashesADay = 25;

    [Fact]
    public void Exchange_CrashesAtRandomPoints_LosesAndDoublesNothing()
    {
        var crashes = Number("EXCHANGE_SIMULATED_CRASHES", 1000);
        var seed = Number("EXCHANGE_SIMULATION_SEED", 1);
        for (var done = 0; done < crashes; seed++)
        {
            done += Run(seed, CrashesADay).Crashes;
        }
    }

    [Fact]
    public void SameSeed_Twice_TakesTheSameCourse()
    {
        for (var seed = 100; seed < 103; seed++)
        {
            var (first, second) = (Run(seed, 10), Run(seed, 10));
            Assert.Equal(first.TraceHash, second.TraceHash);
        }
    }

    [Fact]
    public void Clients_ReconnectAtRandomMomentsOfADay_LoseAndDoubleNothing()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            Assert.InRange(Run(seed, crashes: 0, reconnections: 200).Reconnections, 200, int.MaxValue);
        }
    }

    private static int Number(string variable, int ordinarily) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : ordinarily;

    private Simulation Run(int seed, int crashes, int reconnections = 0)
    {
        var watch = Stopwatch.StartNew();
        var (run, failure) = Simulation.Attempt(seed, crashes, reconnections);
        var line = $"seed {seed}: {run} in {watch.ElapsedMilliseconds} ms";
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("EXCHANGE_SIMULATION_LOG") is { } log)
        {
            File.AppendAllText(log, $"{line}\n{failure}\n");
        }
        Assert.True(failure is null, $"{line}: {failure}");
        return run;
    }
}
