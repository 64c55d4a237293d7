using BenchmarkDotNet.Attributes;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ContinuousBook;

namespace Exchange.Micro;

/// <summary>The prices of one side of a book: a hundred next to each other, or as many far apart.</summary>
[MemoryDiagnoser]
public class PriceLadderBenchmarks
{
    private const int Prices = 100;

    private readonly PriceLadder _ladder = new(Side.Sell);

    /// <summary>Ticks from one price to the next but one.</summary>
    [Params(2, 20_000)]
    public int Step { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Prices; i++)
        {
            _ladder.FindOrAdd(i * Step);
        }
    }

    /// <summary>A price between two others comes and goes.</summary>
    [Benchmark]
    public int AddAndRemove()
    {
        var ticks = (Prices / 2 * Step) + 1;
        var level = _ladder.FindOrAdd(ticks);
        _ladder.Remove(ticks);
        return level;
    }

    /// <summary>The best price comes and goes.</summary>
    [Benchmark]
    public int AddAndRemoveBest()
    {
        var level = _ladder.FindOrAdd(-1);
        _ladder.Remove(-1);
        return level;
    }

    /// <summary>From the best price to the worst; the time is that of a step.</summary>
    [Benchmark(OperationsPerInvoke = Prices)]
    public int Walk()
    {
        _ladder.TryGetBest(out var ticks);
        while (_ladder.TryGetNext(ticks, out var next))
        {
            ticks = next;
        }
        return ticks;
    }
}
