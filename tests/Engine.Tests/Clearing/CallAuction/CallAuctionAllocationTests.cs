using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

public class CallAuctionAllocationTests
{
    [Theory]
    [InlineData(Rationing.Time)]
    [InlineData(Rationing.ProRata)]
    [InlineData(Rationing.Random)]
    public void Session_SteadyState_AllocatesNothing(Rationing rationing)
    {
        var session = new Session(rationing);
        for (var round = 0; round < 20; round++)
        {
            session.Run();
        }
        // A collection that another test brings about may charge this thread with the rest of its allocation buffer;
        // an allocation of ours would be there every time.
        var volume = 0L;
        var allocated = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 10; round++)
            {
                volume += session.Run();
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, allocated);
        Assert.True(volume > 0, "the session did too little to prove anything");
    }

    /// <summary>The same bids come, are replaced, cleared, settled and let go, round after round.</summary>
    private sealed class Session(Rationing rationing)
    {
        private readonly ListedBid[] _bids = Bids();
        private readonly CollectedBids _collected = new();
        private readonly CallAuctionRule _rule = new(rationing, RationingScope.Marginal, Auction.Seed);
        private readonly ClearingResult _result = new();
        private Timestamp _now;

        public long Run()
        {
            var previous = _now;
            _now = _now.After(1_000_000_000);
            foreach (var bid in _bids)
            {
                Submit(bid);
            }
            _collected.Replace(1, 1, new Replacement(new(1), null, LosesPriority: true), _now);
            _rule.Clear(_collected, new(previous, _now, 1, new Price(100)), _result);
            if (_result.IsCleared)
            {
                _collected.Settle(_result.Lots, _result.Price, previous, _now);
            }
            foreach (ref readonly var bid in _collected)
            {
                if (!bid.IsStanding || bid.Open.Lots == 0)
                {
                    _collected.Remove(bid.Account, bid.Id);
                }
            }
            return _result.Volume.Lots;
        }

        private void Submit(ListedBid bid)
        {
            if (bid.Order is { } order)
            {
                _collected.Add(bid.Account, bid.Id, order, bid.IsStanding, bid.Accepted);
                return;
            }
            DemandSchedule.TryCreate(bid.Points, bid.IsPerSecond, out var schedule);
            if (_collected.Add(bid.Account, bid.Id, schedule, bid.IsStanding, bid.Accepted) == Reason.DuplicateId)
            {
                _collected.Replace(bid.Account, bid.Id, schedule, _now);
            }
        }

        private static ListedBid[] Bids()
        {
            var random = new SeededGenerator(1);
            var shape = BidShape.All[0];
            return [.. Enumerable.Range(1, 3_000).Select(id => shape.Next(random, 1 + (id % 50), (ulong)id, default))];
        }
    }
}
