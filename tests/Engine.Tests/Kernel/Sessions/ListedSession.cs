using System.Security.Cryptography;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Exchange.Engine.Tests.Markets.Triggers;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>The slow twin of a session market: a list of bids, cash and units in decimals.</summary>
internal sealed class ListedSession(
    int index, MarketDefinition definition, Timestamp defined, Func<string, ConditionTarget> targetOf)
{
    private readonly ListedConditionalAuction? _conditional =
        definition.Rule is ConditionalAuctionDefinition ? new(definition, targetOf) : null;

    private readonly ListedSizeDiscovery? _sizes = definition.Rule is SizeDiscoveryDefinition ? new(definition) : null;

    public int Index => index;

    public MarketDefinition Definition => definition;

    /// <summary>When it clears, or opens, by itself.</summary>
    public ListedInstants Instants { get; } = new(definition.Trigger, defined.Nanoseconds);

    /// <summary>The session that is open.</summary>
    public ListedOpening? Session { get; set; }

    public MarketPhase Phase { get; set; } = MarketPhase.Open;

    public ListedBids Bids { get; } = new();

    public ulong Clearings { get; set; }

    public Timestamp LastCleared { get; set; }

    /// <summary>That of the last clearing that the public knows of.</summary>
    public Price? LastPrice { get; set; }

    /// <summary>Whether the public has been told of trades, and markets that follow them have not been called yet.</summary>
    public bool HasTraded { get; set; }

    public bool HasPrice => !IsDirect && _sizes is null;

    /// <summary>The reference price where no market gives one.</summary>
    public Price? StatedReference => definition.Rule is WorkupDefinition workup ? workup.Price : Auction?.ReferencePrice;

    /// <summary>Whether the operator is told what it received.</summary>
    public bool TellsOperator => _conditional is not null;

    public decimal LotSize => Value(definition.Grid.LotSize);

    public decimal TickSize => Value(definition.Grid.TickSize);

    private bool IsDirect => definition.Rule is DirectExchangeDefinition;

    private CallAuctionDefinition? Auction => definition.Rule as CallAuctionDefinition;

    private IReadOnlyList<Charge> Charges => definition.Charges.OnClearing;

    private TransactionFee? Fee => Charges.OfType<TransactionFee>().SingleOrDefault();

    /// <summary>Why a bid is refused, whatever its number in the market.</summary>
    public Reason Check(ListedBid bid)
    {
        if (!Takes(bid.Kind))
        {
            return Reason.WrongBidKind;
        }
        if (Bids.Find(bid.Account, bid.Id) is not null)
        {
            return Reason.DuplicateId;
        }
        var takesOne = !HasPrice || _conditional is not null || Charges.Any(charge => charge is QuadraticTax or TransactionFee);
        if (takesOne && Bids.Bids.Exists(other => other.Account == bid.Account))
        {
            return Reason.DuplicateAccount;
        }
        return Fee is { } fee ? CheckEndowment(fee.Endowments, bid) : CheckByRule(bid);
    }

    /// <summary>Why a bid cannot take the place of another.</summary>
    public Reason CheckReplacing(ListedBid bid)
    {
        if (Bids.Find(bid.Account, bid.Id) is null)
        {
            return Reason.UnknownOrder;
        }
        return Takes(bid.Kind) ? CheckByRule(bid) : Reason.WrongBidKind;
    }

    /// <summary>What a clearing gives.</summary>
    /// <param name="now">What it depends on besides the bids.</param>
    /// <param name="canSettle">Whether the owner of a bid can receive so much cash and so many units.</param>
    public ListedClearing Clear(in ListedMoment now, Func<ListedBid, decimal, decimal, bool> canSettle)
    {
        if (_conditional is not null)
        {
            return Clear(_conditional, canSettle);
        }
        if (_sizes is not null)
        {
            return _sizes.Clear(Bids.Bids, now);
        }
        if (IsDirect)
        {
            return Exchange();
        }
        var moment = new ClearingMoment(LastCleared, now.Now, Clearings + 1, now.Reference);
        var outcome = Auction is { } auction
            ? TickByTickAuction.Clear(
                Bids, moment, auction.Rationing, auction.Scope, auction.Secret.ToArray(), clearsWithoutVolume: Fee is not null)
            : TickByTickAuction.Clear(Bids, moment, ((WorkupDefinition)definition.Rule).Rationing, RationingScope.All, []) with
            {
                DecidedBy = DecidedBy.None,
            };
        return new(outcome, [.. outcome.Each.Select(lots => -outcome.Ticks * TickSize * lots * LotSize)], []);
    }

    /// <summary>What every bid's owner owes for a clearing.</summary>
    public decimal[] Owed(ListedClearing clearing)
    {
        var outcome = clearing.Outcome;
        var owed = new decimal[Bids.Bids.Count];
        for (var i = 0; i < owed.Length; i++)
        {
            if (clearing.LeftOut.Contains(Bids.Bids[i].Account))
            {
                continue;
            }
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

    private bool Takes(BidKind kind) => definition.Rule switch
    {
        ConditionalAuctionDefinition => kind is BidKind.Conditional or BidKind.Schedule,
        DirectExchangeDefinition => kind == BidKind.Endowment,
        SizeDiscoveryDefinition => kind == BidKind.Inventory,
        WorkupDefinition => kind == BidKind.Market,
        _ => kind is not (BidKind.Endowment or BidKind.Inventory or BidKind.Conditional),
    };

    private Reason CheckByRule(ListedBid bid) => definition.Rule is DirectExchangeDefinition direct
        ? CheckEndowment(direct.Endowments, bid)
        : _conditional?.Check(bid) ?? _sizes?.Check(bid) ?? Reason.None;

    /// <summary>Whether a bid's owner is one of those for whom endowments were drawn.</summary>
    private Reason CheckEndowment(VirtualEndowment endowments, ListedBid bid)
    {
        var hasOthersCapacity = Bids.Bids.TrueForAll(other => other.Capacity == bid.Capacity);
        var units = (double)((bid.Reported?.Lots ?? 0) * LotSize);
        var isInSupport = bid.Reported is null || (units >= endowments.Low && units <= endowments.High);
        return bid.Capacity is not null && (endowments.Mean == 0 || hasOthersCapacity) && isInSupport ? Reason.None : Reason.OutOfRange;
    }

    private ListedClearing Clear(ListedConditionalAuction auction, Func<ListedBid, decimal, decimal, bool> canSettle)
    {
        List<ListedBid> Broke(ClearingResult result, HashSet<int> leftOut)
        {
            var clearing = Spread(result, leftOut);
            var (owed, each) = (Owed(clearing), clearing.Outcome.Each);
            return [.. Bids.Bids.Where((bid, i) => !canSettle(bid, clearing.Payments[i] - owed[i], each[i] * LotSize))];
        }
        var (result, leftOut) = auction.Clear(Bids.Bids, definition.HasLimits ? Broke : (_, _) => []);
        return Spread(result, leftOut);
    }

    /// <summary>A clearing of those who were not left out as one of all.</summary>
    private ListedClearing Spread(ClearingResult result, HashSet<int> leftOut)
    {
        if (!result.IsCleared)
        {
            return new(Outcome.Of(result), [], []);
        }
        var (lots, payments, next) = (new List<long>(), new List<decimal>(), 0);
        foreach (var isIn in Bids.Bids.Select(bid => !leftOut.Contains(bid.Account)))
        {
            lots.Add(isIn ? result.Lots[next] : 0);
            payments.Add(isIn ? Value(result.Payments[next]) : 0);
            next += isIn ? 1 : 0;
        }
        return new(Outcome.Of(result) with { Lots = string.Join(' ', lots) }, [.. payments], [.. leftOut]);
    }

    private ListedClearing Exchange()
    {
        if (Bids.Bids.Count < 2)
        {
            return new(new(ClearingFailure.TooFew, DecidedBy.None, 0, 0, 0, ""), [], []);
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
        return new(
            new(ClearingFailure.None, DecidedBy.None, 0, volume, 0, string.Join(' ', lots)),
            [.. allocations.Select(allocation => Value(allocation.Cash))],
            []);
    }

    private static Capacity CapacityOf(double value) => Clearing.DirectExchange.Economy.CapacityOf(value);
}
