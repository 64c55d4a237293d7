using Exchange.Sdk;
using Exchange.Sdk.Internal;
using Exchange.Simulation.Tests.Network;
using Exchange.Simulation.Tests.World;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>Reads all that an account was told, from its first event on.</summary>
internal sealed class HistoryReader(VirtualWorld world, SimulatedNetwork network, int account, int count) : IClient
{
    private readonly V1.Trading.TradingClient _trading =
        new(new TokenInvoker(new SimulatedInvoker(network), Listing.TokenOf(account)));

    public SimulatedProcess Process { get; } = new(world);

    public Task Running { get; private set; } = Task.CompletedTask;

    public bool IsStopping { get; set; }

    public List<Event> Read { get; } = [];

    /// <summary>Whether the exchange says that it does not hold all of them.</summary>
    public bool IsForgotten { get; private set; }

    public void Start() => Running = Process.Start(RunAsync);

    private async Task RunAsync()
    {
        using var call = _trading.Events(new V1.EventsRequest { ResumeAfter = 0 });
        try
        {
            while (Read.Count < count && await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                Read.AddRange(call.ResponseStream.Current.Events.Select(EventReading.Read).OfType<Event>());
            }
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.OutOfRange)
        {
            IsForgotten = true;
        }
    }
}
