using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>
/// <c>trades.csv</c>: what one order traded with another, at the price of the one that rested, or in a cross, where nobody is
/// the aggressor, at the midpoint of its reference's quote. What clearings gave is among the allocations: there nobody trades with
/// anybody in particular.
/// </summary>
internal sealed class TradesFile : IDisposable
{
    private const string Columns =
        "time,command,trade,market,price,quantity,buyer,buy_id,seller,sell_id,aggressor,buyer_fee,seller_fee,reference_bid,reference_ask";

    private readonly CsvFile _file;
    private readonly Catalog _catalog;
    private long _trades;

    public TradesFile(string folder, Catalog catalog) => (_file, _catalog) = (new(folder, "trades.csv", Columns), catalog);

    /// <summary>Writes the trade that two fills tell of.</summary>
    public void Write(in Event maker, in Event taker)
    {
        var market = _catalog.Market(maker.Market);
        var makerFee = FeeOf(market.Charges.MakerFeePerLot, maker.Quantity);
        var takerFee = FeeOf(market.Charges.TakerFeePerLot, maker.Quantity);
        var isBought = taker.Side == Side.Buy;
        _file.Add(maker.Time);
        _file.Add(maker.Command);
        _file.Add(++_trades);
        _file.Add(market.Id);
        _file.Add(market.Grid.Format(maker.Price));
        _file.Add(market.Grid.Format(maker.Quantity));
        WriteSide(isBought ? taker : maker);
        WriteSide(isBought ? maker : taker);
        _file.Add(isBought ? "BUY" : "SELL");
        _file.Add(isBought ? takerFee : makerFee);
        _file.Add(isBought ? makerFee : takerFee);
        _file.AddEmpty();
        _file.AddEmpty();
        _file.EndRow();
    }

    /// <summary>Writes the trade in a cross that two fills tell of.</summary>
    public void Write(in Event one, in Event other, Quote quote, Grid quoted)
    {
        var market = _catalog.Market(one.Market);
        var fee = Cash.Zero;
        foreach (var charge in market.Charges.OnClearing)
        {
            fee += ((BidCharge)charge).Of(one.Quantity);
        }
        _file.Add(one.Time);
        _file.Add(one.Command);
        _file.Add(++_trades);
        _file.Add(market.Id);
        _file.Add(market.Grid.Format(one.Price));
        _file.Add(market.Grid.Format(one.Quantity));
        WriteSide(one.Side == Side.Buy ? one : other);
        WriteSide(one.Side == Side.Buy ? other : one);
        _file.AddEmpty();
        _file.Add(fee);
        _file.Add(fee);
        _file.Add(quoted.Format(quote.Bid));
        _file.Add(quoted.Format(quote.Ask));
        _file.EndRow();
    }

    public void Dispose() => _file.Dispose();

    private void WriteSide(in Event filled)
    {
        _file.Add(_catalog.Account(filled.Account).Id);
        _file.Add(filled.Id);
    }

    private static Cash FeeOf(Cash perLot, Quantity quantity) => new(checked(perLot.Atoms * quantity.Lots));
}
