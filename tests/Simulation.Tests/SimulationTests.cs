using System.Diagnostics;
using System.Globalization;

namespace Exchange.Simulation.Tests;

/// <summary>Days of an exchange that crashes, from seeds.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Exchange_CrashesAtRandomPoints_LosesAndDoublesNothing()
    {
        var crashes = Number("EXCHANGE_SIMULATED_CRASHES", 1000);
        var seed = Number("EXCHANGE_SIMULATION_SEED", 1);
        for (var done = 0; done < crashes; seed++)
        {
            done += Run(seed, Math.Min(25, crashes - done)).Crashes;
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

    private static int Number(string variable, int ordinarily) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : ordinarily;

    private Simulation Run(int seed, int crashes)
    {
        Simulation? run = null;
        Exception? failure = null;
        var watch = Stopwatch.StartNew();
        var thread = new Thread(() =>
        {
            try
            {
                using var simulation = new Simulation(seed, crashes);
                run = simulation;
                simulation.Run();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        var line = $"seed {seed}: {run?.Crashes} crashes, {run?.Steps} steps, {run?.Auditor.Twin.Sequence} commands, "
            + $"{run?.Auditor.Twin.Repeats} repeats, {run?.Reconnections} reconnections, {run?.NowNs / 1_000_000_000} s in {watch.ElapsedMilliseconds} ms, {run?.Terms}";
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("EXCHANGE_SIMULATION_LOG") is { } log)
        {
            File.AppendAllText(log, line + "\n" + failure + "\n");
        }
        Assert.True(failure is null, $"{line}: {failure}");
        return run!;
    }
}
