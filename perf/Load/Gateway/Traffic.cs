using Exchange.Sdk;
using Grpc.Net.Client;

namespace Exchange.Load.Gateway;

/// <summary>Streams to a gateway and as many to an echo, each server a process of its own.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly List<IDisposable> _connections = [];

    private Traffic()
    {
    }

    /// <summary>The streams to the gateway.</summary>
    public TrafficStream[] ToGateway { get; private set; } = [];

    /// <summary>The streams to the echo.</summary>
    public TrafficStream[] ToEcho { get; private set; } = [];

    /// <summary>Opens streams: one account each at the gateway.</summary>
    public static async Task<Traffic> OpenAsync(ServerProcess gateway, ServerProcess echo, TrafficOptions options)
    {
        var traffic = new Traffic();
        try
        {
            traffic.ToEcho = await traffic.OpenAsync(echo, options, (channel, _) => EchoStream.OpenAsync(channel, options.Batch, options.Coalesces));
            var accounts = await DefineAccountsAsync(gateway, options.Streams);
            traffic.ToGateway = options.UsesSdk
                ? await traffic.OpenWithSdkAsync(gateway, options, accounts)
                : await traffic.OpenAsync(
                    gateway, options, (channel, i) => SessionStream.OpenAsync(channel, gateway.Token, accounts[i], options.Batch));
            return traffic;
        }
        catch
        {
            await traffic.DisposeAsync();
            throw;
        }
    }

    /// <summary>Defines the one market there is.</summary>
    public static async Task DefineMarketAsync(ServerProcess gateway)
    {
        using var client = ExchangeClient.Connect(gateway.Url, gateway.Token);
        await client.Markets.DefineAsync(new()
        {
            Id = InstructionCycle.Market,
            Instrument = InstructionCycle.Market,
            TickSize = "1",
            LotSize = "1",
            ContinuousBook = new(),
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var stream in (TrafficStream[])[.. ToGateway, .. ToEcho])
        {
            await stream.DisposeAsync();
        }
        _connections.ForEach(connection => connection.Dispose());
    }

    private static async Task<string[]> DefineAccountsAsync(ServerProcess gateway, int count)
    {
        using var client = ExchangeClient.Connect(gateway.Url, gateway.Token);
        string[] accounts = [.. Enumerable.Range(0, count).Select(_ => $"load-{Guid.NewGuid():N}"[..32])];
        foreach (var account in accounts)
        {
            await client.Accounts.DefineAsync(account);
        }
        return accounts;
    }

    private async Task<TrafficStream[]> OpenAsync(
        ServerProcess server, TrafficOptions options, Func<GrpcChannel, int, Task<TrafficStream>> open)
    {
        var channels = Connect(options, () => GrpcChannel.ForAddress(server.Url));
        return await Task.WhenAll(Enumerable.Range(0, options.Streams).Select(i => open(channels[i % channels.Length], i)));
    }

    private async Task<TrafficStream[]> OpenWithSdkAsync(ServerProcess server, TrafficOptions options, string[] accounts)
    {
        var clients = Connect(options, () => ExchangeClient.Connect(server.Url, server.Token));
        return await Task.WhenAll(accounts.Select((account, i) => SdkStream.OpenAsync(clients[i % clients.Length], account, options.Batch)));
    }

    private T[] Connect<T>(TrafficOptions options, Func<T> connect)
        where T : IDisposable
    {
        T[] connections = [.. Enumerable.Range(0, Math.Clamp(options.Connections, 1, options.Streams)).Select(_ => connect())];
        _connections.AddRange(connections.Cast<IDisposable>());
        return connections;
    }
}

/// <summary>What traffic is like.</summary>
/// <param name="Streams">How many streams.</param>
/// <param name="Batch">Instructions a message.</param>
/// <param name="Connections">Over how many connections to each server; at most one a stream.</param>
/// <param name="Coalesces">Whether client and echo let messages leave together that are ready together.</param>
/// <param name="UsesSdk">Whether instructions are sent by the client library.</param>
internal sealed record TrafficOptions(int Streams, int Batch, int Connections, bool Coalesces, bool UsesSdk);
