using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.ConditionalAuction;
using static Exchange.Engine.Tests.Clearing.ConditionalAuction.SampleAuction;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// An economy of the paper, drawn from a seed: a fundamental value, two groups, unequal capacities or any weights in turn,
/// with the least tax slope for it, the revelation bids of Example 7, and what they leave the operator by (3.8) and (3.10).
/// </summary>
internal sealed class ConditionalEconomy
{
    private readonly Func<double[], double, SampleBid[]> _reveal;

    public ConditionalEconomy(ulong seed)
    {
        var random = new SeededGenerator(seed);
        var count = 4 + (2 * (int)random.NextBelow(4));
        var (alpha, beta, mu) = (random.Uniform(0.5, 2), random.Uniform(0, 0.9), random.Uniform(0.2, 3));
        Signals = RandomModels.Signals(random, count);
        double[] capacities = [.. Signals.Select((_, i) => LinearModel.GroupOf(i, count) == 0 ? mu : mu / 2)];
        (Model, Tax, _reveal) = (seed % 4) switch
        {
            0 => (
                LinearModel.Fundamental(alpha, beta, [.. Signals.Select(_ => mu)]),
                (TaxSlope)new FundamentalTaxSlope(Decimal(alpha), Decimal(beta), Decimal(mu)),
                (Func<double[], double, SampleBid[]>)((signals, sigma) =>
                    [.. signals.Select(s => new SampleBid((alpha + beta) * s, (alpha + beta) * (mu + sigma) / alpha))])),
            1 => (
                LinearModel.Groups(alpha, beta, mu, count),
                new GroupsTaxSlope(Decimal(alpha), Decimal(beta), Decimal(mu), count),
                (signals, sigma) => PaperExamplesTests.GroupBids(alpha, beta, mu, sigma, signals)),
            2 => (
                LinearModel.Fundamental(alpha, beta, capacities),
                Bounds(alpha + (beta / count), beta / count, mu, count),
                (signals, sigma) => PaperExamplesTests.CapacityBids(alpha, beta, capacities, sigma, signals)),
            _ => RandomModels.Any(random, count) is var model
                ? (model, Bounds(0.5, 0.1 / count, 3, count), model.Revelations)
                : default,
        };
        Groups = [.. Reveal(0).Select(bid => bid.Groups)];
    }

    public LinearModel Model { get; }

    public TaxSlope Tax { get; }

    public double[] Signals { get; }

    /// <summary>Who is in which groups.</summary>
    public int[][] Groups { get; }

    public int Count => Signals.Length;

    /// <summary>The cash that changes hands, so that errors have a measure.</summary>
    public double Value => Model.Transfers(Signals, 0).Sum(Math.Abs);

    public SampleBid[] Reveal(double sigma) => _reveal(Signals, sigma);

    /// <summary>The bids that an agent's other signals would give.</summary>
    public IEnumerable<SampleBid> Misreports(int agent, double sigma) =>
        from error in new[] { -3, -1, -0.2, 0.2, 1, 3 }
        select _reveal([.. Signals.Select((s, i) => i == agent ? s + error : s)], sigma)[agent];

    /// <summary>What the mechanism leaves the operator.</summary>
    public double Surplus(double sigma) => Model.Transfers(Signals, sigma).Sum();

    private static BoundsTaxSlope Bounds(double own, double pairwise, double steepest, int count) =>
        new(Decimal(own), Decimal(pairwise), Decimal(steepest), count);
}
