using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using Exchange.Clients.Tests.Telemetry.Otlp;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Exchange.Clients.Tests.Telemetry;

/// <summary>A collector: takes OTLP over HTTP or gRPC on a loopback port, and keeps every byte.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentDictionary<string, double> _values = new();
    private readonly TaskCompletionSource _silent = new();

    private OtlpReceiver(WebApplication application) => _application = application;

    public string Url { get; private set; } = "";

    /// <summary>All that was received, unpacked.</summary>
    public IReadOnlyCollection<byte[]> Bodies => _bodies;

    /// <summary>The headers that the exporter sent.</summary>
    public ConcurrentDictionary<string, string> Headers { get; } = new();

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentQueue<LogRecord> Logs { get; } = new();

    public ConcurrentDictionary<string, string> Resource { get; } = new();

    /// <summary>The last value of every instrument that the tests ask for, of histograms the count, by <c>name{key=value,…}</c>.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    /// <param name="isGrpc">Whether it speaks HTTP/2, as gRPC does.</param>
    /// <param name="answers">Whether it ever answers.</param>
    public static async Task<OtlpReceiver> StartAsync(bool isGrpc = false, bool answers = true)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, endpoint => endpoint.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var application = builder.Build();
        var receiver = new OtlpReceiver(application);
        application.Run(answers ? receiver.ReceiveAsync : _ => receiver._silent.Task);
        await application.StartAsync();
        receiver.Url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return receiver;
    }

    /// <summary>Waits until something has been received.</summary>
    public static async Task AwaitAsync(Func<bool> holds)
    {
        for (var waited = 0; !holds(); waited += 50)
        {
            Assert.InRange(waited, 0, 60_000);
            await Task.Delay(50);
        }
    }

    /// <summary>The values of an instrument by its attributes.</summary>
    public Dictionary<string, double> Of(string name) => _values
        .Where(value => value.Key.StartsWith(name + "{", StringComparison.Ordinal))
        .ToDictionary(value => value.Key[name.Length..].Trim('{', '}'), value => value.Value);

    public async ValueTask DisposeAsync()
    {
        _silent.TrySetResult();
        await _application.DisposeAsync();
    }

    private static string Text(IEnumerable<KeyValue> attributes) =>
        string.Join(',', attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key}={Text(attribute.Value)}"));

    public static string Text(Value value) => value.ValueCase switch
    {
        Value.ValueOneofCase.Number => $"{value.Number}",
        Value.ValueOneofCase.Real => $"{value.Real}",
        Value.ValueOneofCase.Truth => $"{value.Truth}",
        _ => value.Text,
    };

    private async Task ReceiveAsync(HttpContext http)
    {
        foreach (var (name, value) in http.Request.Headers)
        {
            Headers[name] = value.ToString();
        }
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var isGrpc = http.Request.ContentType == "application/grpc";
        // Behind gRPC's five bytes, whether packed and how long.
        var bytes = isGrpc ? body.ToArray()[5..] : body.ToArray();
        bytes = http.Request.Headers.ContentEncoding == "gzip" ? Unpack(bytes) : bytes;
        _bodies.Enqueue(bytes);
        Take(http.Request.Path.Value!, bytes);
        if (isGrpc)
        {
            http.Response.ContentType = "application/grpc";
            http.Response.DeclareTrailer("grpc-status");
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", "0");
        }
        else
        {
            http.Response.ContentType = "application/x-protobuf";
        }
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var unpacked = new MemoryStream();
        using var unpacker = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        unpacker.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private void Take(string path, byte[] bytes)
    {
        switch (path)
        {
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                foreach (var resource in Metrics.Parser.ParseFrom(bytes).Resources)
                {
                    Keep(resource.Resource);
                    foreach (var metric in resource.Scopes.SelectMany(scope => scope.Metrics))
                    {
                        Take(metric);
                    }
                }
                break;
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                foreach (var span in Traces.Parser.ParseFrom(bytes).Resources.SelectMany(resource => resource.Scopes).SelectMany(scope => scope.Spans))
                {
                    Spans.Enqueue(span);
                }
                break;
            case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                foreach (var record in Otlp.Logs.Parser.ParseFrom(bytes).Resources.SelectMany(resource => resource.Scopes).SelectMany(scope => scope.Records))
                {
                    Logs.Enqueue(record);
                }
                break;
            default:
                throw new InvalidDataException($"{path} is no path of OTLP");
        }
    }

    private void Keep(Resource resource)
    {
        foreach (var attribute in resource.Attributes)
        {
            Resource[attribute.Key] = Text(attribute.Value);
        }
    }

    private void Take(Metric metric)
    {
        foreach (var point in (metric.Gauge ?? metric.Sum)?.Points ?? [])
        {
            _values[$"{metric.Name}{{{Text(point.Attributes)}}}"] =
                point.ValueCase == NumberPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
        }
        foreach (var point in metric.Histogram?.Points ?? [])
        {
            _values[$"{metric.Name}{{{Text(point.Attributes)}}}"] = point.Count;
            _values[$"{metric.Name}.sum{{{Text(point.Attributes)}}}"] = point.Sum;
        }
    }
}
