using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Sessions;

public class SessionAllocationTests
{
    private const int Commands = 6_000;

    /// <summary>What participants and the operator do all the time.</summary>
    private static readonly CommandKind[] Kinds =
    [
        CommandKind.SubmitOrder, CommandKind.SubmitSchedule, CommandKind.SubmitReport, CommandKind.ReplaceOrder,
        CommandKind.ReplaceSchedule, CommandKind.CancelOrder, CommandKind.CancelAllOrders, CommandKind.Clear,
        CommandKind.SubmitConditional, CommandKind.ReplaceConditional, CommandKind.ReplaceReport,
    ];

    [Fact]
    public void Apply_SteadyState_AllocatesNothing()
    {
        var run = new SessionRun(SessionMarkets.All, seed: 3);
        for (var step = 0; step < Commands; step++)
        {
            run.Step();
        }
        var seen = AssertAllocatesNothing(run.Bench);
        EventKind[] expected =
        [
            EventKind.Accepted, EventKind.Replaced, EventKind.Cancelled, EventKind.Allocated, EventKind.Cleared,
            EventKind.Indicative, EventKind.SeedCommitted, EventKind.SeedRevealed, EventKind.Settled, EventKind.GroupSum,
        ];
        Assert.All(expected, kind => Assert.True(seen[(int)kind] > 100, $"{kind} was told {seen[(int)kind]} times"));
    }

    [Fact]
    public void Apply_SizeDiscovery_AllocatesNothing()
    {
        var run = new SessionRun(SizeMarkets.All, seed: 4);
        for (var step = 0; step < Commands; step++)
        {
            run.Step();
        }
        var seen = AssertAllocatesNothing(run.Bench);
        EventKind[] expected =
        [
            EventKind.Accepted, EventKind.Replaced, EventKind.Cancelled, EventKind.Allocated, EventKind.Cleared,
            EventKind.Indicative, EventKind.SessionOpened,
        ];
        Assert.All(expected, kind => Assert.True(seen[(int)kind] > 100, $"{kind} was told {seen[(int)kind]} times"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public void Apply_ConditionalAuctions_AllocatesNothing(bool isConditional, bool isAffine)
    {
        const int Rounds = 60;
        var (bench, random, accounts) = (new KernelBench(), new SeededGenerator(5), new string[14]);
        bench.Define(KernelBench.SessionDefinition("conditional", KernelBench.ConditionalRule("0.25")) with
        {
            HasLimits = true,
            Disclosure = KernelBench.PrintsOnly with { ShowsGroupSums = true, PrintDelayNs = 50 },
        });
        for (var i = 0; i < accounts.Length; i++)
        {
            accounts[i] = $"A{i}";
            bench.DefineMember(accounts[i], [$"g{i % 5}"], cash: i % 9 == 0 ? "0" : "1000000", units: i % 9 == 0 ? "0" : "10000");
        }
        var shape = new ConditionalShape(["g0", "g1", "g2", "g3", "g4"], accounts, OneStrongIn: 1_000_000, Weak: 1);
        for (var round = 0; round < Rounds; round++)
        {
            bench.At(round * 100);
            foreach (var account in accounts)
            {
                var bid = shape.Next(random);
                bid = isConditional ? bid : bid with { Conditions = [] };
                bid = isAffine ? bid with { Min = null, Max = null } : bid;
                _ = round == 0
                    ? bench.Submit(account, new(0, 1, IsStanding: true, default) { Conditional = bid })
                    : bench.ReplaceConditional(account, 1, bid);
            }
            bench.Clear();
        }
        var seen = AssertAllocatesNothing(bench);
        Assert.InRange(seen[(int)EventKind.Settled], Rounds / 2, Rounds);
        Assert.InRange(seen[(int)EventKind.Rejected], Rounds / 2 + accounts.Length, 9 * Rounds);
    }

    /// <summary>
    /// Plays on a kernel what participants and the operator did on a bench, again and again and later each time, and says how
    /// often each kind of event was told at last. All markets tell indicative prices.
    /// </summary>
    private static int[] AssertAllocatesNothing(KernelBench bench)
    {
        var kernel = new ExchangeKernel();
        var records = Records(kernel, bench);
        var span = CommandHeader.Of(records[^1]).Time.Nanoseconds + 100;
        for (var warmUp = 0; warmUp < 2; warmUp++)
        {
            records = Later(records, span);
            Apply(kernel, records);
        }

        var seen = new int[(int)EventKind.QueryEnded];
        Assert.Equal(0, Allocated.By(ApplyAll, Prepare));
        Assert.True(kernel.IsConserved());
        return seen;

        void Prepare()
        {
            records = Later(records, span);
            Array.Clear(seen);
        }

        void ApplyAll()
        {
            foreach (var record in records)
            {
                foreach (ref readonly var e in kernel.Apply(record))
                {
                    seen[(int)e.Kind]++;
                }
            }
        }
    }

    private static void Apply(ExchangeKernel kernel, byte[][] records)
    {
        foreach (var record in records)
        {
            kernel.Apply(record);
        }
    }

    /// <summary>Defines what the bench has; what was done there.</summary>
    private static byte[][] Records(ExchangeKernel kernel, KernelBench bench)
    {
        var definition = new byte[Engine.Kernel.Commands.MaxLength];
        foreach (var market in bench.Kernel.Markets.Select(market => market.Definition))
        {
            var indicative = market with { Disclosure = market.Disclosure with { IsIndicative = true } };
            kernel.Apply(definition.AsSpan(0, Engine.Kernel.Commands.DefineMarket(definition, default, indicative)));
        }
        Apply(kernel, [.. bench.Journal.Where(record => CommandHeader.Of(record).Kind == CommandKind.DefineAccount)]);
        return [.. bench.Journal.Where(record => Kinds.Contains(CommandHeader.Of(record).Kind))];
    }

    /// <summary>The same commands once more and later; from no client session, whose answers would have to be kept.</summary>
    private static byte[][] Later(byte[][] records, long span) =>
    [
        .. records.Select(record =>
        {
            var copy = record.ToArray();
            ref var header = ref MemoryMarshal.AsRef<CommandHeader>(copy.AsSpan());
            header.Time = header.Time.After(span);
            header.Number = 0;
            return copy;
        }),
    ];
}
