using System.Buffers;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using BidCase = Exchange.V1.CalculatorBid.BidOneofCase;

namespace Exchange.Gateway.Calculator;

/// <summary>A call auction, and what its bids are charged.</summary>
internal sealed class CallAuctionCalculation : Calculation
{
    private const ulong FirstClearing = 1;

    private readonly Grid _grid;
    private readonly CallAuctionRule _rule;
    private readonly Price? _reference;
    private readonly Charge[] _charges;
    private readonly TransactionFee[] _transactionFees;
    private readonly CollectedBids _bids = new();
    private readonly List<int> _accounts = [];
    private readonly List<Capacity> _capacities = [];
    private readonly ArrayBufferWriter<SchedulePoint> _points = new();

    private CallAuctionCalculation(Grid grid, CallAuctionRule rule, Price? reference, Charge[] charges)
    {
        (_grid, _rule, _reference, _charges) = (grid, rule, reference, charges);
        _transactionFees = [.. charges.OfType<TransactionFee>()];
        TakesOneBidAnAccount = charges.Any(charge => charge.TakesOneBidAnAccount);
    }

    /// <inheritdoc/>
    public override bool TakesOneBidAnAccount { get; }

    // Ids are unique already: the engine's need not be the names.
    private ulong NextId => (ulong)_bids.Count;

    /// <summary>Reads the rule and the charges.</summary>
    public static Refusal TryCreate(V1.CallAuctionOnce message, Grid grid, out Calculation? calculation)
    {
        calculation = null;
        var scope = RationingScope.Marginal;
        byte[] seed = [];
        var refusal = CallAuctionMapping.TryRead(message.Rationing, out var rationing);
        if (!refusal.IsRefused)
        {
            refusal = CallAuctionMapping.TryRead(message.RationingScope, out scope);
        }
        if (!refusal.IsRefused)
        {
            refusal = CallAuctionMapping.TryReadSeed(message.Seed, rationing, out seed);
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = CallAuctionMapping.TryReadReference(message.ReferencePrice, grid, out var reference);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = ChargeMapping.TryRead(message.Charges, grid, out var charges);
        if (!refusal.IsRefused)
        {
            var clearsWithoutVolume = charges.Any(charge => charge is TransactionFee);
            calculation = new CallAuctionCalculation(
                grid, new(rationing, scope, seed, clearsWithoutVolume), reference, charges);
        }
        return refusal;
    }

    /// <inheritdoc/>
    public override Refusal TryAdd(V1.CalculatorBid bid, Bidder bidder)
    {
        var refusal = Check(bidder.Capacity);
        if (!refusal.IsRefused)
        {
            refusal = TryCollect(bid, bidder.Account);
        }
        if (!refusal.IsRefused)
        {
            _accounts.Add(bidder.Account);
            _capacities.Add(bidder.Capacity);
        }
        return refusal;
    }

    /// <inheritdoc/>
    public override void Clear(V1.ClearResponse response)
    {
        var result = new ClearingResult();
        _rule.Clear(_bids, new(Previous: default, Now: default, FirstClearing, _reference), result);
        if (!result.IsCleared)
        {
            Fail(response, result.Failure.Name());
            return;
        }
        var owed = new Cash[_bids.Count];
        response.OperatorCash = Assess(result, owed).ToString();
        response.Cleared = true;
        response.DecidedBy = result.DecidedBy.Name();
        response.Price = _grid.Format(result.Price);
        response.Volume = _grid.Format(result.Volume);
        response.Surplus = _grid.Format(result.Surplus);
        for (var i = 0; i < owed.Length; i++)
        {
            var quantity = new Quantity(result.Lots[i]);
            var allocation = response.Allocations[i];
            allocation.Quantity = _grid.Format(quantity);
            allocation.Cash = (-(_grid.Cost(result.Price, quantity) + owed[i])).ToString();
            allocation.Charge = owed[i].ToString();
        }
    }

    /// <summary>Transaction fees are a function of the capacities.</summary>
    private Refusal Check(Capacity capacity)
    {
        if (_transactionFees.Length > 0 && capacity == default)
        {
            return Refusal.Malformed("capacity is missing: the transaction fee depends on it");
        }
        foreach (var fee in _transactionFees)
        {
            if (fee.Check(capacity, _capacities.Count > 0 ? _capacities[0] : null) != Reason.None)
            {
                return new(Reason.OutOfRange, "with a mean endowment other than zero all capacities must be equal");
            }
        }
        return Refusal.None;
    }

    private Refusal TryCollect(V1.CalculatorBid bid, int account)
    {
        Order order;
        Refusal refusal;
        switch (bid.BidCase)
        {
            case BidCase.Limit:
                refusal = SessionBidMapping.TryRead(bid.Limit, _grid, out order);
                break;
            case BidCase.MarketOrder:
                refusal = BidMapping.TryRead(bid.MarketOrder, _grid, out order);
                break;
            case BidCase.Schedule:
                return TryCollect(bid.Schedule, account);
            default:
                return SessionBidMapping.WrongKind(
                    bid.BidCase == BidCase.None, "a call auction takes limit, marketOrder and schedule");
        }
        if (!refusal.IsRefused)
        {
            _bids.Add(account, NextId, order, isStanding: false, now: default);
        }
        return refusal;
    }

    private Refusal TryCollect(V1.Schedule message, int account)
    {
        if (message.PerSecond)
        {
            return new(Reason.WrongBidKind, "one clearing by itself has no time in which a perSecond schedule could run");
        }
        var refusal = SessionBidMapping.TryRead(message, _grid, _points, out var schedule);
        if (!refusal.IsRefused)
        {
            _bids.Add(account, NextId, schedule, isStanding: false, now: default);
        }
        return refusal;
    }

    private Cash Assess(ClearingResult result, Span<Cash> owed)
    {
        if (_charges.Length == 0)
        {
            return Cash.Zero;
        }
        var cleared = new ClearedBid[owed.Length];
        for (var i = 0; i < cleared.Length; i++)
        {
            cleared[i] = new(Market: 0, _accounts[i], _capacities[i], new(result.Lots[i]), result.Price);
        }
        return Assessment.Assess(_charges, cleared, owed);
    }
}
