using Exchange.Sdk;
using Exchange.Sdk.Internal;
using Exchange.Simulation.Tests.Audit;
using Exchange.Simulation.Tests.Exchange;
using Exchange.Simulation.Tests.Network;
using Exchange.Simulation.Tests.World;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>A bot that trades through the client library's session and never looks after its connection.</summary>
internal sealed class SessionTrader : IClient
{
    private readonly VirtualWorld _world;
    private readonly Random _random;
    private readonly Orders _orders;
    private readonly V1.Trading.TradingClient _trading;
    private readonly SessionOptions _options;
    private readonly ClientLog _log;
    private readonly bool _mayBeForgotten;

    public SessionTrader(VirtualWorld world, SimulatedNetwork network, int account, ulong session, RunTerms terms, ClientLog log)
    {
        _world = world;
        _random = new(world.Random.Next());
        _orders = new(_random, world, (session * 1_000_000) + 1);
        _trading = new(new TokenInvoker(new SimulatedInvoker(network), Listing.TokenOf(account)));
        _log = log;
        _mayBeForgotten = terms.LosesHeldEvents;
        _options = new()
        {
            Session = session,
            MaxUnanswered = _random.Next(3) == 0 ? 8 : 500,
            Heartbeat = TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? 50 : 1000),
            CancelAfterDisconnect = account == Listing.AlwaysCancels || _random.Next(3) == 0 ? TimeSpan.FromMilliseconds(_random.Next(0, 500)) : null,
            ReconnectFor = TimeSpan.FromDays(1),
            OnEvent = log.Tell,
            OnAnswer = answer => log.Answer(answer.Number, answer.Reason),
            OnReconnected = () => Reconnections++,
            Jitter = _random,
        };
    }

    public SimulatedProcess Process { get; private set; } = null!;

    public Task Running { get; private set; } = Task.CompletedTask;

    public int Reconnections { get; private set; }

    public bool IsStopping { get; set; }

    public void Start()
    {
        Process = new(_world);
        Running = Process.Start(RunAsync);
    }

    /// <summary>The program is gone, and what it knew; another takes its place.</summary>
    public void Crash()
    {
        Process.Kill();
        _log.Abandon();
        Start();
    }

    private async Task RunAsync()
    {
        while (!IsStopping)
        {
            try
            {
                await TradeAsync();
                _log.End();
            }
            catch (SessionException failed) when (_mayBeForgotten && failed.InnerException is RpcException { StatusCode: StatusCode.OutOfRange })
            {
                // The events that it missed are no longer held.
                _log.Abandon();
            }
        }
    }

    private async Task TradeAsync()
    {
        await using var session = await OpenAsync();
        _log.Begin((long)session.LastSequence);
        for (var left = _random.Next(20, 2000); left > 0 && !IsStopping; left--)
        {
            var instruction = _orders.Next();
            _log.Send(instruction);
            await session.SendAsync(instruction);
            if (_random.Next(5) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 20), Process.Time);
            }
        }
        await session.CloseAsync();
    }

    private async Task<TradingSession> OpenAsync()
    {
        while (true)
        {
            try
            {
                return await TradingSession.OpenAsync(_trading, _options with { Time = Process.Time }, CancellationToken.None);
            }
            catch (RpcException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Process.Time);
            }
        }
    }
}
