using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// <c>trades.csv</c>: what one order traded with another, at the price of the one that rested. What clearings gave is among
/// the allocations: there nobody trades with anybody in particular.
/// </summary>
internal sealed class TradesFile : IDisposable
{
    private const string Columns =
        "time,command,trade,market,price,quantity,buyer,buy_id,seller,sell_id,aggressor,buyer_fee,seller_fee";

    private readonly CsvFile _file;
    private readonly Catalog _catalog;
    private long _trades;

    public TradesFile(string folder, Catalog catalog) => (_file, _catalog) = (new(folder, "trades.csv", Columns), catalog);

    /// <summary>Writes the trade that two fills tell of, the older order's first.</summary>
    public void Write(in Event older, in Event younger)
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
        _file.EndRow();
    }

    public void Dispose() => _file.Dispose();

    private void WriteSide(in Event filled)
    {
        _file.Add(_catalog.Account(filled.Account).Id);
        _file.Add(filled.Id);
    }

    private static Cash FeeOf(in Event filled, Charges charges)
    {
        var perLot = filled.Liquidity == Liquidity.Maker ? charges.MakerFeePerLot : charges.TakerFeePerLot;
        return new(checked(perLot.Atoms * filled.Quantity.Lots));
    }
}
