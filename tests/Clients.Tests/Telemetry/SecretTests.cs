using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Exchange.Clients.Tests.Cli;
using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Clients.Tests.Telemetry;

/// <summary>A day with tokens, keys and callers who show them in the wrong places: none of it leaves with metrics, traces or the log.</summary>
public sealed partial class SecretTests
{
    private const string Header = "authorization";

    private readonly Dictionary<string, byte[]> _secrets = [];

    [Theory]
    [InlineData(false, "text")]
    [InlineData(true, "json")]
    public async Task Up_EverythingThatIsToldAtTheMostVerbose_HoldsNoSecret(bool isTls, string log)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var data = new TemporaryDirectory();
        List<string> options =
            ["--otlp", collector.Url, "--trace-ratio", "1", "--log", log, "--log-level", "trace", "--config", WriteConfiguration(data)];
        X509Certificate2Collection? authorities = null;
        if (isTls)
        {
            authorities = [WriteCertificate(data)];
            options.AddRange(["--cert", data.File("gateway.pem")]);
        }
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_HEADERS"] = $"api-key={NewSecret("key of the collector")}",
        };
        string said;
        using (var gateway = await WatchedGateway.StartAsync(data.File("data"), options, environment, authorities))
        {
            Add("operator's token", gateway.OperatorToken);
            await UseTokensAsync(gateway);
            await ShowTokensInWrongPlacesAsync(gateway, authorities);
            await gateway.Operator.Accounts.BlockAsync(account: null);
            await OtlpReceiver.AwaitAsync(() => collector.Spans.Any(span => span.Name == "exchange.v1.Accounts/Block")
                && collector.Values.ContainsKey("exchange.gateway.authentication.failures{exchange.cause=unknown}")
                && collector.Logs.Any(record => OtlpReceiver.Text(record.Body).StartsWith("Blocked", StringComparison.Ordinal)));
            // In JSON some characters are told by their numbers.
            said = (await gateway.StopAsync()).Replace("\\u002B", "+", StringComparison.Ordinal);
        }
        AddHashes(data.File("data"));

        // What is to be told is there: the log, also that of calls, and spans and metrics.
        Assert.Contains("Authentication failed: ", said, StringComparison.Ordinal);
        Assert.Contains("exchange.v1.Trading/Session ended with OK", said, StringComparison.Ordinal);
        Assert.Contains(collector.Spans, span => span.Name == "exchange.v1.Accounts/IssueToken");
        Assert.Contains("exchange.v1.Trading/Submit ended with", collector.Logs.Select(record => OtlpReceiver.Text(record.Body)).Aggregate(string.Concat), StringComparison.Ordinal);
        foreach (var told in collector.Bodies.Append(Encoding.UTF8.GetBytes(said)))
        {
            Assert.DoesNotContain(_secrets, secret => told.AsSpan().IndexOf(secret.Value) >= 0);
            Assert.True(told.AsSpan().IndexOf("Bearer"u8) < 0);
        }
    }

    private string WriteConfiguration(TemporaryDirectory data)
    {
        var token = NewSecret("token of the configuration");
        File.WriteAllText(data.File("configuration.json"), $$$"""
            {
              "markets": [{"id": "lit", "instrument": "XYZ", "tickSize": "0.01", "lotSize": "1", "continuousBook": {}}],
              "accounts": [{"id": "A", "cash": "1000"}],
              "tokens": [{"role": "TRADER", "account": "A", "token": "{{{token}}}"}]
            }
            """);
        return data.File("configuration.json");
    }

    private X509Certificate2 WriteCertificate(TemporaryDirectory data)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var pem = key.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(data.File("gateway.pem"), certificate.ExportCertificatePem() + "\n" + pem);
        Add("private key", pem.Split('\n')[1]);
        _secrets["private key in bytes"] = key.ExportParameters(includePrivateParameters: true).D!;
        return X509CertificateLoader.LoadCertificate(certificate.RawData);
    }

    private async Task UseTokensAsync(WatchedGateway gateway)
    {
        using (var configured = gateway.Connect(Encoding.UTF8.GetString(_secrets["token of the configuration"])))
        {
            await using var session = await configured.OpenSessionAsync();
            await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 10));
            await session.CloseAsync();
        }
        var issued = await gateway.Operator.Accounts.IssueTokenAsync(new() { Role = V1.Role.Trader, Account = "A" });
        Add("issued token", issued.Token);
        Add("observer's token", await gateway.Operator.Accounts.IssueObserverTokenAsync());
        using var trader = gateway.Connect(issued.Token);
        await trader.SubmitAsync(new V1.SubmitRequest { Instruction = new() { Submit = new() { Market = "lit" } } });
        await Assert.ThrowsAsync<RpcException>(() => trader.Accounts.IssueOperatorTokenAsync());
        await gateway.Operator.Accounts.RevokeTokenAsync((int)issued.Number);
        await Assert.ThrowsAsync<RpcException>(() => trader.Accounts.GetBalancesAsync());
        foreach (var wrong in new[] { NewSecret("wrong token"), gateway.OperatorToken[..20] + NewSecret("half a token") })
        {
            using var nobody = gateway.Connect(wrong);
            await Assert.ThrowsAsync<RpcException>(() => nobody.Accounts.GetBalancesAsync());
        }
    }

    /// <summary>In paths, queries, trace states, other headers, bodies that are no messages, and protocols that are not spoken.</summary>
    private async Task ShowTokensInWrongPlacesAsync(WatchedGateway gateway, X509Certificate2Collection? authorities)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => authorities!.Contains((X509Certificate2)shown!) },
        })
        {
            BaseAddress = gateway.Url,
        };
        var token = gateway.OperatorToken;
        string[] paths = ["/exchange.v1.Accounts/List", $"/{token}/List", $"/exchange.v1.Accounts/{token}", $"/exchange.v1.Accounts/List?token={token}"];
        foreach (var path in paths)
        {
            foreach (var contentType in new[] { "application/grpc", "application/json", $"application/{token}" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Version = HttpVersion.Version20,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    Content = new ByteArrayContent([0, 0, 0, 0, 43, .. Encoding.UTF8.GetBytes(token)]),
                };
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
                request.Headers.TryAddWithoutValidation(Header, $"Bearer {token}");
                request.Headers.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
                request.Headers.TryAddWithoutValidation("tracestate", $"token={token}");
                request.Headers.TryAddWithoutValidation("baggage", $"token={token}");
                request.Headers.TryAddWithoutValidation("grpc-encoding", token);
                request.Headers.TryAddWithoutValidation("grpc-timeout", token);
                request.Headers.TryAddWithoutValidation("user-agent", token);
                using var response = await http.SendAsync(request);
            }
        }
        string[] lines =
        [
            $"GET /{token} HTTP/1.1\r\nHost: x\r\n{Header}: Bearer {token}\r\n\r\n",
            $"GET / HTTP/1.1\r\nHost: x\r\n{Header} : Bearer {token}\u0001\r\n\r\n",
            $"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{Header}: Bearer {token}",
            $"{Header}: Bearer {token}\r\n",
        ];
        foreach (var line in lines)
        {
            await SendAsync(line, gateway.Url.Port, trusted: null);
            if (authorities is not null)
            {
                // With TLS the port speaks HTTP/1.1 too.
                await SendAsync(line, gateway.Url.Port, authorities);
            }
        }
    }

    private static async Task SendAsync(string line, int port, X509Certificate2Collection? trusted)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        Stream stream = socket.GetStream();
        try
        {
            if (trusted is not null)
            {
                var secured = new SslStream(
                    stream, leaveInnerStreamOpen: false, (_, shown, _, _) => trusted.Contains((X509Certificate2)shown!));
                await secured.AuthenticateAsClientAsync("127.0.0.1");
                stream = secured;
            }
            await stream.WriteAsync(Encoding.Latin1.GetBytes(line));
            socket.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // It may be cut off as well.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>What the journal keeps of tokens is told nobody either.</summary>
    private void AddHashes(string dataDirectory)
    {
        var hashes = Directory.EnumerateFiles(Path.Combine(dataDirectory, "journal"))
            .SelectMany(file => Hash().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(file))).Select(match => match.Value))
            .Distinct()
            .ToArray();
        Assert.True(hashes.Length >= 4, "four tokens were issued");
        foreach (var hash in hashes)
        {
            Add($"hash {hash[..4]}", hash);
        }
    }

    private string NewSecret(string name)
    {
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        Add(name, secret);
        return secret;
    }

    private void Add(string name, string secret) => _secrets[name] = Encoding.UTF8.GetBytes(secret);

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Hash();
}
