using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.SizeDiscovery;

/// <summary>A session's terms and what it gives, in units.</summary>
internal sealed record SampleSession(double Value, double Gamma, double Rate, AggregateSource Source)
{
    public double Aggregate { get; init; }

    public double? AuctionPrice { get; init; }

    public double? Kappa0 { get; init; }

    public double? Curvature { get; init; }

    public int? Traders { get; init; }

    public double? MarketAverage { get; init; }

    public double Fraction { get; init; } = 1;

    public double Sessions { get; init; }

    public bool IsAlone { get; init; }

    public double LotSize { get; init; } = 0.000001;

    /// <summary>The session worked out in the design.</summary>
    public static SampleSession Worked { get; } = new(0.5, 0.1, 0.1, AggregateSource.Stated) { Aggregate = -0.5, Kappa0 = -0.01 };

    public SizeDiscoveryDefinition Definition => new(Decimal(Value), Decimal(Gamma), Decimal(Rate), Source)
    {
        Aggregate = Decimal(Aggregate),
        AuctionPrice = Optional(AuctionPrice),
        Kappa0 = Optional(Kappa0),
        Curvature = Optional(Curvature),
        Traders = Traders,
        MarketAverage = Optional(MarketAverage),
        Fraction = Decimal(Fraction),
        SessionRate = Decimal(Sessions),
        IsAlone = IsAlone,
    };

    public Grid Grid
    {
        get
        {
            Assert.Equal(Reason.None, Grid.TryCreate(Decimal(0.01), Decimal(LotSize), out var grid));
            return grid!;
        }
    }

    public SizeDiscoveryRule Rule => new(Definition, Grid);

    public ClearingResult Clear(params IReadOnlyList<double> reports) => Clear(default, [.. reports.Select(ToLots)]);

    public ClearingResult Clear(ClearingMoment moment, params IReadOnlyList<long> reports)
    {
        var result = new ClearingResult();
        Rule.Clear(Collect(reports), moment, result);
        return result;
    }

    public long ToLots(double units) => (long)Math.Round(units / LotSize);

    public static CollectedBids Collect(IReadOnlyList<long> reports)
    {
        var bids = new CollectedBids();
        for (var account = 0; account < reports.Count; account++)
        {
            var bid = Bid.Report(BidKind.Inventory, new(reports[account]));
            Assert.Equal(Reason.None, bids.Add(new Bidder(account, default), 1, bid, isStanding: true, default));
        }
        return bids;
    }

    /// <summary>To fifteen places.</summary>
    public static FixedDecimal Decimal(double value) => new((Int128)Math.Round((decimal)value * 1_000_000_000_000_000m) * 1000);

    private static FixedDecimal? Optional(double? value) => value is { } given ? Decimal(given) : null;
}
