using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Google.Protobuf.Collections;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads account definitions and amounts.</summary>
internal static class AccountMapping
{
    private const int MaxInstruments = 64;
    private const int MaxGroups = 64;

    public static Refusal TryRead(V1.AccountDefinition message, out AccountDefinition? definition)
    {
        definition = null;
        var refusal = Names.CheckAccount(message.Id);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryRead(message.Cash, message.Units, out var deposit);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (message.Groups.Count > MaxGroups)
        {
            return new(Reason.OutOfRange, $"an account is in at most {MaxGroups} groups");
        }
        foreach (var group in message.Groups)
        {
            refusal = Names.Check(group, "group");
            if (refusal.IsRefused)
            {
                return refusal;
            }
        }
        refusal = Decimals.TryReadOrZero(message.Capacity, "capacity", out var capacity);
        if (!refusal.IsRefused && !capacity.IsZero)
        {
            refusal = Decimals.TryReadCapacity(capacity, out _);
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = LimitsMapping.TryRead(message.Limits, out var limits);
        definition = new(message.Id, deposit, [.. message.Groups], capacity) { Limits = limits };
        return refusal;
    }

    /// <summary>Reads cash and units, as deposits and withdrawals have them.</summary>
    public static Refusal TryRead(string cashText, MapField<string, string> unitTexts, out Holdings holdings)
    {
        holdings = new(Cash.Zero, []);
        var refusal = Decimals.TryReadCash(cashText, "cash", out var cash);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (unitTexts.Count > MaxInstruments)
        {
            return new(Reason.OutOfRange, $"at most {MaxInstruments} instruments at a time");
        }
        var units = new List<(string, Units)>(unitTexts.Count);
        foreach (var (instrument, text) in unitTexts)
        {
            refusal = Names.Check(instrument, "instrument");
            if (refusal.IsRefused)
            {
                return refusal;
            }
            refusal = Decimals.TryReadUnits(text, $"units of {instrument}", out var amount);
            if (refusal.IsRefused)
            {
                return refusal;
            }
            units.Add((instrument, amount));
        }
        // A map has no order of its own: the record, and so the journal, must not depend on the sender's.
        units.Sort((one, other) => string.CompareOrdinal(one.Item1, other.Item1));
        holdings = new(cash, units);
        return Refusal.None;
    }
}
