using System.Security.Cryptography;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>The slow twin of a session market: a list of bids, cash and units in decimals.</summary>
internal sealed class ListedSession(int index, MarketDefinition definition, Timestamp defined)
{
    public int Index => index;

    public MarketDefinition Definition => definition;

    public Timestamp Defined => defined;

    public MarketPhase Phase { get; set; } = MarketPhase.Open;

    public ListedBids Bids { get; } = new();

    public ulong Clearings { get; set; }

    public Timestamp LastCleared { get; set; }

    public Price? LastPrice { get; set; }

    public bool HasPrice => Auction is not null;

    public long? EveryNs => (definition.Trigger as IntervalTrigger)?.EveryNs;

    public decimal LotSize => Value(definition.Grid.LotSize);

    public decimal TickSize => Value(definition.Grid.TickSize);

    private CallAuctionDefinition? Auction => definition.Rule as CallAuctionDefinition;

    private IReadOnlyList<Charge> Charges => definition.Charges.OnClearing;

    private TransactionFee? Fee => Charges.OfType<TransactionFee>().SingleOrDefault();

    /// <summary>Why a bid is refused, whatever its number in the market.</summary>
    public Reason Check(ListedBid bid, double? capacity)
    {
        var endowments = (definition.Rule as DirectExchangeDefinition)?.Endowments ?? Fee?.Endowments;
        if ((bid.Kind == BidKind.Endowment) != (Auction is null))
        {
            return Reason.WrongBidKind;
        }
        if (Bids.Find(bid.Account, bid.Id) is not null)
        {
            return Reason.DuplicateId;
        }
        var takesOne = Auction is null || Charges.Any(charge => charge is QuadraticTax or TransactionFee);
        if (takesOne && Bids.Bids.Exists(other => other.Account == bid.Account))
        {
            return Reason.DuplicateAccount;
        }
        if (endowments is null)
        {
            return Reason.None;
        }
        var hasOthersCapacity = Bids.Bids.TrueForAll(other => other.Capacity == capacity);
        var units = (double)((bid.Reported?.Lots ?? 0) * LotSize);
        var isInSupport = bid.Reported is null || (units >= endowments.Low && units <= endowments.High);
        return capacity is not null && (endowments.Mean == 0 || hasOthersCapacity) && isInSupport ? Reason.None : Reason.OutOfRange;
    }

    /// <summary>What a clearing gives, and what every bid's owner receives, charges not taken off.</summary>
    public (Outcome Outcome, decimal[] Payments) Clear(Timestamp now, Price? reference)
    {
        if (Auction is null)
        {
            return Exchange();
        }
        var moment = new ClearingMoment(LastCleared, now, Clearings + 1, reference);
        var outcome = TickByTickAuction.Clear(
            Bids, moment, Auction.Rationing, Auction.Scope, Auction.Secret.ToArray(), clearsWithoutVolume: Fee is not null);
        return (outcome, [.. outcome.Each.Select(lots => -outcome.Ticks * TickSize * lots * LotSize)]);
    }

    /// <summary>What every bid's owner owes for a clearing.</summary>
    public decimal[] Owed(Outcome outcome)
    {
        var owed = new decimal[Bids.Bids.Count];
        for (var i = 0; i < owed.Length; i++)
        {
            var units = Math.Abs(outcome.Each[i] * LotSize);
            var isFirst = Bids.Bids.FindIndex(bid => bid.Account == Bids.Bids[i].Account) == i;
            owed[i] = Charges.Sum(charge => charge switch
            {
                PerUnitFee fee => Value(fee.Fee) * units,
                Spread spread => Value(spread.Delta) * units,
                QuadraticTax tax => Math.Round(Value(tax.Sigma) / 2 * units * units, Cash.DecimalPlaces, MidpointRounding.ToEven),
                EntryFee entry => isFirst ? Value(entry.Fee) : 0,
                _ => Owed((TransactionFee)charge, outcome, i),
            });
        }
        return owed;
    }

    /// <summary>The secret of a clearing's draw; none without lots.</summary>
    public byte[] Secret(ulong clearing)
    {
        var number = Enumerable.Range(0, 8).Select(place => (byte)(clearing >> (8 * place)));
        return Auction is { Secret.Length: > 0 } ? SHA256.HashData([.. Auction.Secret.ToArray(), .. number]) : [];
    }

    public static decimal Value(FixedDecimal value) => (decimal)value.Scaled / FixedDecimal.One;

    /// <summary>The fee itself is that of its own tests; here the others are who has a bid, and the price is what it is.</summary>
    private decimal Owed(TransactionFee fee, Outcome outcome, int bid)
    {
        var others = Bids.Bids.Where((_, i) => i != bid).Sum(other => other.Capacity!.Value);
        var variance = (Bids.Bids.Count - 1) * fee.Endowments.Variance;
        var quantity = (double)(outcome.Each[bid] * LotSize);
        var price = (double)(outcome.Ticks * TickSize);
        return Value(Reals.ToCash(fee.Of(quantity, price, Bids.Bids[bid].Capacity!.Value, others, variance)));
    }

    private static decimal Value(Cash cash) => (decimal)cash.Atoms / 1_000_000_000_000;

    private (Outcome, decimal[]) Exchange()
    {
        if (Bids.Bids.Count < 2)
        {
            return (new(ClearingFailure.TooFew, DecidedBy.None, 0, 0, 0, ""), []);
        }
        var rule = (DirectExchangeDefinition)definition.Rule;
        Assert.Equal(
            Reason.None, DirectExchangeRule.TryCreate(rule.Endowments, rule.PayoffMean, definition.Grid.LotSize, out var exchange));
        var allocations = new DirectAllocation[Bids.Bids.Count];
        exchange!.Clear(
            [.. Bids.Bids.Select(bid => new EndowmentReport(bid.Account, CapacityOf(bid.Capacity!.Value), bid.Reported!.Value))],
            allocations);
        var lots = allocations.Select(allocation => allocation.Quantity.Lots).ToList();
        var volume = lots.Where(each => each > 0).Sum();
        return (
            new(ClearingFailure.None, DecidedBy.None, 0, volume, 0, string.Join(' ', lots)),
            [.. allocations.Select(allocation => Value(allocation.Cash))]);
    }

    private static Capacity CapacityOf(double value) => Clearing.DirectExchange.Economy.CapacityOf(value);
}
