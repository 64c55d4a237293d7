using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Market data as a subscriber rebuilds it, checked for gaps.</summary>
internal sealed class TestMarketData(AsyncServerStreamingCall<SubscribeResponse> call) : IDisposable
{
    private readonly Dictionary<string, Picture> _pictures = [];

    /// <summary>The public events heard, in order.</summary>
    public List<Event> Events { get; } = [];

    /// <summary>The sequence of a market's last update; zero before its snapshot.</summary>
    public ulong SequenceOf(string market) => _pictures.TryGetValue(market, out var picture) ? picture.Sequence : 0;

    public MarketPhase PhaseOf(string market) => _pictures[market].Phase;

    /// <summary>The commitment to the next draw, by the snapshot and what came after it.</summary>
    public string CommitmentOf(string market) => _pictures[market].Commitment;

    public bool HasSnapshot(string market) => _pictures.ContainsKey(market);

    /// <summary>The book as it now stands.</summary>
    public Depth BookOf(string market)
    {
        var picture = _pictures[market];
        var depth = new Depth { Market = market };
        depth.Bids.AddRange(picture.Bids.Reverse().Select(Level));
        depth.Asks.AddRange(picture.Asks.Select(Level));
        return depth;
    }

    public async Task ReadUntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Assert.True(await call.ResponseStream.MoveNext(), "the stream ended too early");
            foreach (var update in call.ResponseStream.Current.Updates)
            {
                Apply(update);
            }
        }
    }

    public async Task<Status> ReadToFailureAsync() =>
        (await Assert.ThrowsAsync<RpcException>(() => ReadUntilAsync(() => false))).Status;

    public void Dispose() => call.Dispose();

    private static PriceLevel Level(KeyValuePair<decimal, string> level) =>
        new() { Price = level.Key.ToString(), Quantity = level.Value };

    private void Apply(MarketUpdate update)
    {
        if (update.Snapshot is { } snapshot)
        {
            Assert.Equal(update.Market, snapshot.Depth.Market);
            Assert.True(_pictures.TryAdd(update.Market, new(update.Sequence, snapshot)), "a second snapshot");
            return;
        }
        var picture = _pictures[update.Market];
        Assert.Equal(picture.Sequence + 1, update.Sequence);
        picture.Sequence = update.Sequence;
        if (update.Level is { } level)
        {
            picture.Apply(level);
        }
        else
        {
            Events.Add(update.Event);
            picture.Phase = update.Event.Phase?.To ?? picture.Phase;
            picture.Commitment = update.Event.Seed is { Commitment: not "" } seed ? seed.Commitment : picture.Commitment;
        }
    }

    private sealed class Picture
    {
        public Picture(ulong sequence, MarketSnapshot snapshot)
        {
            Sequence = sequence;
            Phase = snapshot.Phase;
            Commitment = snapshot.Commitment;
            Bids = new(snapshot.Depth.Bids.ToDictionary(level => decimal.Parse(level.Price), level => level.Quantity));
            Asks = new(snapshot.Depth.Asks.ToDictionary(level => decimal.Parse(level.Price), level => level.Quantity));
        }

        public ulong Sequence { get; set; }

        public MarketPhase Phase { get; set; }

        public string Commitment { get; set; }

        public SortedDictionary<decimal, string> Bids { get; }

        public SortedDictionary<decimal, string> Asks { get; }

        public void Apply(LevelChanged level)
        {
            var side = level.Side == Side.Buy ? Bids : Asks;
            var price = decimal.Parse(level.Price);
            if (level.Quantity == "0")
            {
                Assert.True(side.Remove(price), "a level that was not there is gone");
            }
            else
            {
                side[price] = level.Quantity;
            }
        }
    }
}
