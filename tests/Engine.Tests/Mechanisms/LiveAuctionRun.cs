using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Exchange.Engine.Tests.Kernel;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// A live call auction and a list of bids with a twin that looks at every tick, side by side through random instructions. The
/// seed decides on rationing, reference and charges too.
/// </summary>
internal sealed class LiveAuctionRun
{
    private const int Traders = 5;
    private const double FeePerLot = 0.5;
    private const double SpreadPerLot = 0.25;
    private const double Entry = 1;
    private const double Sigma = 0.1;

    private static readonly Int128 AtomsPerCurrency = 1_000_000_000_000;

    private readonly BidShape _shape;
    private readonly string _name;
    private readonly SeededGenerator _random;
    private readonly CallAuctionDefinition _rule;
    private readonly bool _isQuadratic;
    private readonly LiveMarket _market;
    private readonly ListedBids _listed = new();
    private Timestamp _now;
    private Timestamp _previous;

    public LiveAuctionRun(BidShape shape, ulong seed)
    {
        (_shape, _name, _random) = (shape, $"{shape.Name}, seed {seed}", new(seed));
        Price? reference = seed % 4 == 0 ? null : shape.NextPrice(_random);
        _rule = new((Rationing)(seed % 3), (RationingScope)(seed % 2), Auction.Seed, reference);
        _isQuadratic = seed % 5 == 0;
        var definition = LiveMarket.Definition(KernelBench.Grid("1", "1"), _rule, trigger: null, Charges());
        _market = new(definition, new double[Traders]);
    }

    public int Clearings { get; private set; }

    public void Step()
    {
        _now = _now.After(_random.NextBelow(300_000_000));
        _market.At(_now);
        var (trader, id) = ((int)_random.NextBelow(Traders), 1 + (ulong)_random.NextBelow(8));
        switch (_random.NextBelow(10))
        {
            case < 5:
                Submit(_shape.Next(_random, trader, id, _now));
                break;
            case 5:
                ReplaceOrder(trader, id);
                break;
            case 6:
                ReplaceSchedule(trader, id);
                break;
            case 7:
                Assert.Equal(_listed.Remove(trader, id), _market.Cancel(trader, id));
                break;
            default:
                Clear();
                break;
        }
    }

    private void Submit(ListedBid bid)
    {
        var isSecond = _isQuadratic && _listed.Bids.Exists(other => other.Account == bid.Account);
        var isRefused = isSecond && _listed.Find(bid.Account, bid.Id) is null;
        Assert.Equal(isRefused ? Reason.DuplicateAccount : _listed.Add(bid), _market.Submit(bid.Account, bid));
    }

    private void ReplaceOrder(int trader, ulong id)
    {
        var quantity = _random.NextBelow(3) == 0 ? default : _shape.NextSize(_random);
        Price? price = _random.NextBelow(2) == 0 ? null : _shape.NextPrice(_random);
        var replacement = new Replacement(quantity, price, _random.NextBelow(8) == 0);
        Assert.Equal(_listed.Replace(trader, id, replacement, _now), _market.Replace(trader, id, replacement));
    }

    private void ReplaceSchedule(int trader, ulong id)
    {
        var (points, isPerSecond) = (_shape.NextPoints(_random), _random.NextBelow(2) == 0);
        Assert.Equal(
            _listed.Replace(trader, id, points, isPerSecond, _now), _market.Replace(trader, id, points, isPerSecond));
    }

    private void Clear()
    {
        var moment = new ClearingMoment(_previous, _now, 1 + (ulong)Clearings, _rule.ReferencePrice);
        var expected = TickByTickAuction.Clear(_listed, moment, _rule.Rationing, _rule.Scope, Auction.Seed);
        var operatorBefore = _market.OperatorCash;
        var clearing = _market.Clear();
        Assert.Equal((_name, expected), (_name, Outcome(clearing)));
        if (!clearing.IsCleared)
        {
            Assert.Equal(operatorBefore, _market.OperatorCash);
            return;
        }
        Clearings++;
        AssertPromises(clearing, moment);
        AssertCharges(clearing, operatorBefore);
        var lots = clearing.Allocations.Select(allocation => allocation.Lots).ToArray();
        _listed.Settle(lots, (int)clearing.Ticks, _previous, _now);
        _listed.Bids.RemoveAll(bid => !bid.IsStanding || (bid.Open == 0 && bid.Kind != BidKind.RateSchedule));
        _previous = _now;
    }

    /// <summary>Everyone is told, in the order of arrival.</summary>
    private Outcome Outcome(LiveClearing clearing)
    {
        var cleared = clearing.Cleared;
        var bids = clearing.IsCleared ? _listed.Bids.Select(bid => (bid.Account, bid.Id)) : [];
        Assert.Equal(bids, clearing.Allocations.Select(allocation => (allocation.Trader, allocation.Id)));
        var lots = _listed.Bids.Select((_, i) => clearing.IsCleared ? clearing.Allocations[i].Lots : 0);
        return new(
            cleared.Failure, cleared.DecidedBy, cleared.Price.Ticks, cleared.Quantity.Lots, cleared.Surplus.Lots,
            string.Join(' ', lots));
    }

    /// <summary>No bid gets what it refuses at the price, and the light side all that it wants.</summary>
    private void AssertPromises(LiveClearing clearing, ClearingMoment moment)
    {
        var wants = _listed.Wants((int)clearing.Ticks, moment.Previous, moment.Now);
        var heavySide = Math.Sign(wants.Sum());
        foreach (var (wanted, allocation) in wants.Zip(clearing.Allocations))
        {
            Assert.True(
                allocation.Lots >= Math.Min(wanted, 0) && allocation.Lots <= Math.Max(wanted, 0),
                $"{_name}: {allocation} wants {wanted} at {clearing.Ticks}");
            Assert.True(
                Math.Sign(wanted) == heavySide || allocation.Lots == wanted, $"{_name}: {allocation} wants {wanted} of the light side");
        }
    }

    /// <summary>Every bid pays its charges and the operator receives them, to the atom.</summary>
    private void AssertCharges(LiveClearing clearing, Cash operatorBefore)
    {
        var (sum, entered) = (operatorBefore, new HashSet<int>());
        foreach (var allocation in clearing.Allocations)
        {
            Int128 lots = Math.Abs(allocation.Lots);
            // 0.5 + 0.25 for a lot, or 0.1/2 for a squared one, and 1 for taking part.
            var owed = _isQuadratic ? lots * lots * AtomsPerCurrency / 20 : lots * AtomsPerCurrency * 3 / 4;
            var charge = new Cash(owed + (entered.Add(allocation.Trader) ? AtomsPerCurrency : 0));
            Assert.Equal((_name, charge), (_name, clearing.ChargeOn(allocation)));
            sum += charge;
        }
        Assert.Equal((_name, sum), (_name, _market.OperatorCash));
    }

    private Charge[] Charges()
    {
        var grid = KernelBench.Grid("1", "1");
        EntryFee.TryCreate(DecimalOf(Entry), out var entry);
        PerUnitFee.TryCreate(DecimalOf(FeePerLot), grid, out var perUnit);
        Spread.TryCreate(DecimalOf(SpreadPerLot), grid, out var spread);
        QuadraticTax.TryCreate(DecimalOf(Sigma), grid, out var quadratic);
        return _isQuadratic ? [entry!, quadratic!] : [perUnit!, entry!, spread!];
    }
}
