using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// <c>trades.csv</c>: what one order traded with another, in a book or at a cross. What clearings gave is among the allocations:
/// there nobody trades with anybody in particular.
/// </summary>
internal sealed class TradesFile : IDisposable
{
    private const string Columns =
        "time,command,trade,market,price,quantity,buyer,buy_id,seller,sell_id,aggressor,buyer_fee,seller_fee,reference_bid,reference_ask";

    private readonly CsvFile _file;
    private readonly Catalog _catalog;

    // The quotes that the crosses of the command under way took their prices from, a trade each.
    private readonly Queue<(MarketDefinition Market, Quote Quote)> _quotes = new();

    // The fill that was told before, while the other of its trade is still to be told.
    private Event? _older;
    private long _trades;

    public TradesFile(string folder, Catalog catalog) => (_file, _catalog) = (new(folder, "trades.csv", Columns), catalog);

    /// <summary>Notes the quote that a cross took a trade's price from.</summary>
    public void NoteQuote(MarketDefinition quoted, Quote quote) => _quotes.Enqueue((quoted, quote));

    /// <summary>Takes a fill: the older order's is told first, and with the younger's the trade is written.</summary>
    public void Write(in Event filled)
    {
        if (_older is not { } older)
        {
            _older = filled;
            return;
        }
        _older = null;
        Write(older, filled);
    }

    public void Dispose() => _file.Dispose();

    private void Write(in Event older, in Event younger)
    {
        var market = _catalog.Market(older.Market);
        ref readonly var bought = ref older.Side == Side.Buy ? ref older : ref younger;
        ref readonly var sold = ref older.Side == Side.Buy ? ref younger : ref older;
        _file.Add(older.Time);
        _file.Add(older.Command);
        _file.Add(++_trades);
        _file.Add(market.Id);
        _file.Add(market.Grid.Format(older.Price));
        _file.Add(market.Grid.Format(older.Quantity));
        WriteSide(bought);
        WriteSide(sold);
        _file.Add(younger.Liquidity != Liquidity.Taker ? null : younger.Side == Side.Buy ? "BUY" : "SELL");
        _file.Add(FeeOf(bought, market.Charges));
        _file.Add(FeeOf(sold, market.Charges));
        WriteQuote(isCross: younger.Liquidity == Liquidity.Cross);
        _file.EndRow();
    }

    private void WriteQuote(bool isCross)
    {
        var (market, quote) = isCross ? _quotes.Dequeue() : default;
        _file.Add(market?.Grid.Format(quote.Bid));
        _file.Add(market?.Grid.Format(quote.Ask));
    }

    private void WriteSide(in Event filled)
    {
        _file.Add(_catalog.Account(filled.Account).Id);
        _file.Add(filled.Id);
    }

    private static Cash FeeOf(in Event filled, Charges charges)
    {
        if (filled.Liquidity != Liquidity.Cross)
        {
            var perLot = filled.Liquidity == Liquidity.Maker ? charges.MakerFeePerLot : charges.TakerFeePerLot;
            return new(checked(perLot.Atoms * filled.Quantity.Lots));
        }
        var fee = Cash.Zero;
        foreach (var charge in charges.OnClearing)
        {
            fee += ((BidCharge)charge).Of(filled.Quantity);
        }
        return fee;
    }
}
