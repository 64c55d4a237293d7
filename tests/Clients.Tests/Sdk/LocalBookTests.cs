using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

public sealed class LocalBookTests
{
    private static BookSnapshot EmptyAt(ulong sequence) => new("m", sequence, [], [], MarketPhase.Open);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Apply_RandomChanges_IsWhatAModelHolds(int seed)
    {
        var random = new Random(seed);
        var book = new LocalBook("m");
        var model = new Dictionary<(Side, decimal), decimal>();
        book.Apply(EmptyAt(100));
        for (var sequence = 101ul; sequence < 5000; sequence++)
        {
            var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            var price = (side == Side.Buy ? 90 : 100) + (random.Next(10) * 0.5m);
            var quantity = (decimal)random.Next(3);
            book.Apply(new LevelChanged("m", sequence, side, price, quantity));
            model[(side, price)] = quantity;
            Assert.True(Expected(Side.Buy).SequenceEqual(book.Levels(Side.Buy)), $"seed {seed}, update {sequence}");
            Assert.True(Expected(Side.Sell).SequenceEqual(book.Levels(Side.Sell)), $"seed {seed}, update {sequence}");
            Assert.Equal(Expected(Side.Buy).Cast<PriceLevel?>().FirstOrDefault(), book.BestBid);
            Assert.Equal(Expected(Side.Sell).Cast<PriceLevel?>().FirstOrDefault(), book.BestAsk);
        }

        IEnumerable<PriceLevel> Expected(Side side) => model
            .Where(level => level.Key.Item1 == side && level.Value > 0)
            .Select(level => new PriceLevel(level.Key.Item2, level.Value))
            .OrderBy(level => side == Side.Buy ? -level.Price : level.Price);
    }

    [Fact]
    public void Midpoint_NeedsBothSides()
    {
        var book = new LocalBook("m");
        book.Apply(new BookSnapshot("m", 1, [new(9, 1)], [], MarketPhase.Open));
        Assert.Null(book.Midpoint);
        book.Apply(new LevelChanged("m", 2, Side.Sell, 10, 1));
        Assert.Equal(9.5m, book.Midpoint);
    }

    [Fact]
    public void Apply_WithoutSnapshot_Throws() => Assert.Throws<SequenceGapException>(
        () => new LocalBook("m").Apply(new LevelChanged("m", 1, Side.Buy, 1, 1)));

    [Fact]
    public void Apply_BehindAGap_ThrowsAndASnapshotMends()
    {
        var book = new LocalBook("m");
        book.Apply(EmptyAt(4));
        Assert.Throws<SequenceGapException>(() => book.Apply(new LevelChanged("m", 6, Side.Buy, 1, 1)));
        Assert.Null(book.BestBid);
        book.Apply(new BookSnapshot("m", 6, [new(1, 1)], [], MarketPhase.Halted));
        Assert.Equal(new PriceLevel(1, 1), book.BestBid);
        Assert.Equal(MarketPhase.Halted, book.Phase);
    }

    [Fact]
    public void Apply_ChangesTogether_StandForTheUpdatesBetween()
    {
        var book = new LocalBook("m");
        book.Apply(new BookSnapshot("m", 4, [new(9, 1), new(8, 2)], [new(10, 1)], MarketPhase.Open));
        book.Apply(new ChangesTogether("m", 90, 4, [new(8, 5), new(9, 0)], [new(11, 3)], MarketPhase.Halted) { LevelCount = 3 });
        Assert.Equal([new(8, 5)], book.Levels(Side.Buy));
        Assert.Equal([new(10, 1), new(11, 3)], book.Levels(Side.Sell));
        Assert.Equal((90ul, MarketPhase.Halted), (book.Sequence, book.Phase));
        Assert.Throws<SequenceGapException>(() => book.Apply(new ChangesTogether("m", 99, 91, [], [], MarketPhase.Open)));
    }

    [Fact]
    public void Apply_WhatCannotBe_ThrowsUntilTheNextSnapshot()
    {
        MarketUpdate[] wrong =
        [
            new LevelChanged("m", 5, Side.Buy, 10, 1),
            new LevelChanged("m", 5, Side.Buy, 8, -1),
            new ChangesTogether("m", 7, 4, [new(8, 1)], [], MarketPhase.Open) { LevelCount = 2 },
            new BookSnapshot("m", 9, [new(8, 1)], [], MarketPhase.Open) { LevelCount = 2 },
        ];
        foreach (var update in wrong)
        {
            var book = new LocalBook("m");
            book.Apply(new BookSnapshot("m", 4, [new(9, 1)], [new(10, 1)], MarketPhase.Open));
            Assert.Throws<SequenceGapException>(() => book.Apply(update));
            Assert.Throws<SequenceGapException>(() => book.Apply(new UnknownUpdate("m", update.Sequence + 1)));
            book.Apply(EmptyAt(20));
            Assert.Null(book.BestBid);
        }
    }

