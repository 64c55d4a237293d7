using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Bids;

/// <summary>The collected bids and a plain list, side by side through random instructions and clearings.</summary>
public class CollectedBidsModelTests
{
    private const int Steps = 400;
    private const ulong Seeds = 25;

    public static TheoryData<string> Shapes => new(BidShape.All.Select(shape => shape.Name));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void CollectedBids_RandomInstructions_AreTheList(string name)
    {
        var shape = BidShape.All.Single(shape => shape.Name == name);
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var run = new Run(shape, seed);
            for (var step = 0; step < Steps; step++)
            {
                run.Step();
                Assert.True(run.Difference() is null, $"{name}, seed {seed}, step {step}: {run.Difference()}");
            }
            Assert.True(run.Clearings > 10 || name == "market orders alone", $"{name}, seed {seed} hardly cleared");
        }
    }

    private sealed class Run(BidShape shape, ulong seed)
    {
        private readonly SeededGenerator _random = new(seed);
        private readonly CollectedBids _collected = new();
        private readonly ListedBids _listed = new();
        private readonly CallAuctionRule _rule = new(Rationing.ProRata, RationingScope.Marginal, []);
        private readonly ClearingResult _result = new();
        private Timestamp _now;
        private Timestamp _previous;

        public int Clearings { get; private set; }

        public void Step()
        {
            _now = _now.After(_random.NextBelow(300_000_000));
            var (account, id) = (1 + (int)_random.NextBelow(4), 1 + (ulong)_random.NextBelow(8));
            switch (_random.NextBelow(10))
            {
                case < 4:
                    TwinBids.Add(_collected, _listed, shape.Next(_random, account, id, _now));
                    break;
                case 4:
                    ReplaceOrder(account, id);
                    break;
                case 5:
                    ReplaceSchedule(account, id);
                    break;
                case 6:
                    Assert.Equal(_listed.Remove(account, id), _collected.Remove(account, id));
                    break;
                default:
                    Clear();
                    break;
            }
        }

        public string? Difference()
        {
            var i = 0;
            foreach (ref readonly var bid in _collected)
            {
                var expected = _listed.Bids[i++];
                var same = bid.Account == expected.Account && bid.Id == expected.Id && bid.Kind == expected.Kind
                    && bid.IsStanding == expected.IsStanding && bid.Open.Lots == expected.Open
                    && (expected.Order is not null || _collected.PointsOf(bid).SequenceEqual(expected.Points));
                if (!same)
                {
                    return $"{bid.Account}/{bid.Id} {bid.Kind} open {bid.Open}, not {expected}";
                }
            }
            return i == _listed.Bids.Count && i == _collected.Count ? null : $"{i} bids, not {_listed.Bids.Count}";
        }

        private void ReplaceOrder(int account, ulong id)
        {
            var quantity = _random.NextBelow(3) == 0 ? default : shape.NextSize(_random);
            Price? price = _random.NextBelow(2) == 0 ? null : shape.NextPrice(_random);
            var replacement = new Replacement(quantity, price, _random.NextBelow(8) == 0);
            Assert.Equal(
                _listed.Replace(account, id, replacement, _now), _collected.Replace(account, id, replacement, _now));
        }

        private void ReplaceSchedule(int account, ulong id)
        {
            var points = shape.NextPoints(_random);
            var isPerSecond = _random.NextBelow(2) == 0;
            DemandSchedule.TryCreate(points, isPerSecond, out var schedule);
            Assert.Equal(
                _listed.Replace(account, id, points, isPerSecond, _now),
                _collected.Replace(account, id, schedule, _now));
        }

        /// <summary>Clears, settles and lets go, on both sides; what the list wants must be what is collected.</summary>
        private void Clear()
        {
            var moment = new ClearingMoment(_previous, _now, 1, shape.NextPrice(_random));
            _rule.Clear(_collected, moment, _result);
            var expected = TickByTickAuction.Clear(_listed, moment, Rationing.ProRata, RationingScope.Marginal, []);
            Assert.Equal(expected, Outcome.Of(_result));
            if (!_result.IsCleared)
            {
                return;
            }
            Clearings++;
            _collected.Settle(_result.Lots, _result.Price, _previous, _now);
            _listed.Settle(_result.Lots.ToArray(), _result.Price.Ticks, _previous, _now);
            _previous = _now;
            foreach (ref readonly var bid in _collected)
            {
                if (!bid.IsStanding || bid.Open.Lots == 0)
                {
                    _collected.Remove(bid.Account, bid.Id);
                }
            }
            _listed.Bids.RemoveAll(bid => !bid.IsStanding || bid.Open == 0);
        }
    }
}
