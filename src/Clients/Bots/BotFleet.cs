using System.Diagnostics;
using Exchange.Bots.Internal;
using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>
/// Bots in one or more markets of an exchange, each over a connection and with an account of its own, trading in periods
/// with induced values.
/// </summary>
public static class BotFleet
{
    /// <summary>
    /// Connects the bots and lets them trade until cancelled. Then every bot cancels its bids and closes its session; when
    /// this completes nothing is left running. A market that clears on the operator's word is cleared once a period, when
    /// every bot has its bids in.
    /// </summary>
    /// <param name="options">Who trades where.</param>
    /// <param name="progress">Told now and then how it stands; may be null.</param>
    /// <param name="cancellation">Ends the trading; that is not an error.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">There is no such market or strategy, a market does not take its bids, or the prices do not fit a market's grid.</exception>
    /// <exception cref="Grpc.Core.RpcException">The exchange cannot be reached, refuses the token, or does not clear a market in its phase.</exception>
    /// <exception cref="SessionException">A connection was lost.</exception>
    public static async Task<FleetReport> RunAsync(
        FleetOptions options, IProgress<FleetReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var client = ExchangeClient.Connect(options.Url, options.OperatorToken, options.Tls);
        var runs = Prepare(options, client, await client.Markets.ListAsync(CancellationToken.None));
        try
        {
            var accounts = new BotAccounts(client.Accounts);
            await Task.WhenAll(runs.Select(run => run.OpenAsync(token => ExchangeClient.Connect(options.Url, token, options.Tls), accounts, CancellationToken.None)));
            var clock = Stopwatch.StartNew();
            await TradeAsync(runs, options.ProgressEvery, () => progress?.Report(Report(clock, runs)), cancellation);
            return Report(clock, runs);
        }
        finally
        {
            await Task.WhenAll(runs.Select(run => run.DisposeAsync().AsTask()));
        }
    }

    private static MarketRun[] Prepare(FleetOptions options, ExchangeClient @operator, IReadOnlyList<Market> markets)
    {
        var seeds = new Random(options.Seed);
        return [.. options.Crowds.Select(Prepare)];

        MarketRun Prepare(Crowd crowd)
        {
            var market = Find(crowd.Market)
                ?? throw new ArgumentException($"There is no market '{crowd.Market}'.", nameof(options));
            var linked = market.SizeDiscovery is not null || market.IsWorkup ? Find(market.Reference) : null;
            return new(crowd, market, linked, @operator, seeds.Next());
        }

        Market? Find(string id) => markets.FirstOrDefault(market => market.Id == id);
    }

    // When one market's bots fail, the others stop as well.
    private static async Task TradeAsync(
        MarketRun[] runs, TimeSpan reportEvery, Action report, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] trading = [.. runs.Select(run => run.TradeAsync(stop.Token))];
        var ended = Task.WhenAny(trading);
        while (await Task.WhenAny(ended, Task.Delay(reportEvery, CancellationToken.None)) != ended)
        {
            report();
        }
        await stop.CancelAsync();
        await Task.WhenAll(trading);
    }

    private static FleetReport Report(Stopwatch clock, MarketRun[] runs) =>
        new(clock.Elapsed, [.. runs.SelectMany(run => run.Report())]);
}
