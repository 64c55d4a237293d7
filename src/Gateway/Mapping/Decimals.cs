using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads the decimal strings of messages: exactly, or not at all.</summary>
internal static class Decimals
{
    private const long MaxDurationNs = 1_000_000_000L * 1_000_000_000;

    /// <summary>Reads a decimal that must be there.</summary>
    public static Refusal TryRead(string text, string field, out FixedDecimal value)
    {
        value = default;
        if (text.Length == 0)
        {
            return Refusal.Malformed($"{field} is missing");
        }
        if (FixedDecimal.TryParse(text, out value))
        {
            return Refusal.None;
        }
        if (!IsDecimal(text))
        {
            return Refusal.Malformed($"{field} is not a decimal number");
        }
        return text.IndexOf('.') is var point and >= 0 && text.AsSpan(point + 1).TrimEnd('0').Length > FixedDecimal.Places
            ? new(Reason.OffGrid, $"{field} has too many decimal places")
            : new(Reason.OutOfRange, $"{field} is out of range");
    }

    /// <summary>Reads a decimal; empty is zero.</summary>
    public static Refusal TryReadOrZero(string text, string field, out FixedDecimal value)
    {
        value = default;
        return text.Length == 0 ? Refusal.None : TryRead(text, field, out value);
    }

    /// <summary>Reads a decimal; empty is none.</summary>
    public static Refusal TryReadOptional(string text, string field, out FixedDecimal? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = TryRead(text, field, out var read);
        value = read;
        return refusal;
    }

    /// <summary>Reads a moment in seconds that must be there.</summary>
    public static Refusal TryReadMoment(string text, string field, out Timestamp moment)
    {
        moment = default;
        var refusal = TryRead(text, field, out var seconds);
        return refusal.IsRefused || Timestamp.TryFromSeconds(seconds, out moment)
            ? refusal
            : new(Reason.OutOfRange, $"{field} {seconds} is no time in whole nanoseconds");
    }

    /// <summary>Reads how many traders there are, above 2; empty: nobody says.</summary>
    public static Refusal TryReadTraders(string text, out int? traders)
    {
        traders = null;
        var refusal = TryReadOptional(text, "traders", out var value);
        if (refusal.IsRefused || value is not { } read)
        {
            return refusal;
        }
        if (!read.TryDivideExactly(new(FixedDecimal.One), out var whole) || whole <= 2 || whole > CollectedBids.MaxBids)
        {
            return new(Reason.OutOfRange, $"traders {read} is not a whole number from 3 to {CollectedBids.MaxBids}");
        }
        traders = (int)whole;
        return Refusal.None;
    }

    /// <summary>Reads a price on a market's grid.</summary>
    public static Refusal TryReadPrice(string text, string field, Grid grid, out Price price)
    {
        price = default;
        var refusal = TryRead(text, field, out var value);
        return refusal.IsRefused ? refusal : grid.TryPrice(value, out price) switch
        {
            Reason.OffGrid => new(Reason.OffGrid, $"{field} {value} is not a multiple of the tick {grid.TickSize}"),
            Reason.OutOfRange => new(Reason.OutOfRange, $"{field} {value} is beyond {Price.MaxTicks} ticks"),
            _ => Refusal.None,
        };
    }

    /// <summary>Reads a quantity that an order can have, on a market's grid.</summary>
    public static Refusal TryReadOrderSize(string text, string field, Grid grid, out Quantity quantity)
    {
        quantity = default;
        var refusal = TryRead(text, field, out var value);
        return refusal.IsRefused ? refusal : grid.TryOrderSize(value, out quantity) switch
        {
            Reason.OffGrid => new(Reason.OffGrid, $"{field} {value} is not a multiple of the lot {grid.LotSize}"),
            Reason.OutOfRange => new(
                Reason.OutOfRange, $"{field} {value} is not from 1 to {Quantity.MaxOrderLots} lots"),
            _ => Refusal.None,
        };
    }

    /// <summary>Reads the most that an account can trade or report; empty: as much as a bid can have.</summary>
    public static Refusal TryReadMaxQuantity(string text, Grid grid, out Quantity? maxQuantity)
    {
        maxQuantity = null;
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = TryReadOrderSize(text, "maxQuantity", grid, out var quantity);
        maxQuantity = quantity;
        return refusal;
    }

    /// <summary>Reads a quantity that buys above zero and sells, or is short, below.</summary>
    public static Refusal TryReadSignedQuantity(string text, string field, Grid grid, out Quantity quantity)
    {
        quantity = default;
        var refusal = TryRead(text, field, out var value);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (!value.TryDivideExactly(grid.LotSize, out var lots))
        {
            return new(Reason.OffGrid, $"{field} {value} is not a multiple of the lot {grid.LotSize}");
        }
        if (Int128.Abs(lots) > Quantity.MaxOrderLots)
        {
            return new(Reason.OutOfRange, $"{field} {value} is beyond {Quantity.MaxOrderLots} lots");
        }
        quantity = new((long)lots);
        return Refusal.None;
    }

    /// <summary>Reads cash on the grid of atoms; empty is zero.</summary>
    public static Refusal TryReadCash(string text, string field, out Cash cash)
    {
        cash = default;
        var refusal = TryReadOrZero(text, field, out var value);
        return refusal.IsRefused || Cash.TryFrom(value, out cash)
            ? refusal
            : new(Reason.OffGrid, $"{field} {value} has more than {Cash.DecimalPlaces} decimal places");
    }

    /// <summary>Reads units on the grid of parts; empty is zero.</summary>
    public static Refusal TryReadUnits(string text, string field, out Units units)
    {
        units = default;
        var refusal = TryReadOrZero(text, field, out var value);
        return refusal.IsRefused || Units.TryFrom(value, out units)
            ? refusal
            : new(Reason.OffGrid, $"{field} {value} has more than {Units.DecimalPlaces} decimal places");
    }

    /// <summary>Reads a duration in seconds, from a least one to 10⁹ seconds; it must be there.</summary>
    public static Refusal TryReadDuration(string text, string field, long leastNs, out long durationNs)
    {
        durationNs = 0;
        var refusal = TryRead(text, field, out var seconds);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (!Timestamp.TryFromSeconds(seconds, out var duration)
            || duration.Nanoseconds < leastNs || duration.Nanoseconds > MaxDurationNs)
        {
            var least = new Timestamp(leastNs);
            return new(Reason.OutOfRange, $"{field} {seconds} is not from {least} to 10^9 seconds in whole nanoseconds");
        }
        durationNs = duration.Nanoseconds;
        return Refusal.None;
    }

    /// <summary>A trader's capacity, which is never zero.</summary>
    public static Refusal TryReadCapacity(FixedDecimal value, out Capacity capacity) => Capacity.TryFrom(value, out capacity)
        ? Refusal.None
        : new(Reason.OutOfRange, $"capacity {value} is not from 1e-9 to 1e15");

    private static bool IsDecimal(string text)
    {
        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? "0" : digits[(point + 1)..];
        return whole.Length > 0 && fraction.Length > 0
            && !whole.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9');
    }
}
