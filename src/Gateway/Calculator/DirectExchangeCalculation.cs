using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using BidCase = Exchange.V1.CalculatorBid.BidOneofCase;

namespace Exchange.Gateway.Calculator;

/// <summary>A direct exchange. It has no price, and the payments are its own.</summary>
internal sealed class DirectExchangeCalculation : Calculation
{
    private readonly Grid _grid;
    private readonly DirectExchangeRule _rule;
    private readonly CollectedBids _bids = new();

    private DirectExchangeCalculation(Grid grid, DirectExchangeRule rule) => (_grid, _rule) = (grid, rule);

    /// <inheritdoc/>
    public override bool TakesOneBidAnAccount => true;

    /// <summary>Reads the rule.</summary>
    public static Refusal TryCreate(V1.DirectExchange message, Grid grid, out Calculation? calculation)
    {
        calculation = null;
        var refusal = VirtualEndowmentMapping.TryRead(message.Alpha, message.Uniform, message.Gaussian, out var endowments);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.PayoffMean, "payoffMean", out var mean);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var reason = DirectExchangeRule.TryCreate(endowments!, mean, grid.LotSize, out var rule);
        calculation = rule is null ? null : new DirectExchangeCalculation(grid, rule);
        return reason switch
        {
            Reason.OffGrid => new(reason, $"payoffMean {mean} times the lot is not a multiple of 1e-12"),
            Reason.OutOfRange => new(reason, $"payoffMean {mean} is beyond 10^6 a lot"),
            _ => Refusal.None,
        };
    }

    /// <inheritdoc/>
    public override Refusal TryAdd(V1.CalculatorBid bid, Bidder bidder)
    {
        if (bid.BidCase != BidCase.Endowment)
        {
            return SessionBidMapping.WrongKind(bid.BidCase == BidCase.None, "a direct exchange takes endowment");
        }
        if (bidder.Capacity == default)
        {
            return Refusal.Malformed("capacity is missing: shares go by it");
        }
        var refusal = SessionBidMapping.TryReadSigned(bid.Endowment.Quantity, _grid, out var quantity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var report = Bid.Report(BidKind.Endowment, quantity);
        if (_rule.Check(_bids, bidder, report) != Reason.None)
        {
            return new(
                Reason.OutOfRange,
                "the endowment must be in the support of the distribution and, unless its mean is zero, all capacities equal");
        }
        _bids.Add(bidder, (ulong)_bids.Count, report, isStanding: false, now: default);
        return Refusal.None;
    }

    /// <inheritdoc/>
    public override void Clear(V1.ClearResponse response)
    {
        var result = new ClearingResult();
        _rule.Clear(_bids, default, result);
        if (!result.IsCleared)
        {
            Fail(response, result.Failure.Name());
            return;
        }
        var operatorCash = Cash.Zero;
        for (var i = 0; i < _bids.Count; i++)
        {
            var allocation = response.Allocations[i];
            allocation.Quantity = _grid.Format(new Quantity(result.Lots[i]));
            allocation.Cash = result.Payments[i].ToString();
            allocation.Charge = "0";
            operatorCash -= result.Payments[i];
        }
        response.OperatorCash = operatorCash.ToString();
        response.Cleared = true;
        response.Surplus = "0";
        response.Volume = _grid.Format(result.Volume);
    }
}
