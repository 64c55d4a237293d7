using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Markets;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Exchange.Engine.Tests.Clearing.SizeDiscovery;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>
/// The slow twin of size-discovery sessions: the formulas of the design in decimals say what everyone gets. What they leave
/// open, the last lot and the last digits, is that of a rule of its own on bids of its own.
/// </summary>
internal sealed class ListedSizeDiscovery(MarketDefinition market)
{
    private const decimal Negligible = 1e-9m;

    private SizeDiscoveryDefinition Rule => (SizeDiscoveryDefinition)market.Rule;

    private decimal LotSize => Value(market.Grid.LotSize);

    /// <summary>Why a report is refused.</summary>
    public Reason Check(ListedBid bid) =>
        Rule.MaxQuantity is { } most && Math.Abs(bid.Reported!.Value.Lots) > most.Lots ? Reason.OutOfRange : Reason.None;

    /// <summary>What a session gives.</summary>
    public ListedClearing Clear(List<ListedBid> bids, in ListedMoment moment)
    {
        decimal? price = moment.Reference is { } last ? last.Ticks * Value(market.Grid.TickSize) : ValueOf(Rule.AuctionPrice);
        if (bids.Count < 3 || (Rule.Source == AggregateSource.Price && price is null))
        {
            return Failed(bids.Count < 3 ? ClearingFailure.TooFew : ClearingFailure.NoReference);
        }
        var result = new ClearingResult();
        var collected = SampleSession.Collect([.. bids.Select(bid => bid.Reported!.Value.Lots)]);
        new SizeDiscoveryRule(Rule, market.Grid).Clear(collected, moment.Exactly, result);
        var outcome = Outcome.Of(result);
        decimal[] payments = [.. result.Payments.ToArray().Select(payment => (decimal)payment.Atoms / 1_000_000_000_000)];
        AssertAsDesigned(bids, moment, price ?? 0, outcome, payments);
        return new(outcome, payments, []);
    }

    private void AssertAsDesigned(List<ListedBid> bids, ListedMoment moment, decimal price, Outcome outcome, decimal[] payments)
    {
        Assert.Equal(ClearingFailure.None, outcome.Failure);
        var reports = bids.ConvertAll(bid => bid.Reported!.Value.Lots * LotSize);
        var (m, average, share) = ((decimal)reports.Count, reports.Average(), Value(Rule.Fraction));
        var (aggregate, frozen, curvature) = Terms(m, moment, price);
        var kappa0 = ValueOf(Rule.Kappa0) ?? (-curvature * (m - 1) / (m * m));
        var missed = reports.Sum() - aggregate;
        for (var i = 0; i < reports.Count; i++)
        {
            var bought = share * (average - reports[i]);
            var impairment = 2 * curvature * share * (1 - share) * ((m - 1) / m) * (reports[i] - (aggregate / m)) * missed;
            var expected = (kappa0 * missed * missed) - (frozen * bought) - impairment;
            Assert.True(Math.Abs(payments[i] - expected) <= Negligible, $"{bids[i]} is paid {payments[i]}, not {expected}");
            Assert.True(Math.Abs((outcome.Each[i] * LotSize) - bought) < LotSize, $"{bids[i]} gets {outcome.Each[i]} for {bought}");
        }
        Assert.Equal(0, outcome.Each.Sum());
        Assert.True(payments.Sum() <= 0, $"the operator pays {payments.Sum()}");
    }

    /// <summary>Z, κ₁ and K.</summary>
    private (decimal Aggregate, decimal Frozen, decimal Curvature) Terms(decimal m, ListedMoment moment, decimal price)
    {
        var (v, gamma, r, sessions) = (Value(Rule.Value), Value(Rule.Gamma), Value(Rule.Rate), Value(Rule.SessionRate));
        var n = Rule.Traders ?? m;
        if (Rule.Source == AggregateSource.Price)
        {
            // (31) with (34).
            var (ratio, others) = (sessions / r, n - 2);
            var root = (decimal)Math.Sqrt((double)(((ratio - others) * (ratio - others)) - (4 * n * ratio)));
            var b = -r * r / (8 * gamma) * (others - (3 * ratio) + root);
            var byPrice = (gamma / (r * (n - 1))) - (sessions / (2 * b * (n - 1)));
            return (m * (v - price) * r / (2 * gamma), price, ValueOf(Rule.Curvature) ?? byPrice);
        }
        var share = Value(Rule.Fraction);
        var isObserved = Rule.Source == AggregateSource.Positions;
        var curvature = ValueOf(Rule.Curvature) ?? (Rule.IsAlone ? gamma / (r + (sessions * share * (2 - share))) : gamma / (r * (n - 1)));
        var aggregate = isObserved ? moment.Reporting : Value(Rule.Aggregate);
        var everyones = isObserved && Rule.Traders is not null ? moment.Everybody / n : aggregate / m;
        everyones = ValueOf(Rule.MarketAverage) ?? everyones;
        return (aggregate, v - (2 * gamma * everyones / r) - (2 * curvature * ((aggregate / m) - everyones)), curvature);
    }

    private static ListedClearing Failed(ClearingFailure failure) => new(new(failure, DecidedBy.None, 0, 0, 0, ""), [], []);

    private static decimal Value(Engine.Numerics.FixedDecimal value) => ListedSession.Value(value);

    private static decimal? ValueOf(Engine.Numerics.FixedDecimal? value) => value is { } given ? Value(given) : null;
}
