using Exchange.Engine.Journal;
using Exchange.Sdk;
using Exchange.Simulation.Tests.Audit;
using Exchange.V1;

namespace Exchange.Simulation.Tests;

/// <summary>The auditor is awake: what no exchange may do does not get past it.</summary>
public sealed class AuditorTests
{
    [Fact]
    public void Run_DiskThatOnlyClaimsToSync_IsNoticed() => Notices(run => run.Disk.SyncLies = () => true);

    [Fact]
    public void Run_AnswerThatIsNotTheExchanges_IsNoticed() => Notices(Tamper<SubmitResponse>(response =>
        response.Answer.Reason = response.Answer.Reason.Length > 0 ? "" : "NO_CASH"));

    [Fact]
    public void Run_EventThatIsNotTheExchanges_IsNoticed() => Notices(Tamper<SessionResponse>(response =>
    {
        foreach (var filled in response.Events.Where(told => told.Filled is not null))
        {
            filled.Filled.Remaining = "77";
        }
    }));

    [Fact]
    public void Run_InstructionThatActsTwice_IsNoticed()
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

    private static void Notices(Action<Simulation> sabotage)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var (run, failure) = Simulation.Attempt(seed, crashes: 10, sabotage: sabotage);
            Assert.True(failure is AuditException or JournalException or SessionException, $"seed {seed} after {run.Crashes} crashes: {failure}");
        }
    }
}
