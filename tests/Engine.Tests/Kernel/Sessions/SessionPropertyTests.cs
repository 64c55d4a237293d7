using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>What must hold through the live market over clearing after clearing: two exchanges side by side.</summary>
public class SessionPropertyTests
{
    private const ulong Seeds = 40;
    private const int Steps = 80;

    private static readonly BidShape Everything =
        new("everything", 95, 10, 12, [BidKind.Limit, BidKind.Limit, BidKind.Market, BidKind.Schedule, BidKind.RateSchedule]);

    private static readonly BidShape Orders = new("orders", 95, 8, 12, [BidKind.Limit, BidKind.Limit, BidKind.Market]);

    [Theory]
    [InlineData(Rationing.Time, RationingScope.Marginal)]
    [InlineData(Rationing.ProRata, RationingScope.Marginal)]
    [InlineData(Rationing.ProRata, RationingScope.All)]
    [InlineData(Rationing.Random, RationingScope.Marginal)]
    [InlineData(Rationing.Random, RationingScope.All)]
    public void LimitOrders_WrittenAsSchedules_AreIndistinguishable(Rationing rationing, RationingScope scope)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var pair = new Pair(seed, Everything, rationing, scope, bid => bid.AsSchedule());
            for (var step = 0; step < Steps; step++)
            {
                var (expected, lines) = pair.Step();
                Assert.True(expected.SequenceEqual(lines), $"seed {seed}, step {step}:\n{Text(expected)}\nas schedules\n{Text(lines)}");
            }
            Assert.Equal(Holdings(pair.One), Holdings(pair.Other));
        }
    }

    [Theory]
    [InlineData(Rationing.Time, RationingScope.Marginal)]
    [InlineData(Rationing.Time, RationingScope.All)]
    [InlineData(Rationing.Random, RationingScope.Marginal)]
    [InlineData(Rationing.Random, RationingScope.All)]
    public void Orders_Scaled_ScaleTheResult(Rationing rationing, RationingScope scope)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var factor = 2 + (long)(seed * seed * 7919);
            var pair = new Pair(seed, Orders, rationing, scope, bid => bid.ScaledBy(factor));
            for (var step = 0; step < Steps; step++)
            {
                var (_, lines) = pair.Step();
                var expected = Array.ConvertAll(pair.One.Events, e => EventText.Line(Scaled(e, factor), pair.One.Kernel.Catalog));
                Assert.True(expected.SequenceEqual(lines), $"seed {seed}, step {step}:\n{Text(expected)}\nscaled\n{Text(lines)}");
            }
        }
    }

    private static Event Scaled(Event e, long factor)
    {
        switch (e.Kind)
        {
            case EventKind.Allocated:
                e.Allotted = new(factor * e.Allotted.Lots);
                e.Amount *= factor;
                break;
            case EventKind.Cancelled:
                e.Quantity = new(factor * e.Quantity.Lots);
                break;
            case EventKind.Cleared:
                e.Quantity = new(factor * e.Quantity.Lots);
                e.Surplus = new(factor * e.Surplus.Lots);
                break;
            default:
                break;
        }
        return e;
    }

    private static string Holdings(KernelBench bench) =>
        string.Join(' ', Pair.Accounts.Select(account => $"{bench.CashOf(account)} {bench.UnitsOf(account)}"));

    private static string Text(string[] lines) => string.Join('\n', lines);

    /// <summary>Two exchanges with one market each, the second of which is told every bid in another way.</summary>
    private sealed class Pair
    {
        public static readonly string[] Accounts = ["A1", "A2", "A3", "A4"];

        private readonly SeededGenerator _random;
        private readonly BidShape _shape;
        private readonly Func<ListedBid, ListedBid> _otherwise;
        private long _now;

        public Pair(ulong seed, BidShape shape, Rationing rationing, RationingScope scope, Func<ListedBid, ListedBid> otherwise)
        {
            (_random, _shape, _otherwise) = (new(seed), shape, otherwise);
            One = KernelBench.With(KernelBench.AuctionRule(rationing, scope, reference: 98), [], Accounts);
            Other = KernelBench.With(KernelBench.AuctionRule(rationing, scope, reference: 98), [], Accounts);
        }

        public KernelBench One { get; }

        public KernelBench Other { get; }

        /// <summary>One command to both; what either says.</summary>
        public (string[] One, string[] Other) Step()
        {
            _now += _random.NextBelow(300_000_000);
            One.At(_now);
            Other.At(_now);
            var account = Accounts[_random.NextBelow(Accounts.Length)];
            var id = 1 + (ulong)_random.NextBelow(6);
            switch (_random.NextBelow(10))
            {
                case < 7:
                    var bid = _shape.Next(_random, 0, id, default);
                    return (One.Submit(account, bid), Other.Submit(account, _otherwise(bid)));
                case 7:
                    return (One.Cancel(account, id), Other.Cancel(account, id));
                default:
                    return (One.Clear(), Other.Clear());
            }
        }
    }
}
