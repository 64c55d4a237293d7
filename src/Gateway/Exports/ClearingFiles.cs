using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Exports;

/// <summary>
/// <c>clearings.csv</c>: how every clearing ended, auctions of books included, at the moment it did; and
/// <c>allocations.csv</c>: what it gave every bid.
/// </summary>
internal sealed class ClearingFiles : IDisposable
{
    private const string ClearingColumns = "time,command,clearing,market,price,volume,surplus,decided_by,reason";
    private const string AllocationColumns = "time,command,clearing,market,account,id,quantity,cash,charge";

    private readonly CsvFile _clearings;
    private readonly CsvFile _allocations;
    private readonly Catalog _catalog;

    // The clearings whose allocations are still to be told, the command under way having made them; how many each has, and
    // how many of the first have been told.
    private readonly Queue<(long Clearing, int Allocations)> _untold = new();
    private int _told;
    private long _count;

    public ClearingFiles(string folder, Catalog catalog)
    {
        _clearings = new(folder, "clearings.csv", ClearingColumns);
        _allocations = new(folder, "allocations.csv", AllocationColumns);
        _catalog = catalog;
    }

    /// <summary>Writes how a clearing ended.</summary>
    public void Write(Market market, ClearingResult result, Timestamp now, long command)
    {
        var grid = market.Definition.Grid;
        _clearings.Add(now);
        _clearings.Add(command);
        _clearings.Add(++_count);
        _clearings.Add(market.Definition.Id);
        _clearings.Add(result.IsCleared && HasPrice(market) ? grid.Format(result.Price) : null);
        _clearings.Add(grid.Format(result.Volume));
        _clearings.Add(grid.Format(result.Surplus));
        _clearings.Add(result.DecidedBy.Name());
        _clearings.Add(result.Failure.Name());
        _clearings.EndRow();
        if (result.IsCleared)
        {
            // A session tells every bid what it got, an auction those orders that got something.
            var count = market is SessionMarket ? result.Lots.Length : result.Lots.Length - result.Lots.Count(0L);
            _untold.Enqueue((_count, count));
        }
    }

    /// <summary>Writes what a session gave a bid.</summary>
    public void WriteAllocated(in Event allocated)
    {
        var market = _catalog.Market(allocated.Market);
        var cash = new Cash(allocated.Amount);
        var charge = ChargeMapping.On(market.Rule, market.Grid, allocated.Price, allocated.Allotted, cash);
        Write(allocated, market, allocated.Allotted, cash, charge);
    }

    /// <summary>Writes what an auction gave an order.</summary>
    public void WriteCrossed(in Event filled)
    {
        var market = _catalog.Market(filled.Market);
        var bought = filled.Side == Engine.Bids.Side.Buy ? filled.Quantity : new Quantity(-filled.Quantity.Lots);
        Write(filled, market, bought, -market.Grid.Cost(filled.Price, bought), Cash.Zero);
    }

    public void Dispose()
    {
        _clearings.Dispose();
        _allocations.Dispose();
    }

    private void Write(in Event told, MarketDefinition market, Quantity bought, Cash cash, Cash charge)
    {
        _allocations.Add(told.Time);
        _allocations.Add(told.Command);
        _allocations.Add(TakeClearing());
        _allocations.Add(market.Id);
        _allocations.Add(_catalog.Account(told.Account).Id);
        _allocations.Add(told.Id);
        _allocations.Add(market.Grid.Format(bought));
        _allocations.Add(cash);
        _allocations.Add(charge);
        _allocations.EndRow();
    }

    /// <summary>The clearing that the next allocation told of is part of.</summary>
    private long TakeClearing()
    {
        while (_untold.Peek().Allocations == _told)
        {
            _untold.Dequeue();
            _told = 0;
        }
        _told++;
        return _untold.Peek().Clearing;
    }

    private static bool HasPrice(Market market) => market.Definition.Rule is not SessionRuleDefinition { HasPrice: false };
}
