using Exchange.Engine.Bids;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes Poisson times: messages have their rate a second, the engine their mean time.</summary>
internal static class PoissonMapping
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly FixedDecimal MinRate = new(FixedDecimal.One / NanosecondsPerSecond);
    private static readonly FixedDecimal MaxRate = new((Int128)FixedDecimal.One * (NanosecondsPerSecond / IntervalTrigger.MinEveryNs));

    /// <summary>Reads the trigger.</summary>
    public static Refusal TryRead(V1.Trigger.Types.Poisson message, out Trigger? trigger)
    {
        trigger = null;
        var refusal = Decimals.TryRead(message.Rate, "rate", out var rate);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (rate < MinRate || rate > MaxRate)
        {
            return new(Reason.OutOfRange, $"rate {rate} is not from {MinRate} to {MaxRate} a second");
        }
        refusal = SeedMapping.TryRead(message.Seed, out var seed);
        trigger = refusal.IsRefused ? null : new PoissonTrigger(MeanNsOf(rate.Scaled), seed);
        return refusal;
    }

    /// <summary>Writes the trigger.</summary>
    public static V1.Trigger.Types.Poisson Write(PoissonTrigger trigger, Secrets secrets) => new()
    {
        Rate = RateOf(trigger).ToString(),
        Seed = SeedMapping.Write(trigger.Seed, secrets),
    };

    /// <summary>The rate, of all that have the mean time the one with the fewest decimal places.</summary>
    public static FixedDecimal RateOf(PoissonTrigger trigger)
    {
        Int128 place = FixedDecimal.One;
        while (true)
        {
            var scaled = Inverse(trigger.MeanNs * place) * place;
            if (place == 1 || (scaled > 0 && MeanNsOf(scaled) == trigger.MeanNs))
            {
                return new(scaled);
            }
            place /= 10;
        }
    }

    private static long MeanNsOf(Int128 scaledRate) => (long)Inverse(scaledRate);

    /// <summary>10²⁷, a second in nanoseconds in the scale of decimals, by a number; to the nearest.</summary>
    private static Int128 Inverse(Int128 by) => ((Int128)FixedDecimal.One * NanosecondsPerSecond + (by / 2)) / by;
}
