using System.Net;
using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>Bytes that no gRPC client would send.</summary>
public sealed class WireTests
{
    private const string Session = "/exchange.v1.Trading/Session";
    private const string Internal = "13";
    private const string Unimplemented = "12";
    private const string ResourceExhausted = "8";

    private static readonly byte[] Opening = RawClient.Frame(new SessionRequest { Open = new() { Session = 1 } });

    private static readonly byte[] Order = RawClient.Frame(
        new SessionRequest { Instructions = { Say.Buy(1, 1, "1", "1") } });

    public static TheoryData<string, byte[], string> Bodies => new()
    {
        { "a truncated frame", Order[..^1], Internal },
        { "a truncated prefix", Order[..3], Internal },
        { "a length that is too small", RawClient.Frame(Order[5..], Order.Length - 8), Internal },
        { "a length that is too large", RawClient.Frame(Order[5..], 1000), Internal },
        { "a length that is negative", RawClient.Frame(Order[5..], -1), ResourceExhausted },
        { "a length of 5 MB", RawClient.Frame(Order[5..], 5_000_000), ResourceExhausted },
        { "a compressed message", [1, .. Order[1..]], Internal },
        { "no message at all", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Internal },
        { "a field that ends too early", RawClient.Frame([0x12, 0x7f], 2), Internal },
        { "a group that never ends", RawClient.Frame([0x0b], 1), Internal },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task Session_Garbage_FailsFromTheStartAndAfterTheOpening(string what, byte[] body, string expected) =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            using var http = new RawClient(gateway.Url, culprit.Token!);

            var atOnce = await http.PostAsync(Session, body);
            var later = await http.PostAsync(Session, [.. Opening, .. body]);

            Assert.Equal($"{what}: {expected}", $"{what}: {atOnce.Grpc}");
            Assert.Equal($"{what}: {expected}", $"{what}: {later.Grpc}");
        });

    [Fact]
    public Task Session_RandomBytes_NeverHarmAnybody() =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            const int Seed = 4711;
            var random = new Random(Seed);
            using var http = new RawClient(gateway.Url, culprit.Token!);
            for (var i = 0; i < 200; i++)
            {
                var payload = new byte[random.Next(1, 200)];
                random.NextBytes(payload);
                var (status, grpc) = await http.PostAsync(Session, [.. Opening, .. RawClient.Frame(payload, payload.Length)]);
                Assert.True(status == HttpStatusCode.OK && grpc.Length > 0, $"seed {Seed}, attempt {i}: {status} {grpc}");
            }
        });

    [Theory]
    [InlineData("/exchange.v1.Trading/Nothing")]
    [InlineData("/exchange.v1.Nothing/Session")]
    [InlineData("/a/b")]
    public Task Call_UnknownMethodOrService_IsUnimplemented(string path) =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            using var http = new RawClient(gateway.Url, culprit.Token!);

            Assert.Equal((HttpStatusCode.OK, Unimplemented), await http.PostAsync(path, Opening));
        });

    [Fact]
    public Task Call_OtherContentType_IsNotTaken() =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            using var http = new RawClient(gateway.Url, culprit.Token!);

            Assert.Equal((HttpStatusCode.UnsupportedMediaType, ""), await http.PostAsync(Session, Opening, "application/json"));
        });
}
