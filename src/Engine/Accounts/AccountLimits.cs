using Exchange.Engine.Numerics;

namespace Exchange.Engine.Accounts;

/// <summary>What an account may do in the markets with limits. Immutable. The default: neither short nor in debt, all else free.</summary>
public sealed record AccountLimits
{
    /// <summary>The most instruments that may be short.</summary>
    public const int MaxShort = 64;

    /// <summary>The default.</summary>
    public static AccountLimits None { get; } = new();

    /// <summary>How far below zero cash may go: zero or more.</summary>
    public Cash Credit { get; init; }

    /// <summary>How far below zero units may go, by instrument name: zero or more, at most <see cref="MaxShort"/> names.</summary>
    public IReadOnlyList<(string Instrument, Units Units)> ShortUnits { get; init; } = [];

    /// <summary>The largest order or bid, in units of what it could trade on one side; null: any.</summary>
    public Units? MaxOrder { get; init; }

    /// <summary>The most live orders and bids, zero or more; null: any number.</summary>
    public int? MaxOpenOrders { get; init; }

    /// <summary>
    /// The most units of one instrument, long or short, whatever is open of a side counted as if it had traded; null: any.
    /// </summary>
    public Units? MaxPosition { get; init; }

    /// <summary>Whether they are the default's.</summary>
    public bool AreNone =>
        Credit == Cash.Zero && ShortUnits.Count == 0 && MaxOrder is null && MaxOpenOrders is null && MaxPosition is null;

    /// <summary>Whether every limit is from zero to <see cref="Ledger.MaxDeposit"/>.</summary>
    public bool AreInRange
    {
        get
        {
            var areInRange = IsInRange(Credit.Atoms) && IsInRange(MaxOrder?.Parts ?? 0) && IsInRange(MaxPosition?.Parts ?? 0)
                && !(MaxOpenOrders < 0) && ShortUnits.Count <= MaxShort;
            foreach (var (_, units) in ShortUnits)
            {
                areInRange &= IsInRange(units.Parts);
            }
            return areInRange;
        }
    }

    private static bool IsInRange(Int128 amount) => amount >= 0 && amount <= Ledger.MaxDeposit;
}
