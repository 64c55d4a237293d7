using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Case = Exchange.V1.Trigger.TriggerOneofCase;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes when markets clear.</summary>
internal static class TriggerMapping
{
    private const string Instants = "every, poisson, operator, randomEnd, at or afterTrade";

    /// <summary>Reads the trigger of a market with a rule; absent is the one that goes with it.</summary>
    public static Refusal TryRead(V1.Trigger? message, RuleDefinition rule, out Trigger? trigger)
    {
        var refusal = TryReadInstants(message, rule, out trigger);
        if (refusal.IsRefused || message is not { Open.Length: > 0 })
        {
            return refusal;
        }
        refusal = Decimals.TryReadDuration(message.Open, "open", leastNs: 0, out var openNs);
        if (!refusal.IsRefused && openNs > 0 && trigger is ContinuousTrigger or RandomEndTrigger)
        {
            refusal = Refusal.Malformed("open is for sessions, which neither continuous nor randomEnd has");
        }
        else if (!refusal.IsRefused && openNs > 0 && rule is ReferenceCrossDefinition)
        {
            refusal = Refusal.Malformed("open is for sessions at a frozen price: a reference cross follows its reference");
        }
        trigger = refusal.IsRefused ? null : trigger! with { OpenNs = openNs };
        return refusal;
    }

    /// <summary>Writes the trigger.</summary>
    public static V1.Trigger Write(Trigger trigger, Secrets secrets)
    {
        var message = WriteInstants(trigger, secrets);
        message.Open = Seconds(trigger.OpenNs);
        return message;
    }

    private static Refusal TryReadInstants(V1.Trigger? message, RuleDefinition rule, out Trigger? trigger)
    {
        trigger = null;
        var isBook = rule is ContinuousRuleDefinition;
        var takesContinuous = isBook || rule is SessionRuleDefinition { TakesContinuousTrigger: true };
        if (message is null)
        {
            trigger = takesContinuous ? Trigger.Continuous : Trigger.Operator;
            return Refusal.None;
        }
        if (message.TriggerCase == Case.None)
        {
            return Refusal.Malformed($"the trigger names none: continuous, {Instants}");
        }
        if (message.TriggerCase == Case.Continuous ? !takesContinuous : isBook)
        {
            return Refusal.Malformed(isBook
                ? $"{RuleMapping.Describe(rule)} clears continuously"
                : $"{RuleMapping.Describe(rule)} clears at its instants, not continuously: {Instants}");
        }
        trigger = message.TriggerCase == Case.Continuous ? Trigger.Continuous : Trigger.Operator;
        return message.TriggerCase switch
        {
            Case.Every => TryReadInterval(message.Every, out trigger),
            Case.Poisson => PoissonMapping.TryRead(message.Poisson, out trigger),
            Case.RandomEnd => TryRead(message.RandomEnd, out trigger),
            Case.At => TryReadTime(message.At, out trigger),
            Case.AfterTrade => TryRead(message.AfterTrade, out trigger),
            _ => Refusal.None,
        };
    }

    private static V1.Trigger WriteInstants(Trigger trigger, Secrets secrets) => trigger switch
    {
        IntervalTrigger interval => new() { Every = Seconds(interval.EveryNs) },
        RandomEndTrigger random => new()
        {
            RandomEnd = new()
            {
                Every = Seconds(random.EveryNs),
                Window = Seconds(random.WindowNs),
                Seed = SeedMapping.Write(random.Seed, secrets),
            },
        },
        PoissonTrigger poisson => new() { Poisson = PoissonMapping.Write(poisson, secrets) },
        AfterTradeTrigger after => new() { AfterTrade = new() { Market = after.Market } },
        SetTimeTrigger set => new() { At = set.At.ToString() },
        OperatorTrigger => new() { Operator = new() },
        _ => new() { Continuous = new() },
    };

    private static Refusal TryReadInterval(string text, out Trigger? trigger)
    {
        var refusal = Decimals.TryReadDuration(text, "every", IntervalTrigger.MinEveryNs, out var everyNs);
        trigger = refusal.IsRefused ? null : new IntervalTrigger(everyNs);
        return refusal;
    }

    private static Refusal TryRead(V1.Trigger.Types.RandomEnd message, out Trigger? trigger)
    {
        trigger = null;
        var refusal = Decimals.TryReadDuration(message.Every, "every", IntervalTrigger.MinEveryNs, out var everyNs);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadDuration(message.Window, "window", leastNs: 1, out var windowNs);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (windowNs > everyNs)
        {
            return new(Reason.OutOfRange, $"window {Seconds(windowNs)} is longer than every {Seconds(everyNs)}");
        }
        refusal = SeedMapping.TryRead(message.Seed, out var seed);
        trigger = refusal.IsRefused ? null : new RandomEndTrigger(everyNs, windowNs, seed);
        return refusal;
    }

    private static Refusal TryReadTime(string text, out Trigger? trigger)
    {
        var refusal = Decimals.TryReadMoment(text, "at", out var at);
        trigger = refusal.IsRefused ? null : new SetTimeTrigger(at);
        return refusal;
    }

    private static Refusal TryRead(V1.Trigger.Types.AfterTrade message, out Trigger? trigger)
    {
        var refusal = Names.Check(message.Market, "afterTrade market");
        trigger = refusal.IsRefused ? null : new AfterTradeTrigger(message.Market);
        return refusal;
    }

    private static string Seconds(long ns) => new Timestamp(ns).ToString();
}
