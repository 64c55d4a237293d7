using System.Diagnostics;
using System.Globalization;
using Exchange.Engine.Journal;
using Exchange.Sdk;
using Exchange.Simulation.Tests.Audit;
using Exchange.V1;

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

    [Fact]
    public void Clients_ReconnectAtRandomMomentsOfADay_LoseAndDoubleNothing()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            Assert.InRange(Run(seed, crashes: 0, reconnections: 200).Reconnections, 200, int.MaxValue);
        }
    }

    [Fact]
    public void Audit_DiskThatOnlyClaimsToSync_IsNoticed() => Notices(run => run.Disk.SyncLies = () => true);

    [Fact]
    public void Audit_AnswerThatIsNotTheExchanges_IsNoticed() => Notices(Tamper<SubmitResponse>(response =>
        response.Answer.Reason = response.Answer.Reason.Length > 0 ? "" : "NO_CASH"));

    [Fact]
    public void Audit_EventThatIsNotTheExchanges_IsNoticed() => Notices(Tamper<SessionResponse>(response =>
    {
        foreach (var filled in response.Events.Where(told => told.Filled is not null))
        {
            filled.Filled.Remaining = "77";
        }
    }));

    [Fact]
    public void Audit_InstructionThatActsTwice_IsNoticed()
    {
        var others = 1_000_000ul;
        Notices(Tamper<SessionRequest>(request =>
        {
            // Under another number nothing tells it from a second one.
            foreach (var twice in request.Instructions.Where(instruction => instruction.Submit is not null).ToArray())
            {
                var again = twice.Clone();
                again.Number = others++;
                request.Instructions.Add(again);
            }
        }));
    }

    private static Action<Simulation> Tamper<T>(Action<T> change) => run => run.Network.Tamper = message =>
    {
        if (message is T changed)
        {
            change(changed);
        }
    };

    private static int Number(string variable, int ordinarily) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : ordinarily;

    /// <summary>What no exchange may do must not get past the auditor.</summary>
    private static void Notices(Action<Simulation> sabotage)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var (run, failure) = Attempt(seed, 10, 0, sabotage);
            Assert.True(failure is AuditException or JournalException or SessionException, $"seed {seed} after {run?.Crashes} crashes: {failure}");
        }
    }

    private Simulation Run(int seed, int crashes, int reconnections = 0)
    {
        var watch = Stopwatch.StartNew();
        var (run, failure) = Attempt(seed, crashes, reconnections, static _ => { });
        var line = $"seed {seed}: {run} in {watch.ElapsedMilliseconds} ms";
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("EXCHANGE_SIMULATION_LOG") is { } log)
        {
            File.AppendAllText(log, $"{line}\n{failure}\n");
        }
        Assert.True(failure is null, $"{line}: {failure}");
        return run!;
    }

    /// <summary>Runs a day on a thread of its own, of which nothing else knows.</summary>
    private static (Simulation? Run, Exception? Failure) Attempt(int seed, int crashes, int reconnections, Action<Simulation> prepare)
    {
        Simulation? run = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var simulation = new Simulation(seed, crashes, reconnections);
                run = simulation;
                prepare(run);
                run.Run();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return (run, failure);
    }
}
