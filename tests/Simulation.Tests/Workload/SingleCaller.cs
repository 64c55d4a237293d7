using Exchange.Sdk.Internal;
using Exchange.Simulation.Tests.Audit;
using Exchange.Simulation.Tests.Network;
using Exchange.Simulation.Tests.World;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>
/// A client without a session: single calls, numbered, several at a time, each repeated until it is answered; and now and then once more,
/// long after.
/// </summary>
internal sealed class SingleCaller : IClient
{
    private readonly Random _random;
    private readonly Orders _orders;
    private readonly V1.Trading.TradingClient _trading;
    private readonly ClientLog _log;
    private readonly ulong _session;
    private readonly List<V1.Instruction> _answered = [];
    private ulong _lastNumber;

    public SingleCaller(VirtualWorld world, SimulatedNetwork network, int account, ulong session, ClientLog log)
    {
        _random = new(world.Random.Next());
        _orders = new(_random, world, (session * 1_000_000) + 1);
        _trading = new(new TokenInvoker(new SimulatedInvoker(network), Listing.TokenOf(account)));
        Process = new(world);
        (_session, _log) = (session, log);
    }

    public SimulatedProcess Process { get; }

    public bool IsStopping { get; set; }

    public Task Running { get; private set; } = Task.CompletedTask;

    public void Start() => Running = Process.Start(RunAsync);

    private async Task RunAsync()
    {
        var underWay = new List<Task>();
        while (!IsStopping)
        {
            underWay.Add(CallAsync(NextInstruction()));
            underWay.RemoveAll(call => call.IsCompletedSuccessfully);
            if (underWay.Count >= 3)
            {
                await underWay[0];
            }
            await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 40), Process.Time);
        }
        foreach (var call in underWay)
        {
            await call;
        }
    }

    private V1.Instruction NextInstruction()
    {
        if (_answered.Count > 0 && _random.Next(10) == 0)
        {
            return _answered[_random.Next(_answered.Count)];
        }
        var instruction = _orders.Next();
        _log.Send(instruction);
        var message = instruction.Write(instruction.OrderId);
        message.Number = ++_lastNumber;
        return message;
    }

    private async Task CallAsync(V1.Instruction instruction)
    {
        while (true)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(_random.Next(20, 1000)), Process.Time);
            try
            {
                var response = await _trading.SubmitAsync(
                    new V1.SubmitRequest { Session = _session, Instruction = instruction }, cancellationToken: patience.Token);
                // What the exchange has not taken may be tried again.
                if (response.Answer.Reason != "BUSY")
                {
                    _log.Answer(response.Answer.Number, response.Answer.Reason, response.Events);
                    _answered.Add(instruction);
                    return;
                }
            }
            catch (RpcException lost) when (lost.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled)
            {
                // Whether it was carried out is not known.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1, 50)), Process.Time);
        }
    }
}
