using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// A conditional bid (Andreyanov and Sadzik 2021, Definition 3, affine): the marginal price at which the bidder takes what
/// the others leave it, price = intercept + slope·(sum of the others' quantities) + Σ slope_g·(sum of the others' in g),
/// bought above zero. With bounds the bidder takes no more, and no less, at prices better and worse than those at its
/// bounds. Valid by construction. It does not own its conditions.
/// </summary>
public readonly ref struct ConditionalBid
{
    /// <summary>The most conditions of a bid.</summary>
    public const int MaxConditions = 64;

    private ConditionalBid(
        FixedDecimal intercept, FixedDecimal slope, ReadOnlySpan<Condition> conditions, Quantity? least, Quantity? most)
    {
        (Intercept, Slope, MinQuantity, MaxQuantity) = (intercept, slope, least, most);
        Conditions = conditions;
    }

    /// <summary>The price where nobody else trades.</summary>
    public FixedDecimal Intercept { get; }

    /// <summary>What the price rises by for a unit that the others buy.</summary>
    public FixedDecimal Slope { get; }

    /// <summary>What the price depends on besides; several on one target add up, one on the bidder itself is on nothing.</summary>
    public ReadOnlySpan<Condition> Conditions { get; }

    /// <summary>The least quantity, at most zero: the most that the bidder sells; null: without bound.</summary>
    public Quantity? MinQuantity { get; }

    /// <summary>The greatest quantity, at least zero; null: without bound.</summary>
    public Quantity? MaxQuantity { get; }

    /// <summary>
    /// Makes a bid of conditions, which must stay as they are while it is in use. <see cref="Reason.Limit"/>: more than
    /// <see cref="MaxConditions"/>. <see cref="Reason.OutOfRange"/>: a bound beyond 4·10⁹ lots.
    /// <see cref="Reason.BadBounds"/>: bounds that exclude zero, or everything else. The first that holds is given.
    /// Whether the bid slopes down depends on the bidder's groups as well: <see cref="OwnSlope"/>.
    /// </summary>
    public static Reason TryCreate(
        FixedDecimal intercept,
        FixedDecimal slope,
        ReadOnlySpan<Condition> conditions,
        Quantity? minQuantity,
        Quantity? maxQuantity,
        out ConditionalBid bid)
    {
        bid = default;
        if (conditions.Length > MaxConditions)
        {
            return Reason.Limit;
        }
        var (least, most) = (minQuantity?.Lots ?? -1, maxQuantity?.Lots ?? 1);
        if (least < -Quantity.MaxOrderLots || most > Quantity.MaxOrderLots)
        {
            return Reason.OutOfRange;
        }
        if (least > 0 || most < 0 || least == most)
        {
            return Reason.BadBounds;
        }
        bid = new(intercept, slope, conditions, minQuantity, maxQuantity);
        return Reason.None;
    }

    /// <summary>
    /// What the price falls by for a unit more of the bidder's own: the slope and those on its groups, since its own trade
    /// is in none of the sums. The bid slopes down where this is above zero, and is no bid elsewhere.
    /// </summary>
    public FixedDecimal OwnSlope(in Bidder bidder)
    {
        var sum = Slope.Scaled;
        foreach (ref readonly var condition in Conditions)
        {
            if (!condition.Target.IsAccount && bidder.Groups.Span.Contains(condition.Target.Number))
            {
                sum = checked(sum + condition.Slope.Scaled);
            }
        }
        return new(sum);
    }
}
