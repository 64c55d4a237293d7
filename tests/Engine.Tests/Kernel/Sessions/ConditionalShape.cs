using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Random conditional bids on groups and accounts by name, most of them so weakly that they clear: one in so many not.</summary>
internal sealed record ConditionalShape(string[] Groups, string[] Accounts, int OneStrongIn = 12)
{
    /// <summary>A bid of prices from 93.00 to 106.99.</summary>
    public ListedConditional Next(SeededGenerator random)
    {
        var (sixteenths, strength) = (1 + random.NextBelow(32), random.NextBelow(OneStrongIn) == 0 ? 60 : 3);
        var conditions = Enumerable.Range(0, (int)random.NextBelow(4)).Select(_ => new ListedCondition(
            Any(random, random.NextBelow(3) == 0 ? Accounts : Groups), Fraction(random.NextBelow((2 * strength) + 1) - strength, 32)));
        return new(Fraction(9_300 + random.NextBelow(1_400), 100), Fraction(sixteenths, 16), [.. conditions])
        {
            Min = random.NextBelow(3) == 0 ? null : -random.NextBelow(11),
            Max = random.NextBelow(3) == 0 ? null : 1 + random.NextBelow(10),
        };
    }

    private static string Any(SeededGenerator random, string[] names) => names[random.NextBelow(names.Length)];

    private static FixedDecimal Fraction(long numerator, long denominator) => new((Int128)FixedDecimal.One * numerator / denominator);
}
