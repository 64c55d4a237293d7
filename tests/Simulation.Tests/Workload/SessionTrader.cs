using Exchange.Sdk;
using Exchange.Sdk.Internal;
using Exchange.Simulation.Tests.Audit;
using Exchange.Simulation.Tests.Network;
using Exchange.Simulation.Tests.World;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>A bot that trades through the client library's session and never looks after its connection.</summary>
internal sealed class SessionTrader
{
    private readonly VirtualWorld _world;
    private readonly Random _random;
    private readonly Orders _orders;
    private readonly V1.Trading.TradingClient _trading;
    private readonly SessionOptions _options;
    private readonly SimulatedProcess _process;
    private readonly ClientLog _log;

    public SessionTrader(VirtualWorld world, SimulatedNetwork network, int account, ulong session, ClientLog log)
    {
        _world = world;
        _random = new(world.Random.Next());
        _orders = new(_random, world, (session * 1_000_000) + 1);
        _trading = new(new TokenInvoker(new SimulatedInvoker(network), Listing.TokenOf(account)));
        _process = new(world);
        _log = log;
        _options = new()
        {
            Session = session,
            MaxUnanswered = _random.Next(3) == 0 ? 8 : 500,
            Heartbeat = TimeSpan.FromMilliseconds(_random.Next(3) == 0 ? 50 : 1000),
            CancelAfterDisconnect = _random.Next(3) == 0 ? TimeSpan.FromMilliseconds(_random.Next(0, 500)) : null,
            ReconnectFor = TimeSpan.FromDays(1),
            OnEvent = log.Tell,
            OnAnswer = answer => log.Answer(answer.Number, answer.Reason),
            OnReconnected = () => Reconnections++,
            Time = _process.Time,
            Jitter = _random,
        };
    }

    public SimulatedProcess Process => _process;

    public int Reconnections { get; private set; }

    /// <summary>From now on nothing more is begun.</summary>
    public bool IsStopping { get; set; }

    public Task Start() => _process.Start(RunAsync);

    private async Task RunAsync()
    {
        while (!IsStopping)
        {
            var session = await OpenAsync();
            _log.Begin();
            _log.Current!.After = (long)session.LastSequence - _log.Current.Events.Count;
            for (var left = _random.Next(20, 2000); left > 0 && !IsStopping; left--)
            {
                var instruction = _orders.Next();
                _log.Send(instruction);
                await session.SendAsync(instruction);
                if (_random.Next(5) > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 20), _process.Time);
                }
            }
            await session.CloseAsync();
            await session.DisposeAsync();
            _log.End();
        }
    }

    private async Task<TradingSession> OpenAsync()
    {
        while (true)
        {
            try
            {
                return await TradingSession.OpenAsync(_trading, _options, CancellationToken.None);
            }
            catch (RpcException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), _process.Time);
            }
        }
    }
}
