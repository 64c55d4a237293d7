using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Markets.Triggers;

/// <summary>When triggers say that a market clears, against the loop that counts instant after instant.</summary>
public class TriggerTests
{
    private const long Second = 1_000_000_000;

    // The last moment that can occur.
    private static readonly long Last = long.MaxValue - (100_000_000 * Second) - 1;

    [Theory]
    [InlineData(0, 1_000, new[] { 1_000L, 2_000, 3_000 })]
    [InlineData(17, 1_000, new[] { 1_017L, 2_017, 3_017 })]
    [InlineData(5 * Second, Second / 10, new[] { 5_100_000_000, 5_200_000_000, 5_300_000_000 })]
    public void Interval_Instants_AreWholeIntervalsFromTheDefinition(long definedNs, long everyNs, long[] instants) =>
        Assert.Equal(instants, Due(new IntervalTrigger(everyNs), definedNs).Take(3));

    [Fact]
    public void Interval_LongAfter_HasNotDrifted()
    {
        var trigger = new IntervalTrigger(333_333_333);
        var late = trigger.Next(new(7), new(999_999_999, default));
        Assert.Equal(new(1_000_000_000, new(7 + 333_333_333_000_000_000)), late);
    }

    [Theory]
    [InlineData(0, 5, 5)]
    [InlineData(5, 5, 5)]
    [InlineData(6, 5, 6)]
    public void SetTime_Instant_IsOnceAndNotBeforeTheDefinition(long definedNs, long atNs, long dueNs) =>
        Assert.Equal([dueNs], Due(new SetTimeTrigger(new(atNs)), definedNs));

    [Fact]
    public void OperatorAndContinuous_HaveNoInstants()
    {
        Assert.Empty(Due(Trigger.Operator, 5));
        Assert.Empty(Due(Trigger.Continuous, 5));
    }

    [Fact]
    public void Next_RandomTriggers_AreTheLoops()
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var random = new SeededGenerator(seed);
            var (trigger, defined) = (RandomTriggers.Next(random), RandomTriggers.NextNs(random, Last));
            var due = Due(trigger, defined).Take(50).ToList();
            Assert.True(InstantLoop.Instants(trigger, defined).Take(50).SequenceEqual(due), $"seed {seed}");
            // Poisson instants may come within a nanosecond.
            var least = trigger is PoissonTrigger ? 0 : 1;
            Assert.True(due.Zip(due.Skip(1)).All(pair => pair.Second - pair.First >= least), $"seed {seed}: out of order");
        }
    }

    [Fact]
    public void Skip_AnyMoment_GivesTheFirstInstantAfterItAndTheCountGoesOn()
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var random = new SeededGenerator(seed);
            var (trigger, defined) = (RandomTriggers.NextRepeated(random), random.NextBelow(10 * Second));
            var instants = InstantLoop.Instants(trigger, defined).Take(60).ToList();
            for (var round = 0; round < 40; round++)
            {
                // At an instant, beside one, or anywhere.
                var near = instants[(int)random.NextBelow(50)];
                var now = round % 2 == 0 ? near - 1 + random.NextBelow(3) : defined + random.NextBelow(instants[50] - defined);
                var from = (int)random.NextBelow(50);
                var to = Math.Max(from, instants.FindIndex(instant => instant > now));
                var skipped = trigger.Skip(new(defined), new((ulong)from + 1, new(instants[from])), new(now));
                Assert.True(skipped == new TriggerInstant((ulong)to + 1, new(instants[to])), $"seed {seed}, round {round}: {skipped}");
            }
        }
    }

    [Fact]
    public void Skip_SetTimeThatHasPassed_IsOnlyLate()
    {
        var trigger = new SetTimeTrigger(new(5));
        var due = trigger.First(new(0));
        Assert.Equal(due, trigger.Skip(new(0), due, new(1000)));
    }

    [Fact]
    public void NextAndSkip_AtTheEndsOfTime_EndInNever()
    {
        var seed = new byte[RandomEndTrigger.SeedLength];
        foreach (var every in new[] { IntervalTrigger.MinEveryNs, Second, 100_000_000 * Second, Last, long.MaxValue })
        {
            foreach (var trigger in new Trigger[] { new IntervalTrigger(every), new RandomEndTrigger(every, every, seed) })
            {
                foreach (var defined in new[] { 0, Last })
                {
                    var first = trigger.First(new(defined));
                    Assert.True(first.Due > new Timestamp(defined));
                    Assert.True(trigger.Next(new(defined), first with { Number = ulong.MaxValue - 1 }).Due == Timestamp.Never);
                    Assert.True(trigger.Skip(new(defined), first, new(Last)).Due > new Timestamp(Last));
                }
            }
        }
    }

    [Fact]
    public void Write_AnyTrigger_ReadsAsItself()
    {
        var kinds = new HashSet<TriggerKind>();
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var random = new SeededGenerator(seed);
            var trigger = random.NextBelow(4) switch
            {
                0 => Trigger.Continuous,
                1 => new AfterTradeTrigger(new string('m', 1 + (int)random.NextBelow(40))),
                _ => RandomTriggers.Next(random),
            };
            trigger = trigger with { OpenNs = random.NextBelow(3) == 0 ? 0 : RandomTriggers.NextNs(random, long.MaxValue) };
            var record = new byte[100];
            var writer = new RecordWriter(record, 0);
            TriggerKinds.Write(trigger, ref writer);
            var reader = new RecordReader(record, 0);
            var read = TriggerKinds.Read(ref reader);
            Assert.True(AreSame(trigger, read), $"seed {seed}: {trigger} is read as {read}");
            kinds.Add(trigger.Kind);
        }
        Assert.Equal(Enum.GetValues<TriggerKind>(), kinds.Order());
    }

    /// <summary>Whether two triggers are equal, seeds by what they say.</summary>
    private static bool AreSame(Trigger one, Trigger other) => (one, other) switch
    {
        (RandomEndTrigger first, RandomEndTrigger second) =>
            first.Seed.Span.SequenceEqual(second.Seed.Span) && first with { Seed = second.Seed } == second,
        (PoissonTrigger first, PoissonTrigger second) =>
            first.Seed.Span.SequenceEqual(second.Seed.Span) && first with { Seed = second.Seed } == second,
        _ => one == other,
    };

    private static IEnumerable<long> Due(Trigger trigger, long definedNs)
    {
        for (var next = trigger.First(new(definedNs)); next.Due != Timestamp.Never; next = trigger.Next(new(definedNs), next))
        {
            yield return next.Due.Nanoseconds;
        }
    }
}
