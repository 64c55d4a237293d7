using Exchange.Gateway.Tests.Http2;
using static Exchange.Gateway.Tests.Http2.Frames;

namespace Exchange.Gateway.Tests;

/// <summary>Calls whose headers are wrong, and how each ends.</summary>
public sealed class BadHeaderTests
{
    private const string List = "/exchange.v1.Markets/List";

    // What no HTTP/2 stack sends costs its connection; what a confused client may send, the call alone.
    private const string EndsConnection = "goaway 1";
    private const string IsTooLong = "goaway 6";
    private const string Malformed = "reset 1";
    private const string Unauthenticated = "grpc 16";
    private const string Internal = "grpc 13";
    private const string Unimplemented = "grpc 12";

    private static readonly byte[] Nothing = new byte[5];

    private static readonly (string What, (string, string)[] Headers, string End)[] Rows =
    [
        ("nothing at all", [], Malformed),
        ("no method", Without(":method"), Malformed),
        ("no path", Without(":path"), Malformed),
        ("no scheme", Without(":scheme"), Malformed),
        ("two paths", With((":path", List)), EndsConnection),
        ("a pseudo-header behind others", With((":scheme", "http")), EndsConnection),
        ("a pseudo-header that is none", [(":what", "x"), .. With()], EndsConnection),
        ("a response's pseudo-header", [(":status", "200"), .. With()], EndsConnection),
        ("another scheme", Changed(":scheme", "ftp"), Malformed),
        ("a path that is no path", Changed(":path", "exchange.v1.Markets/List"), Malformed),
        ("an empty path", Changed(":path", ""), Malformed),
        ("a path with a zero", Changed(":path", "/exchange.v1.Markets/List%00"), Malformed),
        ("a path of 20 kB", Changed(":path", "/" + new string('a', 20_000)), IsTooLong),
        ("an authority that is none", Changed(":authority", "a b"), Malformed),
        ("a name in capitals", With(("X-Y", "z")), EndsConnection),
        ("an empty name", With(("", "z")), "goaway 9"),
        ("a header about the connection", With(("connection", "close")), EndsConnection),
        ("another te", Changed("te", "gzip"), EndsConnection),
        ("a line break in a value", With(("x", "a\r\nb: c")), EndsConnection),
        ("a zero in a value", With(("x", "\0")), EndsConnection),
        ("bytes that are not UTF-8", With(("x", "\xff\xfe")), EndsConnection),
        ("a content length that is none", With(("content-length", "x")), EndsConnection),
        ("a content length that is too small", With(("content-length", "1")), Malformed),
        ("a hundred headers more", With([.. Enumerable.Range(0, 100).Select(i => ($"x{i}", "y"))]), "http 431"),
        ("method GET", Changed(":method", "GET"), "http 404"),
        ("method CONNECT", Changed(":method", "CONNECT"), Malformed),
        ("a method nobody knows", Changed(":method", "BREW"), "http 404"),
        ("a content type of JSON", Changed("content-type", "application/json"), "http 415"),
        ("no content type", Without("content-type"), "http 415"),
        ("an encoding nobody knows", With(("grpc-encoding", "zzz")), Unimplemented),
        ("a timeout that is none", With(("grpc-timeout", "soon")), Internal),
        ("a timeout without a unit", With(("grpc-timeout", "10")), Internal),
        ("a timeout of nine digits", With(("grpc-timeout", "123456789S")), Internal),
        ("a negative timeout", With(("grpc-timeout", "-1S")), Internal),
        ("metadata that is not base64", With(("x-bin", "!!!")), "grpc 0"),
        ("a service nobody knows", Changed(":path", "/exchange.v1.Nothing/List"), Unimplemented),
        ("a method of no service", Changed(":path", "/exchange.v1.Markets/Nothing"), Unimplemented),
        ("no token", Without("authorization"), Unauthenticated),
        ("another scheme of authorization", Changed("authorization", "Basic x"), Unauthenticated),
        ("a token of 20 kB", Changed("authorization", "Bearer " + new string('a', 20_000)), IsTooLong),
        ("an empty token", Changed("authorization", "Bearer "), Unauthenticated),
        ("nothing wrong", With(), "grpc 0"),
    ];

    [Fact]
    public Task Call_BadHeaders_EndsAsTheRowSays() =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            var actual = new List<string>();
            foreach (var (what, headers, _) in Rows)
            {
                await using var connection = await Http2Connection.OpenAsync(gateway.Url);
                var block = Block([.. headers.Select(header => (header.Item1, header.Item2.Replace("TOKEN", culprit.Token)))]);
                var end = await connection.CallAsync(1, block, Nothing).WaitAsync(TestCaller.Patience);
                actual.Add($"{what}: {(end == StreamEnd.Lost ? $"goaway {connection.GoAway}" : end)}");
                if (end != StreamEnd.Lost)
                {
                    // Others on the connection go on.
                    var next = await connection.CallAsync(3, Block(Call(List, culprit.Token)), Nothing).WaitAsync(TestCaller.Patience);
                    Assert.Equal($"{what}: grpc 0", $"{what}: {next}");
                }
            }

            Assert.Equal(Rows.Select(row => $"{row.What}: {row.End}"), actual);
        });

    private static (string, string)[] With(params (string, string)[] more) => Call(List, "TOKEN", more);

    private static (string, string)[] Without(string name) => [.. With().Where(header => header.Item1 != name)];

    private static (string, string)[] Changed(string name, string value) =>
        [.. With().Select(header => header.Item1 == name ? (name, value) : header)];
}
