using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Markets.Triggers;

/// <summary>Triggers drawn from a seeded generator.</summary>
internal static class RandomTriggers
{
    /// <summary>Any trigger of a session market.</summary>
    public static Trigger Next(SeededGenerator random) => random.NextBelow(5) switch
    {
        0 => Trigger.Operator,
        2 => new PoissonTrigger(IntervalTrigger.MinEveryNs + NextNs(random, 1_000_000_000), NextSeed(random)),
        1 => new SetTimeTrigger(new(NextNs(random, 10_000_000_000))),
        _ => NextRepeated(random),
    };

    /// <summary>A trigger whose instants come again and again.</summary>
    public static Trigger NextRepeated(SeededGenerator random)
    {
        var every = IntervalTrigger.MinEveryNs + NextNs(random, 1_000_000_000);
        return random.NextBelow(2) == 0
            ? new IntervalTrigger(every)
            : new RandomEndTrigger(every, random.NextBelow(3) == 0 ? every : 1 + random.NextBelow(every), NextSeed(random));
    }

    public static byte[] NextSeed(SeededGenerator random) =>
        [.. Enumerable.Range(0, RandomEndTrigger.SeedLength).Select(_ => (byte)random.NextBelow(256))];

    /// <summary>From zero to a bound, of any order of magnitude.</summary>
    public static long NextNs(SeededGenerator random, long most) => random.NextBelow(most) >> (int)random.NextBelow(63);
}
