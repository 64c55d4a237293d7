using System.Net;
using Exchange.Sdk;
using Exchange.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Exchange.Clients.Tests.Sdk;

/// <summary>A server that says what a test wants it to say: what the real gateway never does.</summary>
internal sealed class FakeExchange : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeExchange(WebApplication application) => _application = application;

    public ExchangeClient Client { get; private set; } = null!;

    public Uri Url { get; private set; } = null!;

    /// <summary>With trading sessions.</summary>
    /// <param name="session">What one says once it is open.</param>
    /// <param name="lastNumber">The number answered last when one opens; null: 40.</param>
    public static Task<FakeExchange> StartAsync(
        Func<IAsyncStreamReader<SessionRequest>, IServerStreamWriter<SessionResponse>, Task> session, Func<ulong>? lastNumber = null) =>
        StartAsync(new FakeTrading(session, lastNumber ?? (() => 40)), new FakeMarketData(_ => Task.CompletedTask));

    public static Task<FakeExchange> StartAsync(Func<IServerStreamWriter<SubscribeResponse>, Task> subscription) =>
        StartAsync(new FakeTrading((_, _) => Task.CompletedTask, () => 40), new FakeMarketData(subscription));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }

    private static async Task<FakeExchange> StartAsync(FakeTrading trading, FakeMarketData marketData)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddRouting().AddSingleton(trading).AddSingleton(marketData);
        var application = builder.Build();
        application.MapGrpcService<FakeTrading>();
        application.MapGrpcService<FakeMarketData>();
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new(application) { Url = new(address), Client = ExchangeClient.Connect(address, "token") };
    }

    private sealed class FakeTrading(
        Func<IAsyncStreamReader<SessionRequest>, IServerStreamWriter<SessionResponse>, Task> session, Func<ulong> lastNumber)
        : Trading.TradingBase
    {
        public override async Task Session(
            IAsyncStreamReader<SessionRequest> requestStream,
            IServerStreamWriter<SessionResponse> responseStream,
            ServerCallContext context)
        {
            await requestStream.MoveNext();
            await responseStream.WriteAsync(new() { Opened = new() { Account = "A", Session = 1, LastNumber = lastNumber(), At = "0", Sequence = 6 } });
            await session(requestStream, responseStream);
        }
    }

    private sealed class FakeMarketData(Func<IServerStreamWriter<SubscribeResponse>, Task> subscription) : MarketData.MarketDataBase
    {
        public override Task Subscribe(
            SubscribeRequest request, IServerStreamWriter<SubscribeResponse> responseStream, ServerCallContext context) =>
            subscription(responseStream);
    }
}
