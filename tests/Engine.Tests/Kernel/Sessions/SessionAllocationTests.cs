using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Tests.Kernel.Sessions;

public class SessionAllocationTests
{
    private const int Commands = 6_000;

    /// <summary>What participants and the operator do all the time.</summary>
    private static readonly CommandKind[] Kinds =
    [
        CommandKind.SubmitOrder, CommandKind.SubmitSchedule, CommandKind.SubmitReport, CommandKind.ReplaceOrder,
        CommandKind.ReplaceSchedule, CommandKind.CancelOrder, CommandKind.CancelAllOrders, CommandKind.Clear,
    ];

    [Fact]
    public void Apply_SteadyState_AllocatesNothing()
    {
        var kernel = new ExchangeKernel();
        var records = Records(kernel);
        var span = CommandHeader.Of(records[^1]).Time.Nanoseconds;
        for (var warmUp = 0; warmUp < 2; warmUp++)
        {
            records = Later(records, span);
            Apply(kernel, records);
        }

        // A collection that another test causes charges this thread with the rest of its buffer. What the kernel itself
        // allocates would be there every time.
        var (seen, allocated) = (new int[(int)EventKind.QueryEnded], long.MaxValue);
        for (var attempt = 0; attempt < 6 && allocated != 0; attempt++)
        {
            records = Later(records, span);
            Array.Clear(seen);
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var record in records)
            {
                foreach (ref readonly var e in kernel.Apply(record))
                {
                    seen[(int)e.Kind]++;
                }
            }
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
        Assert.True(kernel.IsConserved());
        EventKind[] expected =
        [
            EventKind.Accepted, EventKind.Replaced, EventKind.Cancelled, EventKind.Allocated, EventKind.Cleared,
            EventKind.Indicative, EventKind.SeedCommitted, EventKind.SeedRevealed,
        ];
        Assert.All(expected, kind => Assert.True(seen[(int)kind] > 100, $"{kind} was told {seen[(int)kind]} times"));
    }

    private static void Apply(ExchangeKernel kernel, byte[][] records)
    {
        foreach (var record in records)
        {
            kernel.Apply(record);
        }
    }

    /// <summary>The commands of a random run, for markets of every kind that all tell indicative prices.</summary>
    private static byte[][] Records(ExchangeKernel kernel)
    {
        var run = new SessionRun(seed: 3);
        for (var step = 0; step < Commands; step++)
        {
            run.Step();
        }
        var definition = new byte[Engine.Kernel.Commands.MaxLength];
        foreach (var market in SessionMarkets.All)
        {
            var indicative = market with { Disclosure = market.Disclosure with { IsIndicative = true } };
            kernel.Apply(definition.AsSpan(0, Engine.Kernel.Commands.DefineMarket(definition, default, indicative)));
        }
        Apply(kernel, [.. run.Bench.Journal.Where(record => CommandHeader.Of(record).Kind == CommandKind.DefineAccount)]);
        return [.. run.Bench.Journal.Where(record => Kinds.Contains(CommandHeader.Of(record).Kind))];
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
