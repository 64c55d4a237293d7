using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Tests.Exports;

public sealed class ExportGoldenTests
{
    [Theory]
    [InlineData("markets.csv", """
        time,command,market,instrument,rule,tick_size,lot_size
        0.000000000,1,lit,XYZ,continuousBook,0.01,0.5
        0.000000000,2,call,XYZ,callAuction,0.01,0.5

        """)]
    [InlineData("phases.csv", """
        time,command,market,phase
        0.000000000,1,lit,OPEN
        0.000000000,2,call,OPEN
        3.000000000,16,lit,HALTED

        """)]
    [InlineData("orders.csv", """
        time,command,account,sequence,market,id,event,bid,side,price,quantity,remaining,liquidity,reason,time_in_force,expires,post_only,display,minimum_quantity,stop,standing
        1.500000000,5,A,1,lit,1,ACCEPTED,LIMIT,SELL,10,2,2,,,GTD,3.000000000,,1,,,
        1.500000000,6,B,1,lit,7,ACCEPTED,LIMIT,BUY,10.01,1,1,,,GTC,,,,,10,
        1.500000000,7,B,2,lit,8,ACCEPTED,LIMIT,BUY,10.02,0.5,0.5,,,GTC,,,,0.5,,
        1.500000000,7,A,2,lit,1,FILLED,,SELL,10,0.5,1.5,MAKER,,,,,,,,
        1.500000000,7,B,3,lit,8,FILLED,,BUY,10,0.5,0,TAKER,,,,,,,,
        1.500000000,7,B,4,lit,7,TRIGGERED,,,,,,,,,,,,,,
        1.500000000,7,A,3,lit,1,FILLED,,SELL,10,0.5,1,MAKER,,,,,,,,
        1.500000000,7,B,5,lit,7,FILLED,,BUY,10,0.5,0.5,TAKER,,,,,,,,
        1.500000000,7,A,4,lit,1,FILLED,,SELL,10,0.5,0.5,MAKER,,,,,,,,
        1.500000000,7,B,6,lit,7,FILLED,,BUY,10,0.5,0,TAKER,,,,,,,,
        1.500000000,8,B,7,lit,9,REJECTED,LIMIT,BUY,10,0.5,,,POST_ONLY,GTC,,true,,,,
        1.500000000,9,A,5,lit,1,REPLACED,,SELL,9.98,4.5,4.5,,,,,,,,,
        1.500000000,10,B,8,lit,99,REJECTED,,,0.07,1.5,,,UNKNOWN_ORDER,,,,,,,
        2.000000000,11,A,6,call,5,ACCEPTED,LIMIT,SELL,9.9,1.5,1.5,,,,,,,,,true
        2.000000000,12,B,9,call,5,ACCEPTED,MARKET,BUY,,1,1,,,,,,,,,
        3.000000000,15,A,8,lit,1,CANCELLED,,SELL,,4.5,0,,EXPIRED,,,,,,,

        """)]
    [InlineData("trades.csv", """
        time,command,trade,market,price,quantity,buyer,buy_id,seller,sell_id,aggressor,buyer_fee,seller_fee,reference_bid,reference_ask
        1.500000000,7,1,lit,10,0.5,B,8,A,1,BUY,0.000003,-0.000001,,
        1.500000000,7,2,lit,10,0.5,B,7,A,1,BUY,0.000003,-0.000001,,
        1.500000000,7,3,lit,10,0.5,B,7,A,1,BUY,0.000003,-0.000001,,

        """)]
    [InlineData("clearings.csv", """
        time,command,clearing,market,price,volume,surplus,decided_by,reason
        2.000000000,13,1,call,9.9,1,-0.5,VOLUME,

        """)]
    [InlineData("allocations.csv", """
        time,command,clearing,market,account,id,quantity,cash,charge
        2.000000000,13,1,call,A,5,-1,9.899,0.001
        2.000000000,13,1,call,B,5,1,-9.901,0.001

        """)]
    [InlineData("quotes.csv", """
        time,command,market,bid,bid_quantity,ask,ask_quantity
        1.500000000,5,lit,,,10,1
        1.500000000,7,lit,,,10,0.5
        1.500000000,9,lit,,,9.98,1
        3.000000000,15,lit,,,,

        """)]
    [InlineData("transfers.csv", """
        time,command,account,instrument,amount
        0.000000000,3,A,,1000
        0.000000000,3,A,XYZ,10
        2.000000000,14,B,,-0.000000000001
        2.000000000,14,B,ABC,0.000005

        """)]
    [InlineData("balances.csv", """
        time,command,account,instrument,balance,change
        0.000000000,3,A,,1000,1000
        0.000000000,3,A,XYZ,10,10
        1.500000000,7,operator,,0.000006,0.000006
        1.500000000,7,A,,1015.000003,15.000003
        1.500000000,7,A,XYZ,8.5,-1.5
        1.500000000,7,B,,-15.000009,-15.000009
        1.500000000,7,B,XYZ,1.5,1.5
        2.000000000,13,operator,,0.002006,0.002
        2.000000000,13,A,,1024.899003,9.899
        2.000000000,13,A,XYZ,7.5,-1
        2.000000000,13,B,,-24.901009,-9.901
        2.000000000,13,B,XYZ,2.5,1
        2.000000000,14,B,,-24.901009000001,-0.000000000001
        2.000000000,14,B,ABC,0.000005,0.000005

        """)]
    public void Write_OneOfEverything_IsTheRowsDocumented(string file, string expected)
    {
        using var run = new ExportRun(SelfTrade.CancelResting);
        var (a, b) = (run.AddAccount("A", 1000, 10), run.AddAccount("B", 0, 0));
        var auction = new CommandHeader { Account = a, Market = ExportRun.Auction };
        run.Now = new(1_500_000_000);
        run.Submit(a, 1, Side.Sell, 4, 1000, new() { Display = new(2), Expires = new(3_000_000_000) });
        run.Submit(b, 7, Side.Buy, 2, 1001, new() { Stop = new Price(1000) });
        run.Submit(b, 8, Side.Buy, 1, 1002, new() { Minimum = new(1) });
        run.Submit(b, 9, Side.Buy, 1, 1000, new() { IsPostOnly = true });
        run.Replace(a, 1, 9, 998);
        run.Send(record => Commands.ReplaceOrder(record, new() { Account = b, Market = 0 }, 99, new(new(3), new Price(7), false)));
        run.Now = new(2_000_000_000);
        run.Send(record => Commands.SubmitOrder(record, auction, 5, Order.Limit(Side.Sell, new(3), new(990), default), isStanding: true));
        run.Send(record => Commands.SubmitOrder(record, auction with { Account = b }, 5, Order.Market(Side.Buy, new(2))));
        run.Send(record => Commands.Clear(record, auction));
        run.Send(record => Commands.Transfer(record, new() { Account = b, Market = CommandHeader.NoMarket }, new(new Cash(-1), [("ABC", new(5))])));
        run.Now = new(3_000_000_000);
        run.Send(record => Commands.Advance(record, default));
        run.SetPhase(MarketPhase.Halted);
        run.Finish();

        Assert.Equal(expected, run.ReadText(file));
    }
}
