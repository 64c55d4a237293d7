namespace Exchange.Lab.Internal;

/// <summary>
/// The bid of an agent with a private value that takes a spread into account (Example 8): it buys where its marginal utility
/// exceeds the price by δ, sells where it falls short of it by δ, and does nothing between.
/// </summary>
internal static class GapBid
{
    // More than anyone trades.
    private const decimal Reach = 200;

    /// <param name="value">What a first unit is worth, on the market's grid.</param>
    /// <param name="mu">What a unit is worth less for every unit, on the grid too.</param>
    /// <param name="delta">δ, on the grid too.</param>
    public static V1.CalculatorBid Of(decimal value, decimal mu, decimal delta) => new()
    {
        Schedule = new()
        {
            Points =
            {
                Point(value - delta - (mu * Reach), Reach),
                Point(value - delta, 0),
                Point(value + delta, 0),
                Point(value + delta + (mu * Reach), -Reach),
            },
        },
    };

    private static V1.Point Point(decimal price, decimal quantity) =>
        new() { Price = Auction.Write(price), Quantity = Auction.Write(quantity) };
}
