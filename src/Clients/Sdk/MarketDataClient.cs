using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Exchange.Sdk;

/// <summary>Public market data, as far as each market discloses it. Safe for concurrent use.</summary>
public sealed class MarketDataClient
{
    private readonly V1.MarketData.MarketDataClient _marketData;

    internal MarketDataClient(V1.MarketData.MarketDataClient marketData) => _marketData = marketData;

    /// <summary>The book now, as the caller may see it.</summary>
    /// <param name="market">The market's id.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The levels of both sides, best first.</returns>
    /// <exception cref="RpcException">NOT_FOUND: there is no such market.</exception>
    public async Task<(IReadOnlyList<PriceLevel> Bids, IReadOnlyList<PriceLevel> Asks)> GetDepthAsync(
        string market, CancellationToken cancellation = default)
    {
        var depth = await _marketData.GetDepthAsync(new() { Market = market }, cancellationToken: cancellation);
        return (BookSnapshot.Read(depth.Bids), BookSnapshot.Read(depth.Asks));
    }

    /// <summary>
    /// A snapshot of each market, then every public change without a gap. When an update is missing, or the exchange gave up
    /// on a slow reader, it subscribes anew and new snapshots come. Ends when cancelled, without an exception.
    /// </summary>
    /// <param name="markets">The markets' ids; none: every market there is now.</param>
    /// <param name="cancellation">Ends the subscription.</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such market; UNAVAILABLE: the exchange has gone.</exception>
    public async IAsyncEnumerable<MarketUpdate> SubscribeAsync(
        IEnumerable<string> markets, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.SubscribeRequest { Markets = { markets } };
        var reading = Reading.Broken;
        while (reading == Reading.Broken && !cancellation.IsCancellationRequested)
        {
            using var call = _marketData.Subscribe(request, cancellationToken: cancellation);
            var sequences = new Dictionary<string, ulong>();
            while ((reading = await ReadAsync(call.ResponseStream, cancellation)) == Reading.Some)
            {
                foreach (var message in call.ResponseStream.Current.Updates)
                {
                    if (!IsNext(sequences, message))
                    {
                        reading = Reading.Broken;
                        break;
                    }
                    yield return MarketUpdate.Read(message);
                }
                if (reading == Reading.Broken)
                {
                    break;
                }
            }
        }
    }

    private static async Task<Reading> ReadAsync(
        IAsyncStreamReader<V1.SubscribeResponse> responses, CancellationToken cancellation)
    {
        try
        {
            return await responses.MoveNext(cancellation) ? Reading.Some : Reading.Ended;
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            return Reading.Ended;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.ResourceExhausted)
        {
            return Reading.Broken;
        }
    }

    private static bool IsNext(Dictionary<string, ulong> sequences, V1.MarketUpdate message)
    {
        if (message.Snapshot is null
            && (!sequences.TryGetValue(message.Market, out var last) || message.Sequence != last + 1))
        {
            return false;
        }
        sequences[message.Market] = message.Sequence;
        return true;
    }

    // What became of the wait for the next message.
    private enum Reading
    {
        Some,
        Ended,
        Broken,
    }
}
