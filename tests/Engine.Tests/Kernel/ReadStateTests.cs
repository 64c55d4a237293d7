using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Kernel.Sessions;
using Exchange.Engine.Tests.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>
/// A kernel read back from its state goes on as the one that wrote it: the same events to the byte, the same next timer, the
/// same hash, whatever follows.
/// </summary>
public class ReadStateTests
{
    public static TheoryData<ulong, DepthDisclosure, bool, int, long, SelfTrade> Books => new()
    {
        { 1, DepthDisclosure.Full, false, 0, 0, SelfTrade.Allowed },
        { 2, DepthDisclosure.Levels, false, 3, 30, SelfTrade.CancelResting },
        { 3, DepthDisclosure.Top, false, 0, 0, SelfTrade.Allowed },
        { 4, DepthDisclosure.None, false, 0, 1000, SelfTrade.CancelIncoming },
        { 5, DepthDisclosure.Full, true, 0, 0, SelfTrade.Decrement },
    };

    [Theory]
    [MemberData(nameof(Books))]
    public void ReadState_BooksInAllPhases_GoesOnTheSame(
        ulong seed, DepthDisclosure depth, bool orders, int levels, long delayNs, SelfTrade selfTrade)
    {
        var disclosure = new Disclosure(depth, levels, delayNs)
        {
            IsIndicative = true,
            IndicativeEveryNs = Disclosure.MinIndicativeEveryNs,
            ShowsOrders = orders,
        };
        var run = new FlowRun(seed, disclosure, new(new(-2), new(5)));
        run.Bench.Define(KernelBench.Definition("second", disclosure) with { SelfTrade = selfTrade });
        var random = new SeededGenerator(seed);
        for (var step = 0; step < 3_000; step++)
        {
            run.Bench.In(random.NextBelow(2) == 0 ? "book" : "second");
            run.Step();
            if (random.NextBelow(60) == 0)
            {
                var phase = random.NextBelow(8) switch
                {
                    0 => MarketPhase.Closed,
                    1 => MarketPhase.Halted,
                    < 5 => MarketPhase.Open,
                    _ => MarketPhase.PreOpen,
                };
                run.Bench.Numbered(0, 0).Phase(phase);
            }
            if (random.NextBelow(200) == 0)
            {
                run.Bench.Numbered(0, 0).CancelAllEverywhere("A3");
            }
            if (random.NextBelow(50) == 0)
            {
                run.Bench.At(run.Bench.Kernel.Now.Nanoseconds + random.NextBelow(2 * disclosure.IndicativeEveryNs)).Advance();
            }
        }
        AssertGoesOnTheSame(run.Bench.Journal, seed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadState_SessionMarketsOfEveryKind_GoesOnTheSame(ulong seed) => Play(SessionMarkets.All, seed);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadState_SizeDiscovery_GoesOnTheSame(ulong seed) => Play(SizeMarkets.All, seed);

    [Fact]
    public void ReadState_AfterMoreAnswersThanAreKept_AnswersTheSame()
    {
        var bench = KernelBench.With("A");
        for (ulong number = 1; number <= AnswerLog.Capacity + 9; number++)
        {
            bench.Numbered(1, 2 * number).Cancel("A", number);
        }
        foreach (var kernel in new[] { bench.Kernel, StateBytes.Copy(bench.Kernel) })
        {
            Assert.Equal(Reason.TooOld, AnswerTo(kernel, 18));
            Assert.Equal(Reason.UnknownOrder, AnswerTo(kernel, 20));
            Assert.Equal(Reason.TooOld, AnswerTo(kernel, 21));
        }
    }

    [Fact]
    public void ReadState_EmptyExchange_IsOne() => Assert.Equal(new ExchangeKernel().StateHash(), StateBytes.Copy(new(), most: 1).StateHash());

    private static Reason AnswerTo(ExchangeKernel kernel, ulong number)
    {
        var record = new byte[Commands.OrderLength];
        Commands.CancelOrder(record, new() { Account = 1, Session = 1, Number = number }, 1);
        return kernel.Apply(record)[^1].Reason;
    }

    private static void Play(MarketDefinition[] markets, ulong seed)
    {
        var run = new SessionRun(markets, seed);
        for (var command = 0; command < 500; command++)
        {
            run.Step();
        }
        AssertGoesOnTheSame(run.Bench.Journal, seed);
    }

    /// <summary>Reads a kernel back now and then, from what was read back before, and compares after every command.</summary>
    private static void AssertGoesOnTheSame(List<byte[]> journal, ulong seed)
    {
        var (kernel, copy) = (new ExchangeKernel(), new ExchangeKernel());
        var random = new SeededGenerator(seed + 1_000);
        for (var i = 0; i < journal.Count; i++)
        {
            if (random.NextBelow(20) == 0)
            {
                copy = StateBytes.Copy(copy);
                Assert.True(kernel.StateHash() == copy.StateHash(), $"seed {seed}, before command {i}: another state");
            }
            var events = kernel.Apply(journal[i]);
            Assert.True(
                MemoryMarshal.AsBytes(events).SequenceEqual(MemoryMarshal.AsBytes(copy.Apply(journal[i]))),
                $"seed {seed}, command {i}: other events");
            Assert.True(kernel.NextDue == copy.NextDue, $"seed {seed}, command {i}: {copy.NextDue} is due next, not {kernel.NextDue}");
        }
        Assert.Equal(kernel.StateHash(), copy.StateHash());
        Assert.Equal(kernel.Sequence, copy.Sequence);
        Assert.Equal(kernel.Now, copy.Now);
    }
}
