using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what accounts may do in markets with limits.</summary>
internal static class LimitsMapping
{
    /// <summary>Reads limits; absent are the default ones.</summary>
    public static Refusal TryRead(V1.AccountLimits? message, out AccountLimits limits)
    {
        limits = AccountLimits.None;
        if (message is null)
        {
            return Refusal.None;
        }
        var refusal = AccountMapping.TryRead(message.Credit, message.Short, out var owed);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryRead(message.MaxOrder, "maxOrder", out var maxOrder);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryRead(message.MaxPosition, "maxPosition", out var maxPosition);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadCount(message.MaxOpenOrders, out var maxOpenOrders);
        limits = new()
        {
            Credit = owed.Cash,
            ShortUnits = owed.Units,
            MaxOrder = maxOrder,
            MaxOpenOrders = maxOpenOrders,
            MaxPosition = maxPosition,
        };
        return refusal.IsRefused || limits.AreInRange
            ? refusal
            : new(Reason.OutOfRange, "a limit is below zero or out of range");
    }

    /// <summary>Writes limits; the default ones are absent.</summary>
    public static V1.AccountLimits? Write(AccountLimits limits)
    {
        if (limits.AreNone)
        {
            return null;
        }
        var message = new V1.AccountLimits
        {
            Credit = limits.Credit.ToString(),
            MaxOrder = limits.MaxOrder?.ToString() ?? "",
            MaxOpenOrders = limits.MaxOpenOrders?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
            MaxPosition = limits.MaxPosition?.ToString() ?? "",
        };
        foreach (var (instrument, units) in limits.ShortUnits)
        {
            message.Short[instrument] = units.ToString();
        }
        return message;
    }

    private static Refusal TryRead(string text, string field, out Units? amount)
    {
        amount = null;
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = Decimals.TryReadUnits(text, field, out var units);
        amount = units;
        return refusal;
    }

    private static Refusal TryReadCount(string text, out int? count)
    {
        count = null;
        var refusal = Decimals.TryReadOptional(text, "maxOpenOrders", out var value);
        if (refusal.IsRefused || value is not { } number)
        {
            return refusal;
        }
        if (!number.TryDivideExactly(new(FixedDecimal.One), out var whole))
        {
            return new(Reason.OffGrid, "maxOpenOrders is not a whole number");
        }
        if (whole < 0 || whole > int.MaxValue)
        {
            return new(Reason.OutOfRange, "maxOpenOrders is zero or more, and at most 2147483647");
        }
        count = (int)whole;
        return Refusal.None;
    }
}
