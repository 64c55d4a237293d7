using System.Runtime.CompilerServices;
using Exchange.Sdk.Internal;
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
    /// A snapshot of each market, then every public change of its levels without a gap. A reader that is too slow for that is told
    /// changes together; when an update is missing it subscribes anew and new snapshots come. Ends when cancelled, without an
    /// exception.
    /// </summary>
    /// <param name="markets">The markets' ids; none: every market there is now.</param>
    /// <param name="cancellation">Ends the subscription.</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such market; UNAVAILABLE: the exchange has gone.</exception>
    public IAsyncEnumerable<MarketUpdate> SubscribeAsync(
        IEnumerable<string> markets, CancellationToken cancellation = default) =>
        SubscribeAsync(markets, MarketDetail.Levels, cancellation);

    /// <summary>As above, in a detail.</summary>
    /// <param name="markets">The markets' ids; none: every market there is now.</param>
    /// <param name="detail">How much of the books.</param>
    /// <param name="cancellation">Ends the subscription.</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such market; UNAVAILABLE: the exchange has gone.</exception>
    public async IAsyncEnumerable<MarketUpdate> SubscribeAsync(
        IEnumerable<string> markets, MarketDetail detail, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.SubscribeRequest { Markets = { markets }, Detail = (V1.SubscribeRequest.Types.Detail)detail };
        var reading = Reading.Broken;
        while (reading == Reading.Broken && !cancellation.IsCancellationRequested)
        {
            using var call = _marketData.Subscribe(request, cancellationToken: cancellation);
            var updates = new UpdateReading(detail);
            while ((reading = await ReadAsync(call.ResponseStream, cancellation)) == Reading.Some)
            {
                foreach (var message in call.ResponseStream.Current.Updates)
                {
                    if (!updates.TryRead(message, out var update))
                    {
                        reading = Reading.Broken;
                        break;
                    }
                    if (update is not null)
                    {
                        yield return update;
                    }
                }
                if (reading == Reading.Broken)
                {
                    break;
                }
            }
        }
    }

    /// <summary>
    /// Keeps a local book up to date and hands on each update it has taken in. When the book finds that it cannot be right, it is
    /// built anew from a new subscription. Ends when cancelled, without an exception.
    /// </summary>
    /// <param name="book">The book, which says of which market and in which detail.</param>
    /// <param name="cancellation">Ends the subscription.</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such market; UNAVAILABLE: the exchange has gone.</exception>
    /// <exception cref="SequenceGapException">The exchange's own snapshot cannot be right.</exception>
    public async IAsyncEnumerable<MarketUpdate> FollowAsync(
        LocalBook book, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(book);
        var isRight = false;
        while (!isRight && !cancellation.IsCancellationRequested)
        {
            isRight = true;
            await foreach (var update in SubscribeAsync([book.Market], book.Detail, cancellation))
            {
                try
                {
                    book.Apply(update);
                }
                catch (SequenceGapException) when (update is not BookSnapshot)
                {
                    isRight = false;
                    break;
                }
                yield return update;
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

    // What became of the wait for the next message.
    private enum Reading
    {
        Some,
        Ended,
        Broken,
    }
}
