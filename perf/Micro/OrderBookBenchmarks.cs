using BenchmarkDotNet.Attributes;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ContinuousBook;
using Exchange.Engine.Numerics;

namespace Exchange.Micro;

/// <summary>What is done to a book of a thousand orders at a hundred prices a side, which is afterwards as it was.</summary>
[MemoryDiagnoser]
public class OrderBookBenchmarks
{
    private const int Account = 1;
    private const int Prices = 100;
    private const int OrdersPerPrice = 10;
    private const int Middle = 10_000;
    private const ulong NewId = 1_000_000;
    private const ulong LiveId = 5;

    private readonly OrderBook _book = new();
    private readonly ReportBuffer _reports = new();
    private readonly Order _resting = Limit(Side.Buy, Middle - 50);
    private readonly Order _best = Limit(Side.Sell, Middle + 1);
    private readonly Order _taking = Limit(Side.Buy, Middle + 1);
    private bool _isUp;

    [GlobalSetup]
    public void Fill()
    {
        var id = 1UL;
        for (var i = 0; i < Prices * OrdersPerPrice; i++)
        {
            var away = 2 + (i % Prices);
            Submit(id++, Limit(Side.Buy, Middle - away));
            Submit(id++, Limit(Side.Sell, Middle + away));
        }
    }

    /// <summary>An order comes to rest in the middle of its side, and is cancelled.</summary>
    [Benchmark]
    public int SubmitAndCancel()
    {
        Submit(NewId, _resting);
        _book.Cancel(Account, NewId, CancelReason.User, _reports);
        return _reports.Reports.Length;
    }

    /// <summary>An order comes to rest as the best, and another takes it.</summary>
    [Benchmark]
    public int SubmitAndMatch()
    {
        Submit(NewId, _best);
        _book.Submit(Account, NewId + 1, _taking, _reports);
        return _reports.Reports.Length;
    }

    /// <summary>An order moves one tick, up and down in turn.</summary>
    [Benchmark]
    public int Replace()
    {
        _isUp = !_isUp;
        _reports.Clear();
        var price = new Price(Middle - 60 + (_isUp ? 1 : 0));
        _book.Replace(Account, LiveId, new(new(10), price, LosesPriority: true), _reports);
        return _reports.Reports.Length;
    }

    private static Order Limit(Side side, int ticks) => Order.Limit(side, new(10), new(ticks), TimeInForce.GoodTillCancelled);

    private void Submit(ulong id, in Order order)
    {
        _reports.Clear();
        _book.Submit(Account, id, order, _reports);
    }
}
