using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets;
using Exchange.Gateway.Mapping;
using BidCase = Exchange.V1.CalculatorBid.BidOneofCase;

namespace Exchange.Gateway.Calculator;

/// <summary>A direct exchange. It has no price, and the payments are its own.</summary>
internal sealed class DirectExchangeCalculation : Calculation
{
    private const string TooFew = "TOO_FEW";

    private readonly Grid _grid;
    private readonly DirectExchangeRule _rule;
    private readonly List<EndowmentReport> _reports = [];

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
        // The others agree with the first, and no account has two.
        var first = CollectionsMarshal.AsSpan(_reports)[..Math.Min(_reports.Count, 1)];
        var report = new EndowmentReport(bidder.Account, bidder.Capacity, quantity);
        if (_rule.Check(first, report) != Reason.None)
        {
            return new(
                Reason.OutOfRange,
                "the endowment must be in the support of the distribution and, unless its mean is zero, all capacities equal");
        }
        _reports.Add(report);
        return Refusal.None;
    }

    /// <inheritdoc/>
    public override void Clear(V1.ClearResponse response)
    {
        if (_reports.Count < DirectExchangeRule.MinReports)
        {
            Fail(response, TooFew);
            return;
        }
        var allocations = new DirectAllocation[_reports.Count];
        response.OperatorCash = _rule.Clear(CollectionsMarshal.AsSpan(_reports), allocations).ToString();
        response.Cleared = true;
        response.Surplus = "0";
        var boughtLots = 0L;
        for (var i = 0; i < allocations.Length; i++)
        {
            var allocation = response.Allocations[i];
            allocation.Quantity = _grid.Format(allocations[i].Quantity);
            allocation.Cash = allocations[i].Cash.ToString();
            allocation.Charge = "0";
            boughtLots += Math.Max(allocations[i].Quantity.Lots, 0);
        }
        response.Volume = _grid.Format(new Engine.Numerics.Quantity(boughtLots));
    }
}
