using System.Diagnostics.Metrics;
using Exchange.Engine.Bids;
using Exchange.Gateway.Routing;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Telemetry;

/// <summary>What an operator can watch of the gateway: what comes seldom is counted as it comes, the rest is looked at when asked.</summary>
/// <remarks>For the operator alone: refusals tell of dark markets too.</remarks>
internal sealed class GatewayMetrics
{
    private const string MarketTag = "exchange.market";

    private readonly Directory _directory;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _authenticationFailures;
    private readonly Counter<long> _streamsCut;

    public GatewayMetrics(Meter meter, EventRouter router, Directory directory)
    {
        _directory = directory;
        _refusals = meter.CreateCounter<long>(
            "exchange.gateway.refusals", "{instruction}", "Instructions that the gateway refused itself: BUSY and what cannot be read.");
        _authenticationFailures = meter.CreateCounter<long>(
            "exchange.gateway.authentication.failures", "{call}", "Calls without a token that lets in.");
        _streamsCut = meter.CreateCounter<long>("exchange.gateway.streams.cut", "{stream}", "Streams that the gateway ended before their time.");
        meter.CreateObservableUpDownCounter(
            "exchange.gateway.sessions", () => router.Streams.Count, "{session}", "Open trading sessions.");
        meter.CreateObservableGauge(
            "exchange.gateway.queue.longest",
            () => router.Accounts.Queues.Select(queue => queue.Count).DefaultIfEmpty().Max(),
            "{event}",
            "Events that wait for the stream that is furthest behind; at 65,536 it is cut.");
        meter.CreateObservableUpDownCounter(
            "exchange.feed.subscribers",
            () => router.Feeds.Readers.Select(feed => Of(feed.Market, feed.ViewCount)),
            "{subscriber}",
            "Subscribers to a market's data.");
        meter.CreateObservableCounter(
            "exchange.feed.conflations",
            () => router.Feeds.Delays.Select(delays => Of(delays.Key, delays.Value.Conflations)),
            "{round}",
            "Rounds of updates that were told together, since the feed was behind.");
        meter.CreateObservableCounter(
            "exchange.feed.lags",
            () => router.Feeds.Delays.Select(delays => Of(delays.Key, delays.Value.Lags)),
            "{subscriber}",
            "Subscribers that fell behind and were told together what they had missed.");
    }

    /// <summary>Counts an instruction that the gateway refused itself.</summary>
    /// <param name="market">The market it names; one that there is not is not told.</param>
    /// <param name="reason">Why.</param>
    public void Refused(string market, Reason reason)
    {
        if (!_refusals.Enabled)
        {
            return;
        }
        var why = KeyValuePair.Create<string, object?>("exchange.reject.reason", reason.Name());
        if (_directory.TryFindMarket(market, out _))
        {
            _refusals.Add(1, new(MarketTag, market), why);
        }
        else
        {
            _refusals.Add(1, why);
        }
    }

    /// <summary>Counts a call without a token that lets in.</summary>
    public void NotAuthenticated(string cause) => _authenticationFailures.Add(1, Cause(cause));

    /// <summary>Counts a stream that was ended before its time.</summary>
    public void StreamCut(string cause) => _streamsCut.Add(1, Cause(cause));

    private static KeyValuePair<string, object?> Cause(string cause) => new("exchange.cause", cause);

    private Measurement<long> Of(int market, long value) =>
        new(value, KeyValuePair.Create<string, object?>(MarketTag, _directory.Catalog.Market(market).Id));
}
