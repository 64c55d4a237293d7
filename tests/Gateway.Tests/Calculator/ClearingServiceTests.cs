using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests.Calculator;

public sealed class ClearingServiceTests
{
    private const string Request = """
        {"tickSize":"0.01","lotSize":"1","bids":[
            {"id":"b1","account":"nobody","limit":{"side":"BUY","quantity":"5","price":"10"}},
            {"id":"s1","account":"whoever","limit":{"side":"SELL","quantity":"3","price":"10"}}],
         "callAuction":{"rationing":"TIME"}}
        """;

    [Fact]
    public async Task Clear_AnyToken_GetsWhatTheCalculatorGives()
    {
        await using var gateway = await TestGateway.StartAsync();
        var trader = await gateway.DefineTraderAsync("A");

        foreach (var caller in new[] { trader, gateway.Operator })
        {
            var response = await caller.Clearing.ClearAsync(Calculating.Read(Request), caller.Options);

            Assert.Equal(("10", "3", "2"), (response.Price, response.Volume, response.Surplus));
            Assert.Equal(["3 -30", "-3 30"], response.Allocations.Select(got => $"{got.Quantity} {got.Cash}"));
        }
    }

    [Fact]
    public async Task Clear_NoToken_IsUnauthenticated()
    {
        await using var gateway = await TestGateway.StartAsync();

        var status = await FailAsync(gateway.Caller(token: null, ""), Calculating.Read(Request));

        Assert.Equal(StatusCode.Unauthenticated, status.StatusCode);
    }

    [Fact]
    public async Task Clear_MalformedRequest_IsInvalidArgumentWhateverTheReason()
    {
        await using var gateway = await TestGateway.StartAsync();
        var request = Calculating.Read(Request);
        request.Bids[1].Id = "b1";

        var status = await FailAsync(gateway.Operator, request);

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Equal("DUPLICATE_ID: bid b1: another bid has the same id", status.Detail);
        Assert.Equal(StatusCode.InvalidArgument, (await FailAsync(gateway.Operator, new())).StatusCode);
    }

    private static async Task<Status> FailAsync(TestCaller caller, ClearRequest request) =>
        (await Assert.ThrowsAsync<RpcException>(
            async () => await caller.Clearing.ClearAsync(request, caller.Options))).Status;
}
