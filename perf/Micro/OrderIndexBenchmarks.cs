using BenchmarkDotNet.Attributes;
using Exchange.Engine.Clearing.ContinuousBook;

namespace Exchange.Micro;

/// <summary>Orders found by account and id among as many as a busy book has.</summary>
[MemoryDiagnoser]
public class OrderIndexBenchmarks
{
    private const int Account = 1;
    private const int Orders = 10_000;

    private readonly OrderPool _pool = new();
    private readonly OrderIndex _index;
    private readonly int _place;
    private ulong _next;

    public OrderIndexBenchmarks()
    {
        _index = new(_pool);
        for (var id = 0UL; id < Orders; id++)
        {
            _index.Add(Account, id, NewPlace(id));
        }
        _place = NewPlace(Orders);
    }

    /// <summary>One after the other, none in the cache because it was the last.</summary>
    [Benchmark]
    public int Find() => _index.Find(Account, _next++ % Orders);

    [Benchmark]
    public void AddAndRemove()
    {
        _index.Add(Account, Orders, _place);
        _index.Remove(Account, Orders);
    }

    private int NewPlace(ulong id)
    {
        var place = _pool.Take();
        (_pool[place].Account, _pool[place].Id) = (Account, id);
        return place;
    }
}
