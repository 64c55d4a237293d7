using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>A subscription to market data.</summary>
internal sealed class TestMarketData(AsyncServerStreamingCall<SubscribeResponse> call) : MarketPictures, IDisposable
{
    public async Task ReadUntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Assert.True(await call.ResponseStream.MoveNext(), "the stream ended too early");
            foreach (var update in call.ResponseStream.Current.Updates)
            {
                Apply(update);
            }
        }
    }

    public async Task<Status> ReadToFailureAsync() =>
        (await Assert.ThrowsAsync<RpcException>(() => ReadUntilAsync(() => false))).Status;

    public void Dispose() => call.Dispose();
}
