using Exchange.Engine.Hosting;
using Exchange.Engine.Numerics;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Exchange.Gateway.Tests;

public sealed class HealthServiceTests
{
    private static CallOptions Options => new(deadline: DateTime.UtcNow + TestCaller.Patience);

    [Theory]
    [InlineData("")]
    [InlineData("exchange.v1.Trading")]
    [InlineData("exchange.v1.MarketData")]
    [InlineData("grpc.health.v1.Health")]
    public async Task Check_ServiceThatIsThere_IsServing(string service)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var channel = GrpcChannel.ForAddress(gateway.Url);

        var response = await new Health.HealthClient(channel).CheckAsync(new() { Service = service }, Options);

        Assert.Equal(Status.Serving, response.Status);
    }

    [Theory]
    [InlineData("exchange.v1.Nothing")]
    [InlineData("Trading")]
    public async Task Check_ServiceThatIsNot_IsNotFound(string service)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var channel = GrpcChannel.ForAddress(gateway.Url);

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await new Health.HealthClient(channel).CheckAsync(new() { Service = service }, Options));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task List_AllServices_AreServing()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var channel = GrpcChannel.ForAddress(gateway.Url);

        var statuses = (await new Health.HealthClient(channel).ListAsync(new(), Options)).Statuses;

        Assert.Equal(9, statuses.Count);
        Assert.Contains("exchange.v1.Accounts", statuses.Keys);
        Assert.All(statuses.Values, response => Assert.Equal(Status.Serving, response.Status));
    }

    [Fact]
    public async Task Watch_GatewayStops_IsToldBeforeTheEnd()
    {
        var gateway = await TestGateway.StartAsync();
        using var channel = GrpcChannel.ForAddress(gateway.Url);
        var client = new Health.HealthClient(channel);
        using var known = client.Watch(new(), Options);
        using var unknown = client.Watch(new() { Service = "exchange.v1.Nothing" }, Options);
        Assert.Equal(Status.Serving, await NextAsync(known));
        Assert.Equal(Status.ServiceUnknown, await NextAsync(unknown));
        var next = unknown.ResponseStream.MoveNext();
        Assert.False(next.IsCompleted);

        var stopping = gateway.DisposeAsync();

        Assert.Equal(Status.NotServing, await NextAsync(known));
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => NextAsync(known))).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        await stopping;
    }

    [Fact]
    public async Task Watch_ExchangeFails_IsTold()
    {
        var clock = new BrokenClock();
        var failed = new TaskCompletionSource<Exception>();
        await using var server = await GatewayServer.StartAsync(
            new() { Listen = new("http://127.0.0.1:0"), Clock = clock, Failed = failed.SetResult, Logging = _ => { } });
        using var channel = GrpcChannel.ForAddress(server.Url);
        var client = new Health.HealthClient(channel);
        using var watch = client.Watch(new() { Service = "exchange.v1.Trading" }, Options);
        Assert.Equal(Status.Serving, await NextAsync(watch));

        clock.Break();

        Assert.Equal(Status.NotServing, await NextAsync(watch));
        Assert.Equal(Status.NotServing, (await client.CheckAsync(new(), Options)).Status);
        Assert.IsType<NotSupportedException>(await failed.Task.WaitAsync(TestCaller.Patience));
    }

    private static async Task<Status> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext());
        return call.ResponseStream.Current.Status;
    }

    /// <summary>A clock that fails the exchange's own threads, once it is broken.</summary>
    private sealed class BrokenClock : Clock
    {
        private volatile bool _isBroken;

        public override Timestamp Now => _isBroken && !Thread.CurrentThread.IsThreadPoolThread ? throw new NotSupportedException() : System.Now;

        public void Break() => _isBroken = true;
    }
}
