using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>Markets as a subscriber rebuilds them from their updates, checked for gaps.</summary>
internal class MarketPictures(bool isTop = false)
{
    private readonly Dictionary<string, Picture> _pictures = [];

    /// <summary>Whether the best prices alone are subscribed to.</summary>
    public bool IsTop => isTop;

    /// <summary>The public events heard, in order.</summary>
    public List<Event> Events { get; } = [];

    /// <summary>The sequence of a market's last update; zero before its snapshot.</summary>
    public ulong SequenceOf(string market) => _pictures.TryGetValue(market, out var picture) ? picture.Sequence : 0;

    public MarketPhase PhaseOf(string market) => _pictures[market].Phase;

    /// <summary>The commitment to the next draw, by the snapshot and what came after it.</summary>
    public string CommitmentOf(string market) => _pictures[market].Commitment;

    public Statistics? StatisticsOf(string market) => _pictures[market].Statistics;

    public bool HasSnapshot(string market) => _pictures.TryGetValue(market, out var picture) && picture.IsWhole;

    /// <summary>The orders by number, where they are told.</summary>
    public string OrdersOf(string market) => string.Join(' ', _pictures[market].Orders.Values.Select(order => $"{order.Number}:{order.Quantity}@{order.Price}"));

    /// <summary>How often changes were told together.</summary>
    public int Conflations { get; private set; }

    /// <summary>How many events were not told then.</summary>
    public ulong Missed { get; private set; }

    /// <summary>How large the parts of snapshots were, in bytes.</summary>
    public List<int> PartSizes { get; } = [];

    /// <summary>The book as it now stands.</summary>
    public Depth BookOf(string market)
    {
        var picture = _pictures[market];
        var depth = new Depth { Market = market };
        depth.Bids.AddRange(picture.Bids.Reverse().Select(Level));
        depth.Asks.AddRange(picture.Asks.Select(Level));
        return depth;
    }

    private static PriceLevel Level(KeyValuePair<decimal, string> level) =>
        new() { Price = level.Key.ToString(), Quantity = level.Value };

    /// <summary>Takes an update in.</summary>
    public void Apply(MarketUpdate update)
    {
        if (update.Snapshot is not null)
        {
            Assert.Equal(update.Market, update.Snapshot.Depth.Market);
            TakeSnapshot(update);
            return;
        }
        var picture = _pictures[update.Market];
        Assert.Empty(picture.Parts);
        if (update.Top is { } top)
        {
            picture.Apply(top);
            picture.Sequence = update.Sequence;
            return;
        }
        // Of best prices not all are told.
        Assert.InRange(update.Sequence, picture.Sequence + 1, picture.IsTop ? ulong.MaxValue : picture.Sequence + 1);
        picture.Sequence = update.Sequence;
        picture.Statistics = update.Statistics ?? picture.Statistics;
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

    private void TakeSnapshot(MarketUpdate update)
    {
        if (!_pictures.TryGetValue(update.Market, out var picture))
        {
            _pictures[update.Market] = picture = new() { IsTop = IsTop };
        }
        var (snapshot, part) = (update.Snapshot, update.Snapshot.Part);
        PartSizes.Add(update.CalculateSize());
        if (part is null or { Number: 0 })
        {
            picture.Parts.Clear();
        }
        Assert.Equal(picture.Parts.Count, (int)(part?.Number ?? 0));
        picture.Parts.Add(snapshot);
        if (part is { IsLast: false })
        {
            return;
        }
        if (part?.Since is { } since)
        {
            Assert.InRange(since.Sequence, picture.Sequence, picture.IsTop ? ulong.MaxValue : picture.Sequence);
            Conflations++;
            Missed += since.Missed;
            Events.AddRange(since.Events);
        }
        picture.Take(update.Sequence, part?.Since is null || picture.IsTop);
        picture.Statistics = update.Statistics;
        if (part is not null && !picture.IsTop)
        {
            Assert.Equal((int)part.Levels, picture.LevelCount);
        }
    }

    private sealed class Picture
    {
        public List<MarketSnapshot> Parts { get; } = [];

        public bool IsTop { get; init; }

        public bool IsWhole { get; private set; }

        public ulong Sequence { get; set; }

        public MarketPhase Phase { get; set; }

        public string Commitment { get; set; } = "";

        public Statistics? Statistics { get; set; }

        public SortedDictionary<ulong, PublicOrder> Orders { get; } = [];

        public int LevelCount => Bids.Count + Asks.Count;

        public SortedDictionary<decimal, string> Bids { get; } = [];

        public SortedDictionary<decimal, string> Asks { get; } = [];

        /// <summary>Takes the parts in.</summary>
        public void Take(ulong sequence, bool isAll)
        {
            if (isAll)
            {
                Orders.Clear();
                Bids.Clear();
                Asks.Clear();
            }
            foreach (var part in Parts)
            {
                Set(Bids, part.Depth.Bids);
                Set(Asks, part.Depth.Asks);
                Set(part.Orders?.Orders ?? []);
            }
            (Sequence, Phase, Commitment, IsWhole) = (sequence, Parts[^1].Phase, Parts[^1].Commitment, true);
            Parts.Clear();
        }

        public void Apply(LevelChanged level)
        {
            var side = level.Side == Side.Buy ? Bids : Asks;
            if (level.Orders is null)
            {
                Set(side, [new() { Price = level.Price, Quantity = level.Quantity }]);
                return;
            }
            Set(level.Orders.Orders.Select(order => new PublicOrder
            {
                Number = order.Number,
                Side = level.Side,
                Price = level.Price,
                Quantity = order.Quantity,
            }));
            Assert.Equal(level.Quantity, side.GetValueOrDefault(decimal.Parse(level.Price), "0"));
        }

        /// <summary>Sets orders, and with them their levels.</summary>
        private void Set(IEnumerable<PublicOrder> orders)
        {
            foreach (var order in orders)
            {
                var side = order.Side == Side.Buy ? Bids : Asks;
                var price = decimal.Parse(order.Price);
                var before = Orders.Remove(order.Number, out var was) ? decimal.Parse(was.Quantity) : 0;
                var sum = decimal.Parse(side.GetValueOrDefault(price, "0")) + decimal.Parse(order.Quantity) - before;
                Set(side, [new() { Price = order.Price, Quantity = sum.ToString() }]);
                if (order.Quantity != "0")
                {
                    Orders[order.Number] = order;
                }
            }
        }

        public void Apply(TopChanged top)
        {
            Bids.Clear();
            Asks.Clear();
            Set(Bids, top.Bid is null ? [] : [top.Bid]);
            Set(Asks, top.Ask is null ? [] : [top.Ask]);
        }

        private static void Set(SortedDictionary<decimal, string> side, IEnumerable<PriceLevel> levels)
        {
            foreach (var level in levels)
            {
                var price = decimal.Parse(level.Price);
                if (level.Quantity == "0")
                {
                    side.Remove(price);
                }
                else
                {
                    side[price] = level.Quantity;
                }
            }
        }
    }
}
