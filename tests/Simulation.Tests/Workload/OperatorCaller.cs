using Exchange.Sdk.Internal;
using Exchange.Simulation.Tests.Network;
using Exchange.Simulation.Tests.World;
using Grpc.Core;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>The operator: deposits, withdrawals, phases, clearings and the kill switch, each tried once.</summary>
internal sealed class OperatorCaller : IClient
{
    private readonly Random _random;
    private readonly V1.Accounts.AccountsClient _accounts;
    private readonly V1.Markets.MarketsClient _markets;

    public OperatorCaller(VirtualWorld world, SimulatedNetwork network)
    {
        _random = new(world.Random.Next());
        var invoker = new TokenInvoker(new SimulatedInvoker(network), Listing.OperatorToken);
        (_accounts, _markets) = (new(invoker), new(invoker));
        Process = new(world);
    }

    public SimulatedProcess Process { get; }

    public bool IsStopping { get; set; }

    public Task Running { get; private set; } = Task.CompletedTask;

    public void Start() => Running = Process.Start(RunAsync);

    private async Task RunAsync()
    {
        while (!IsStopping)
        {
            await TryAsync(ActAsync);
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(5, 200)), Process.Time);
        }
        // Everybody may trade in the end.
        while (!await TryAsync(patience => _accounts.UnblockAsync(new() { All = true }, cancellationToken: patience).ResponseAsync))
        {
        }
    }

    private Task ActAsync(CancellationToken patience)
    {
        var account = Listing.AccountOf(_random.Next(Listing.Accounts));
        return _random.Next(12) switch
        {
            < 4 => _accounts.TransferAsync(
                new()
                {
                    Account = account,
                    Cash = _random.Next(3) == 0 ? "-10.25" : "1000.5",
                    Units = { { "X", _random.Next(3) == 0 ? "-3" : "10" } },
                },
                cancellationToken: patience).ResponseAsync,
            4 => _markets.ClearAsync(new() { Market = _random.Next(2) == 0 ? "batch" : "sigma" }, cancellationToken: patience).ResponseAsync,
            5 => _markets.SetPhaseAsync(new() { Market = "dark", To = V1.MarketPhase.Halted }, cancellationToken: patience).ResponseAsync,
            < 8 => _markets.SetPhaseAsync(new() { Market = "dark", To = V1.MarketPhase.Open }, cancellationToken: patience).ResponseAsync,
            8 => _accounts.BlockAsync(new() { Account = account }, cancellationToken: patience).ResponseAsync,
            9 => _random.Next(10) == 0
                ? _accounts.BlockAsync(new() { All = true }, cancellationToken: patience).ResponseAsync
                : _accounts.UnblockAsync(new() { All = true }, cancellationToken: patience).ResponseAsync,
            10 => _accounts.GetBalancesAsync(new() { Account = account }, cancellationToken: patience).ResponseAsync,
            _ => UnblockAllAsync(patience),
        };
    }

    private async Task UnblockAllAsync(CancellationToken patience)
    {
        for (var i = 0; i < Listing.Accounts; i++)
        {
            await _accounts.UnblockAsync(new() { Account = Listing.AccountOf(i) }, cancellationToken: patience);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), Process.Time);
        try
        {
            await call(patience.Token);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
