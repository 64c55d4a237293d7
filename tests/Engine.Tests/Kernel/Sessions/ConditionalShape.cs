using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Random conditional bids on groups and accounts by name, most of them so weakly that they clear: one in so many not.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Accounts">The accounts.</param>
/// <param name="OneStrongIn">One bid in so many has strong conditions.</param>
/// <param name="Weak">Conditions are so many 32nds, where the bid's own slope is up to 64 of them.</param>
internal sealed record ConditionalShape(string[] Groups, string[] Accounts, int OneStrongIn = 12, int Weak = 3)
{
    /// <summary>A bid of prices from 93.00 to 106.99.</summary>
    public ListedConditional Next(SeededGenerator random)
    {
        var (sixteenths, strength) = (1 + random.NextBelow(32), random.NextBelow(OneStrongIn) == 0 ? 60 : Weak);
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
