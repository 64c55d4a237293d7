using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Calculator;

/// <summary>
/// One clearing by one rule and its charges: the bids come one by one in the order of their arrival, then it clears.
/// </summary>
internal sealed class SessionCalculation
{
    private const ulong FirstClearing = 1;

    private readonly Grid _grid;
    private readonly SessionRuleDefinition _definition;
    private readonly SessionRule _rule;
    private readonly Charge[] _charges;
    private readonly CollectedBids _bids = new();
    private Capacity? _firstCapacity;

    public SessionCalculation(Grid grid, SessionRuleDefinition definition, Charge[] charges)
    {
        (_grid, _definition, _charges) = (grid, definition, charges);
        _rule = definition.Create(grid, charges.Any(charge => charge.IsOwedWithoutVolume));
        TakesOneBidAnAccount = _rule.TakesOneBidAnAccount || charges.Any(charge => charge.TakesOneBidAnAccount);
    }

    /// <summary>Whether a second bid of an account is refused.</summary>
    public bool TakesOneBidAnAccount { get; }

    /// <summary>Takes a bid, or says what is wrong with it.</summary>
    public Refusal TryAdd(V1.CalculatorBid message, in Bidder bidder, IRoster roster)
    {
        Span<SchedulePoint> points = stackalloc SchedulePoint[ScheduleMapping.PointCount(message.Schedule)];
        Span<Condition> conditions = stackalloc Condition[ConditionalBidMapping.ConditionCount(message.Conditional)];
        var refusal = SessionBidMapping.TryRead(
            BidMessages.BidOf(message), _definition, _grid, roster, points, conditions, out var bid);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (bid.Kind == BidKind.RateSchedule)
        {
            return new(Reason.WrongBidKind, "one clearing by itself has no time in which a perSecond schedule could run");
        }
        refusal = CheckCharges(bidder);
        if (!refusal.IsRefused && _rule.Check(_bids, bidder, bid) is var reason && reason != Reason.None)
        {
            refusal = RuleMapping.Unfit(_definition, bidder, reason);
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        // Ids are unique already: the engine's need not be the names.
        if (_bids.Add(bidder, (ulong)_bids.Count, bid, isStanding: false, now: default) != Reason.None)
        {
            return new(Reason.Limit, $"there are too many bids, or conditions on more than {CollectedBids.MaxTargets} groups and accounts");
        }
        _firstCapacity ??= bidder.Capacity;
        return Refusal.None;
    }

    /// <summary>Completes a response in which the allocations have the names and nothing else.</summary>
    public void Clear(V1.ClearResponse response)
    {
        var result = new ClearingResult();
        _rule.Clear(_bids, new(Previous: default, Now: default, FirstClearing, _definition.Reference), result);
        response.Cleared = result.IsCleared;
        response.Reason = result.Failure.Name();
        response.DecidedBy = result.DecidedBy.Name();
        response.Price = result.IsCleared && _definition.HasPrice ? _grid.Format(result.Price) : "";
        response.Volume = _grid.Format(result.Volume);
        response.Surplus = _grid.Format(result.Surplus);
        var owed = new Cash[_bids.Count];
        if (result.IsCleared)
        {
            Assess(result, owed);
        }
        var operatorCash = Cash.Zero;
        for (var i = 0; i < owed.Length; i++)
        {
            var quantity = result.IsCleared ? new Quantity(result.Lots[i]) : default;
            var payment = result.Payments.IsEmpty ? -_grid.Cost(result.Price, quantity) : result.Payments[i];
            var cash = payment - owed[i];
            var allocation = response.Allocations[i];
            allocation.Quantity = _grid.Format(quantity);
            allocation.Cash = cash.ToString();
            allocation.Charge = ChargeMapping.On(_definition, _grid, result.Price, quantity, cash).ToString();
            operatorCash -= cash;
        }
        response.OperatorCash = operatorCash.ToString();
    }

    /// <summary>Charges may be a function of the capacities.</summary>
    private Refusal CheckCharges(in Bidder bidder)
    {
        foreach (var charge in _charges)
        {
            if (charge.Check(bidder.Capacity, _firstCapacity) != Reason.None)
            {
                return bidder.Capacity == default
                    ? Refusal.Malformed("capacity is missing: the transaction fee depends on it")
                    : new(Reason.OutOfRange, "with a mean endowment other than zero all capacities must be equal");
            }
        }
        return Refusal.None;
    }

    private void Assess(ClearingResult result, Span<Cash> owed)
    {
        var cleared = new ClearedBid[owed.Length];
        var arrival = 0;
        foreach (ref readonly var bid in _bids)
        {
            cleared[arrival] = new(Market: 0, bid.Account, bid.Capacity, new(result.Lots[arrival]), result.Price);
            arrival++;
        }
        Assessment.Assess(_charges, cleared, owed);
        for (var i = 0; i < result.LeftOut.Length; i++)
        {
            // Who was left out took no part.
            owed[i] = result.LeftOut[i] ? Cash.Zero : owed[i];
        }
    }
}
