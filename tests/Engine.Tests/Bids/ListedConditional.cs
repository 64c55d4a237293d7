using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Bids;

/// <summary>
/// A conditional bid, its targets by name. As text "100 + 2q - 0.25g1 + 0.5A": an intercept, the slope on what all others
/// buy, those on a group and on an account; bounds in lots follow as "in -5..10", "in -5.." or "in ..10".
/// </summary>
internal sealed record ListedConditional(FixedDecimal Intercept, FixedDecimal Slope, params ListedCondition[] Conditions)
{
    public long? Min { get; init; }

    public long? Max { get; init; }

    /// <summary>Whether a text is one of a conditional bid.</summary>
    public static bool IsText(string text) => text.Contains('q', StringComparison.Ordinal);

    public static ListedConditional Parse(string text)
    {
        var (line, bounds) = text.Split(" in ") is [var before, var after] ? (before, after.Split("..")) : (text, ["", ""]);
        var words = line.Split(' ');
        var terms = words.Where((_, i) => i % 2 == 0).Select((word, i) => Term(i > 0 && words[(2 * i) - 1] == "-", word)).ToArray();
        Assert.Equal(("", "q"), (terms[0].On, terms[1].On));
        return new(terms[0].Slope, terms[1].Slope, terms[2..])
        {
            Min = bounds[0].Length > 0 ? long.Parse(bounds[0]) : null,
            Max = bounds[1].Length > 0 ? long.Parse(bounds[1]) : null,
        };
    }

    /// <summary>The bid, of targets with these numbers.</summary>
    public ConditionalBid ToBid(Func<string, ConditionTarget> targetOf)
    {
        var conditions = Conditions.Select(condition => new Condition(targetOf(condition.On), condition.Slope)).ToArray();
        Assert.Equal(Reason.None, ConditionalBid.TryCreate(Intercept, Slope, conditions, Lots(Min), Lots(Max), out var bid));
        return bid;
    }

    public override string ToString() => $"{Intercept} + {Slope}q{string.Concat(Conditions.Select(term => $" + {term.Slope}{term.On}"))}"
        + (Min is null && Max is null ? "" : $" in {Min}..{Max}");

    private static ListedCondition Term(bool isNegative, string word)
    {
        var length = word.TakeWhile(character => !char.IsLetter(character)).Count();
        Assert.True(FixedDecimal.TryParse(word.AsSpan(0, length), out var value), $"{word} has no decimal");
        return new(word[length..], isNegative ? new(-value.Scaled) : value);
    }

    private static Quantity? Lots(long? lots) => lots is { } number ? new Quantity(number) : null;
}

/// <summary>A condition on a group or an account.</summary>
internal readonly record struct ListedCondition(string On, FixedDecimal Slope);