    [Fact]
    public void Apply_CrossedWhileOrdersAreCollected_IsTaken()
    {
        var book = new LocalBook("m");
        book.Apply(new BookSnapshot("m", 4, [new(9, 1)], [], MarketPhase.PreOpen));
        book.Apply(new LevelChanged("m", 5, Side.Sell, 8, 1));
        Assert.Equal(8.5m, book.Midpoint);
    }

    [Fact]
    public void Apply_BestPrices_TakeTheLastOnes()
    {
        var book = new LocalBook("m", MarketDetail.Top);
        book.Apply(new BookSnapshot("m", 4, [new(9, 1)], [new(10, 1)], MarketPhase.Open));
        book.Apply(new TopChanged("m", 9, new(9.5m, 2), null));
        Assert.Equal((new PriceLevel(9.5m, 2), null), (book.BestBid, book.BestAsk));
        book.Apply(new ChangesTogether("m", 20, 9, [], [new(11, 1)], MarketPhase.Open));
        Assert.Equal((null, new PriceLevel(11, 1)), (book.BestBid, book.BestAsk));
    }

    [Fact]
    public void Apply_Orders_KeepsThemAndTheirLevels()
    {
        var book = new LocalBook("m", MarketDetail.Orders);
        book.Apply(EmptyAt(4) with { Orders = [Buy(1, 9, 2), Buy(2, 10, 1), Buy(3, 9, 5)] });
        Assert.Equal([Buy(2, 10, 1), Buy(1, 9, 2), Buy(3, 9, 5)], book.Orders(Side.Buy));
        Assert.Equal([new(10, 1), new(9, 7)], book.Levels(Side.Buy));
        book.Apply(new LevelChanged("m", 5, Side.Buy, 9, 6) { Orders = [Buy(1, 9, 0), Buy(4, 9, 1)] });
        Assert.Equal([Buy(2, 10, 1), Buy(3, 9, 5), Buy(4, 9, 1)], book.Orders(Side.Buy));
        book.Apply(new ChangesTogether("m", 9, 5, [], [], MarketPhase.Open) { Orders = [Buy(2, 10, 0), Buy(3, 9, 4)], LevelCount = 1 });
        Assert.Equal([new(9, 5)], book.Levels(Side.Buy));
        Assert.Throws<SequenceGapException>(() => book.Apply(new LevelChanged("m", 10, Side.Buy, 9, 3) { Orders = [Buy(3, 9, 1)] }));

        static PublicOrder Buy(ulong number, decimal price, decimal quantity) => new(number, Side.Buy, price, quantity);
    }

    [Fact]
    public void Apply_Statistics_AreThoseToldLast()
    {
        var book = new LocalBook("m");
        var (first, second) = (new MarketStatistics(9, 9, 9, 9, 1, 1), new MarketStatistics(9, 10, 9, 10, 2, 2));
        book.Apply(EmptyAt(4) with { Statistics = first });
        Assert.Equal(first, book.Statistics);
        book.Apply(new MarketEvent("m", 5, new Print(0, "m", 10, 1)) { Statistics = second });
        book.Apply(new LevelChanged("m", 6, Side.Buy, 1, 1));
        Assert.Equal(second, book.Statistics);
    }

    [Fact]
    public void Apply_WhatTheSnapshotContains_ChangesNothing()
    {
        var book = new LocalBook("m");
        book.Apply(EmptyAt(4));
        book.Apply(new LevelChanged("m", 4, Side.Buy, 1, 1));
        Assert.Null(book.BestBid);
        Assert.Equal(4ul, book.Sequence);
    }

    [Fact]
    public void Apply_EventsAndUnknownUpdates_Count()
    {
        var book = new LocalBook("m");
        book.Apply(EmptyAt(1));
        book.Apply(new MarketEvent("m", 2, new PhaseChanged(0, "m", MarketPhase.Halted)));
        book.Apply(new UnknownUpdate("m", 3));
        book.Apply(new LevelChanged("other", 77, Side.Buy, 1, 1));
        Assert.Equal(3ul, book.Sequence);
        Assert.Equal(MarketPhase.Halted, book.Phase);
    }
}
