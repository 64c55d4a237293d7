using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

/// <summary>One running gateway for a class of tests; each works in a market and accounts of its own.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();

    internal RunningGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Gateway = await RunningGateway.StartAsync(_data.Path, "--durability", "none");

    public ValueTask DisposeAsync()
    {
        Gateway?.Dispose();
        _data.Dispose();
        return ValueTask.CompletedTask;
    }
}
