using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Gateway.Mapping;
using Rule = Exchange.V1.ClearRequest.RuleOneofCase;

namespace Exchange.Gateway.Calculator;

/// <summary>
/// The auction calculator: clears given bids once by a given rule, without a market. It keeps nothing, and the same
/// request always has the same answer. Any thread.
/// </summary>
public static class AuctionCalculator
{
    /// <summary>Clears. A request that is malformed anywhere is refused as a whole.</summary>
    /// <param name="request">Bids in the order of their arrival, and a rule.</param>
    /// <param name="response">An allocation for every bid, in the same order; meaningless when the request is refused.</param>
    /// <returns>What is wrong with the request, with the id of the bid that it is about.</returns>
    public static Refusal TryClear(V1.ClearRequest request, out V1.ClearResponse response)
    {
        ArgumentNullException.ThrowIfNull(request);
        response = new();
        var refusal = TryCreate(request, out var calculation);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var bidders = new Bidders(request.Bids, calculation!.TakesOneBidAnAccount);
        for (var i = 0; i < request.Bids.Count; i++)
        {
            var bid = request.Bids[i];
            refusal = bidders.TryEnter(bid, number: i + 1, out var bidder);
            if (refusal.IsRefused)
            {
                return refusal;
            }
            refusal = calculation.TryAdd(bid, bidder, bidders);
            if (refusal.IsRefused)
            {
                return refusal with { Detail = $"bid {bid.Id}: {refusal.Detail}" };
            }
            response.Allocations.Add(new V1.Allocation { Id = bid.Id, Account = bid.Account });
        }
        calculation.Clear(response);
        return Refusal.None;
    }

    private static Refusal TryCreate(V1.ClearRequest request, out SessionCalculation? calculation)
    {
        calculation = null;
        var refusal = GridMapping.TryRead(request.TickSize, request.LotSize, out var grid);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadRule(request, grid!, out var rule);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var messages = request.CallAuction?.Charges ?? request.ConditionalAuction?.Charges ?? [];
        refusal = ChargeMapping.TryRead(messages, rule!, grid!, out var charges);
        calculation = refusal.IsRefused ? null : new(grid!, rule!, charges);
        return refusal;
    }

    private static Refusal TryReadRule(V1.ClearRequest request, Grid grid, out SessionRuleDefinition? rule)
    {
        Refusal refusal;
        switch (request.RuleCase)
        {
            case Rule.CallAuction:
                refusal = CallAuctionMapping.TryRead(request.CallAuction, grid, out var callAuction);
                rule = callAuction;
                return refusal;
            case Rule.ConditionalAuction:
                refusal = ConditionalAuctionMapping.TryRead(request.ConditionalAuction, grid, out var conditionalAuction);
                rule = conditionalAuction;
                return refusal;
            case Rule.DirectExchange:
                refusal = DirectExchangeMapping.TryRead(request.DirectExchange, grid, out var directExchange);
                rule = directExchange;
                return refusal;
            case Rule.SizeDiscovery:
                refusal = SizeDiscoveryMapping.TryRead(request.SizeDiscovery, grid, out var sizeDiscovery);
                rule = sizeDiscovery;
                return refusal;
            case Rule.Workup:
                refusal = WorkupMapping.TryRead(request.Workup, grid, out var workup);
                rule = workup;
                return refusal;
            default:
                rule = null;
                return Refusal.Malformed(
                    "the rule is missing: callAuction, conditionalAuction, sizeDiscovery, workup or directExchange");
        }
    }
}
