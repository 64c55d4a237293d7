using BenchmarkDotNet.Attributes;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Gateway.Mapping;
using Exchange.Load;
using Google.Protobuf;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Micro;

/// <summary>An instruction from its bytes on the wire to the command record that the ring takes.</summary>
[MemoryDiagnoser]
public class InstructionBenchmarks
{
    private readonly byte[] _record = new byte[Commands.MaxInstructionLength];
    private readonly Directory _directory = new();
    private MarketDefinition _market = null!;
    private byte[] _message = [];

    [GlobalSetup]
    public void Define()
    {
        var kernel = new ExchangeKernel();
        CommandFlow.Define(record => kernel.Apply(record.Span));
        _market = kernel.Catalog.Market(0);
        var limit = new V1.LimitOrder { Side = V1.Side.Buy, Quantity = "100", Price = "10025" };
        _message = new V1.SessionRequest
        {
            Instructions = { new V1.Instruction { Number = 1 << 28, Submit = new() { Market = _market.Id, Id = 1 << 28, Limit = limit } } },
        }.ToByteArray();
    }

    [Benchmark]
    public int Parse() => V1.SessionRequest.Parser.ParseFrom(_message).Instructions.Count;

    [Benchmark]
    public int ParseAndWrite()
    {
        var submit = V1.SessionRequest.Parser.ParseFrom(_message).Instructions[0].Submit;
        BidMapping.TryWriteSubmit(
            BidMessages.BidOf(submit), submit.Id, submit.Standing, _market, _directory, new() { Account = 1 }, _record, out var length);
        return length;
    }
}
