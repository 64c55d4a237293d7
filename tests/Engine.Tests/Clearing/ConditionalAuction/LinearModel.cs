using MathNet.Numerics.LinearAlgebra;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>
/// An economy of the paper with linear marginal utilities Σ_j w_ij s_j − μ_i q_i, its σ-VCG mechanism by Definitions 1 and 2
/// (solved for the types, with no thought of bids) and the revelation bids by (5.24).
/// </summary>
internal sealed record LinearModel(Matrix<double> Weights, double[] Mu)
{
    public int Count => Mu.Length;

    /// <summary>Example 1: αs + βs̄ − μq.</summary>
    public static LinearModel Fundamental(double alpha, double beta, params double[] mu) =>
        new(Matrix<double>.Build.Dense(mu.Length, mu.Length, (i, j) => (i == j ? alpha : 0) + (beta / mu.Length)), mu);

    /// <summary>Example 2, symmetric: the mean is that of one's own half.</summary>
    public static LinearModel Groups(double alpha, double beta, double mu, int count) => new(
        Matrix<double>.Build.Dense(
            count, count, (i, j) => (i == j ? alpha : 0) + (GroupOf(i, count) == GroupOf(j, count) ? 2 * beta / count : 0)),
        [.. Enumerable.Repeat(mu, count)]);

    /// <summary>Which half an agent is in: 0 or 1.</summary>
    public static int GroupOf(int agent, int count) => 2 * agent / count;

    public double ValueOf(int agent, double[] signals) => Weights.Row(agent).DotProduct(Vector<double>.Build.Dense(signals));

    /// <summary>Utility: what the good is worth, less the payment.</summary>
    public double Utility(int agent, double[] signals, double quantity, double payment) =>
        (ValueOf(agent, signals) * quantity) - (Mu[agent] * quantity * quantity / 2) - payment;

    /// <summary>(3.8): the price and the quantities at which mu_i(q_i, s) = p + σq_i.</summary>
    public (double Price, double[] Quantities) Allocate(double[] signals, double sigma)
    {
        var (values, weights) = (0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            values += ValueOf(i, signals) / (Mu[i] + sigma);
            weights += 1 / (Mu[i] + sigma);
        }
        var price = values / weights;
        return (price, [.. Enumerable.Range(0, Count).Select(i => (ValueOf(i, signals) - price) / (Mu[i] + sigma))]);
    }

    /// <summary>(3.10): the integral over the prices at which the agent's signal would have got it each unit, and the tax.</summary>
    public double[] Transfers(double[] signals, double sigma)
    {
        var (price, quantities) = Allocate(signals, sigma);
        return [.. Enumerable.Range(0, Count).Select(Transfer)];

        double Transfer(int agent)
        {
            // Everything is linear in the signal, so that two points of the residual curve give all of it.
            var (otherPrice, other) = Allocate([.. signals.Select((s, i) => i == agent ? s + 1 : s)], sigma);
            var slope = (otherPrice - price) / (other[agent] - quantities[agent]);
            var q = quantities[agent];
            return (price * q) + ((sigma - slope) * q * q / 2);
        }
    }

    /// <summary>(5.24), every account conditioned on by itself.</summary>
    public SampleBid[] Revelations(double[] signals, double sigma)
    {
        var inverse = Weights.Inverse();
        return [.. Enumerable.Range(0, Count).Select(Revelation)];

        SampleBid Revelation(int i)
        {
            var scale = inverse.Row(i).Sum();
            var conditions = Enumerable.Range(0, Count).Where(j => j != i)
                .Select(j => new SampleCondition($"#{j}", -inverse[i, j] * (Mu[j] + sigma) / scale));
            return new(signals[i] / scale, inverse[i, i] * (Mu[i] + sigma) / scale, [.. conditions]);
        }
    }
}
