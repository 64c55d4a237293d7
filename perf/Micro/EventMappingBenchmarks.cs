using BenchmarkDotNet.Attributes;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Exchange.Load;
using Google.Protobuf;

namespace Exchange.Micro;

/// <summary>Events of the kernel as messages, and the messages as bytes.</summary>
[MemoryDiagnoser]
public class EventMappingBenchmarks
{
    private readonly ExchangeKernel _kernel = new();
    private readonly byte[] _bytes = new byte[1024];
    private Event _accepted;
    private Event _filled;

    [GlobalSetup]
    public void Trade()
    {
        CommandFlow.Define(record => _kernel.Apply(record.Span));
        Submit(1, Side.Sell);
        foreach (ref readonly var told in Submit(2, Side.Buy))
        {
            _accepted = told.Kind == EventKind.Accepted ? told : _accepted;
            _filled = told.Kind == EventKind.Filled ? told : _filled;
        }
    }

    [Benchmark]
    public int Accepted() => Write(_accepted);

    [Benchmark]
    public int Filled() => Write(_filled);

    private int Write(in Event told)
    {
        var message = EventMapping.Write(told, _kernel.Catalog);
        message.WriteTo(_bytes.AsSpan(0, message.CalculateSize()));
        return _bytes[0];
    }

    private ReadOnlySpan<Event> Submit(ulong id, Side side)
    {
        var record = new byte[Commands.OrderLength];
        var order = Order.Limit(side, new(10), new(10_000), TimeInForce.GoodTillCancelled);
        return _kernel.Apply(record.AsSpan(0, Commands.SubmitOrder(record, new() { Account = 1 }, id, order)));
    }
}
