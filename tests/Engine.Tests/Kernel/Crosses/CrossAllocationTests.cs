using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Crosses;

public class CrossAllocationTests
{
    private const int Steps = 3_000;

    [Fact]
    public void Apply_SteadyState_AllocatesNothing()
    {
        string[] names = ["A", "B", "C", "Q"];
        var bench = KernelBench.WithCross(KernelBench.CrossDefinition(Rationing.ProRata, selfTrade: SelfTrade.Decrement), names);
        var definitions = bench.Journal.Count;
        var random = new SeededGenerator(8);
        for (var step = 1; step <= Steps; step++)
        {
            bench.At(step);
            var (account, id) = (names[random.NextBelow(3)], (ulong)random.NextBelow(9));
            _ = random.NextBelow(6) switch
            {
                0 => bench.Quote(48 + (int)random.NextBelow(2), 50 + (int)random.NextBelow(2)),
                1 => bench.In("mid").Cancel(account, id),
                2 => bench.In("mid").Replace(account, id, 1 + random.NextBelow(9)),
                var kind => bench.In("mid").Peg(
                    account, id, (Side)(kind % 2), 1 + random.NextBelow(9), 97 + (int)random.NextBelow(5), minimum: random.NextBelow(2), expires: step + 50),
            };
        }
        var kernel = new ExchangeKernel();
        bench.Journal.ForEach(record => kernel.Apply(record));
        byte[][] records = [.. bench.Journal.Skip(definitions)];
        var (allocated, prints) = (long.MaxValue, 0);
        for (var round = 0; round < 8 && allocated != 0; round++)
        {
            foreach (var record in records)
            {
                ref var header = ref MemoryMarshal.AsRef<CommandHeader>(record.AsSpan());
                header.Time = header.Time.After(Steps);
                if (header.Kind == CommandKind.SubmitPegged)
                {
                    // The terms come behind the order: the expiry first.
                    ref var expires = ref MemoryMarshal.AsRef<long>(record.AsSpan(Commands.OrderLength));
                    expires += Steps;
                }
            }
            var before = GC.GetAllocatedBytesForCurrentThread();
            prints = 0;
            foreach (var record in records)
            {
                foreach (ref readonly var told in kernel.Apply(record))
                {
                    prints += told.Kind == EventKind.Print ? 1 : 0;
                }
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
        Assert.True(prints > 200, $"{prints} prints");
    }

    /// <summary>The journal alone leads to the same state.</summary>
    [Fact]
    public void StateHash_EverythingOfAnOrder_IsPartOfIt()
    {
        Func<KernelBench, string[]>[] differences =
        [
            bench => bench.Peg("A", 1, Side.Buy, 5),
            bench => bench.Peg("A", 1, Side.Sell, 5),
            bench => bench.Peg("A", 1, Side.Buy, 6),
            bench => bench.Peg("A", 2, Side.Buy, 5),
            bench => bench.Peg("B", 1, Side.Buy, 5),
            bench => bench.Peg("A", 1, Side.Buy, 5, limit: 7),
            bench => bench.Peg("A", 1, Side.Buy, 5, minimum: 2),
            bench => bench.Peg("A", 1, Side.Buy, 5, expires: 50),
            bench => bench.Peg("A", 1, Side.Buy, 5, expires: 51),
        ];
        var hashes = new HashSet<string>();
        foreach (var difference in differences)
        {
            var bench = KernelBench.WithCross(KernelBench.CrossDefinition(), "A", "B");
            Assert.Single(difference(bench));
            Assert.True(hashes.Add(bench.Kernel.StateHash()));
            var replayed = new ExchangeKernel();
            bench.Journal.ForEach(record => replayed.Apply(record));
            Assert.Equal(bench.Kernel.StateHash(), replayed.StateHash());
        }
    }
}
