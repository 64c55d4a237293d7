using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>Of market data whole books are compressed for those who accept it, and nothing else is.</summary>
public sealed class CompressionTests
{
    private const int Levels = 200;
    private const int PrefixLength = 5;

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("identity", false)]
    public async Task Subscribe_Accepts_WholeBookComesPackedAndChangesDoNot(string accepts, bool isPacked)
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();
        await session.ActAsync([.. Enumerable.Range(1, Levels).Select(n => Say.Buy((ulong)n, (ulong)n, "1", $"{n}"))]);
        using var http = new HttpClient { BaseAddress = gateway.Url, Timeout = TestCaller.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/exchange.v1.MarketData/Subscribe")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "authorization", $"Bearer {trader.Token}" }, { "grpc-accept-encoding", accepts } },
            Content = new ByteArrayContent(RawClient.Frame(new SubscribeRequest { Markets = { "lit" } })) { Headers = { ContentType = new("application/grpc") } },
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsStreamAsync();

        var (isBookPacked, book) = await ReadAsync(body);
        // As many changes at once as would be long enough.
        await session.ActAsync([.. Enumerable.Range(1, Levels).Select(n => Say.Cancel((ulong)(Levels + n), (ulong)n))]);
        var changes = 0;
        while (changes < Levels)
        {
            var (isChangePacked, change) = await ReadAsync(body);
            Assert.False(isChangePacked);
            changes += change.Updates.Count;
        }

        Assert.Equal(isPacked, isBookPacked);
        Assert.Equal(Levels, book.Updates[0].Snapshot.Depth.Bids.Count);
    }

    private static async Task<(bool IsPacked, SubscribeResponse Message)> ReadAsync(Stream body)
    {
        var prefix = new byte[PrefixLength];
        await body.ReadExactlyAsync(prefix).AsTask().WaitAsync(TestCaller.Patience);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await body.ReadExactlyAsync(payload).AsTask().WaitAsync(TestCaller.Patience);
        if (prefix[0] == 0)
        {
            return (false, SubscribeResponse.Parser.ParseFrom(payload));
        }
        using var gzip = new GZipStream(new MemoryStream(payload), CompressionMode.Decompress);
        return (true, SubscribeResponse.Parser.ParseFrom(gzip));
    }
}
