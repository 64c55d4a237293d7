using System.Diagnostics;
using Exchange.Gateway;
using Exchange.Sdk;
using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Load;

/// <summary>One run of market data to many.</summary>
/// <param name="Traded">The trader's instructions, until the last answer.</param>
/// <param name="Delivered">Updates received by all who read, until the last has the last.</param>
/// <param name="Latency">From the moment an instruction was due to each reception of its update.</param>
internal sealed record FanOutRun(Run Traded, Run Delivered, LatencyHistogram Latency);

/// <summary>A gateway that keeps nothing, a trader, and subscribers on a few connections.</summary>
internal static class FanOut
{
    private const string Market = "load";
    private const int SubscribersPerConnection = 25;

    /// <summary>Runs a flow from beginning to end.</summary>
    /// <param name="flow">What the trader sends.</param>
    /// <param name="subscribers">How many subscribe.</param>
    /// <param name="unread">How many of them never read, each on a connection of its own.</param>
    public static async Task<FanOutRun> MeasureAsync(FanOutFlow flow, int subscribers, int unread)
    {
        await using var gateway = await GatewayServer.StartAsync(new() { Listen = new("http://127.0.0.1:0") });
        using var client = ExchangeClient.Connect(gateway.Url, gateway.OperatorToken);
        await client.Markets.DefineAsync(
            new() { Id = Market, Instrument = Market, TickSize = "1", LotSize = "1", ContinuousBook = new() });
        await client.Accounts.DefineAsync(Market);

        var channels = new List<GrpcChannel>();
        try
        {
            using var left = await SubscribeAsync(gateway, channels, unread);
            List<UpdateCounter> readers = [];
            for (var i = 0; i < subscribers - unread; i++)
            {
                readers.Add(new(flow, Open(gateway, channels, i % SubscribersPerConnection == 0)));
            }
            await Task.WhenAll(readers.Select(reader => reader.Started));
            await using var session = await client.OpenSessionAsync(new SessionOptions { Account = Market, OnEvent = static _ => { } });
            return await MeasureAsync(flow, session, readers);
        }
        finally
        {
            channels.ForEach(channel => channel.Dispose());
        }
    }

    private static async Task<FanOutRun> MeasureAsync(FanOutFlow flow, TradingSession session, List<UpdateCounter> readers)
    {
        GC.Collect();
        var (collections, allocated) = (GC.CollectionCount(0), GC.GetTotalAllocatedBytes(precise: true));
        var start = Stopwatch.GetTimestamp();
        await flow.SendAsync(session, Market);
        var traded = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(readers.Select(reader => reader.Ended));
        var delivered = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        collections = GC.CollectionCount(0) - collections;

        var latency = new LatencyHistogram();
        readers.ForEach(reader => latency.Add(reader.Latency));
        var updates = readers.Sum(reader => reader.Count);
        return new(
            new(flow.Count / traded, allocated / (double)flow.Count, collections),
            new(updates / delivered, allocated / (double)updates, collections),
            latency);
    }

    /// <summary>Subscriptions that nobody reads.</summary>
    private static async Task<Calls> SubscribeAsync(GatewayServer gateway, List<GrpcChannel> channels, int count)
    {
        var calls = new Calls();
        for (var i = 0; i < count; i++)
        {
            calls.Add(Open(gateway, channels, isApart: true));
            await calls[i].ResponseHeadersAsync;
        }
        return calls;
    }

    private static AsyncServerStreamingCall<UpdateCount> Open(GatewayServer gateway, List<GrpcChannel> channels, bool isApart)
    {
        if (isApart)
        {
            channels.Add(GrpcChannel.ForAddress(gateway.Url));
        }
        var headers = new Metadata { { "authorization", $"Bearer {gateway.OperatorToken}" } };
        return channels[^1].CreateCallInvoker().AsyncServerStreamingCall(
            UpdateCount.Subscribe, host: null, new CallOptions(headers), new V1.SubscribeRequest { Markets = { Market } });
    }

    private sealed class Calls : List<AsyncServerStreamingCall<UpdateCount>>, IDisposable
    {
        public void Dispose() => ForEach(call => call.Dispose());
    }
}
