using Exchange.Engine.Clearing.ConditionalAuction;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>What another way of solving the auction of affine bids gives.</summary>
internal abstract class AffineTwin(IReadOnlyList<SampleBid> bids)
{
    protected IReadOnlyList<SampleBid> Bids { get; } = bids;

    public double Price { get; protected init; }

    public double[] Quantities { get; } = new double[bids.Count];

    /// <summary>dp_i/dx.</summary>
    public double[] Slopes { get; } = new double[bids.Count];

    /// <summary>∫₀^q p_i(x)dx.</summary>
    public double[] Areas { get; } = new double[bids.Count];

    /// <summary>Compares in proportion to the number itself or the greatest of its kind.</summary>
    public void AssertSame(Solution solution, double precision, string seed)
    {
        AssertNear(Price, solution.Price, Bids.Max(bid => Math.Abs(bid.Intercept)), "price");
        for (var i = 0; i < Bids.Count; i++)
        {
            var payment = Areas[i] + (solution.Sigma * Quantities[i] * Quantities[i] / 2);
            AssertNear(Quantities[i], solution.QuantityOf(i), Quantities.Max(Math.Abs), $"quantity {i}");
            AssertNear(Slopes[i], solution.ResidualSlopeOf(i), Slopes.Max(Math.Abs), $"slope {i}");
            AssertNear(payment, solution.PaymentOf(i), Areas.Max(Math.Abs), $"payment {i}");
        }

        void AssertNear(double expected, double actual, double size, string what) => Assert.True(
            Math.Abs(expected - actual) <= precision * Math.Max(Math.Abs(expected), size), $"{seed}, {what}: {expected} but {actual}");
    }
}
