using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Tests.Exports;

/// <summary>
/// Commands that follow from a seed: orders of every kind close together in price, changes to them, phases, clearings and
/// transfers. Each at a moment of its own.
/// </summary>
internal sealed class RandomFlow
{
    private const int Ids = 15;

    private readonly Random _random;
    private readonly ExportRun _run;
    private readonly int[] _accounts;
    private MarketPhase _phase = MarketPhase.Open;

    public RandomFlow(int seed, ExportRun run)
    {
        (_random, _run) = (new(seed), run);
        _accounts = [run.AddAccount("A", 1000, 10), run.AddAccount("B", 0, 0), run.AddAccount("C", 7, 0)];
    }

    /// <summary>Sends another command.</summary>
    public void Next()
    {
        _run.Now = new(_run.Now.Nanoseconds + _random.Next(1, 200_000_000));
        var header = new CommandHeader { Account = _accounts[_random.Next(_accounts.Length)], Market = ExportRun.Book };
        var (id, lots) = ((ulong)_random.Next(1, Ids), (long)_random.Next(1, 12));
        switch (_random.Next(100))
        {
            case < 55:
                _run.Send(record => Commands.SubmitOrder(record, header, id, Order(lots), Terms(lots)));
                break;
            case < 75:
                var price = _random.Next(3) == 0 ? (Price?)null : Price();
                var replacement = new Replacement(new(_random.Next(4) == 0 ? 0 : lots), price, _random.Next(4) == 0);
                _run.Send(record => Commands.ReplaceOrder(record, header, id, replacement));
                break;
            case < 85:
                _run.Send(record => Commands.CancelOrder(record, header, id));
                break;
            case < 86:
                _run.Send(record => Commands.CancelAllOrders(record, header with { Market = CommandHeader.NoMarket }));
                break;
            case < 88:
                SetPhase();
                break;
            case < 97:
                Auction(header with { Market = ExportRun.Auction }, id, lots);
                break;
            default:
                var amounts = new Holdings(new(_random.Next(-5, 6)), [("XYZ", new Units(_random.Next(-5, 6)))]);
                _run.Send(record => Commands.Transfer(record, header with { Market = CommandHeader.NoMarket }, amounts));
                break;
        }
    }

    private Order Order(long lots)
    {
        var side = (Side)_random.Next(2);
        return _random.Next(8) switch
        {
            0 => Engine.Bids.Order.Market(side, new(lots)),
            1 => Engine.Bids.Order.Limit(side, new(lots), Price(side), TimeInForce.ImmediateOrCancel),
            2 => Engine.Bids.Order.Limit(side, new(lots), Price(side), TimeInForce.FillOrKill),
            _ => Engine.Bids.Order.Limit(side, new(lots), Price(side), TimeInForce.GoodTillCancelled),
        };
    }

    private OrderTerms Terms(long lots) => _random.Next(8) switch
    {
        0 => new() { Display = new(_random.Next(1, (int)lots + 1)) },
        1 => new() { Display = new(1), Expires = new(_run.Now.Nanoseconds + _random.Next(1_000_000_000)) },
        2 => new() { Stop = Price() },
        3 => new() { Stop = Price(), Display = new(1) },
        4 => new() { Minimum = new(_random.Next(1, (int)lots + 1)) },
        5 => new() { IsPostOnly = true },
        _ => default,
    };

    private void SetPhase()
    {
        MarketPhase[] next = _phase switch
        {
            MarketPhase.Open => [MarketPhase.PreOpen, MarketPhase.Halted, MarketPhase.Closed],
            MarketPhase.PreOpen => [MarketPhase.Open, MarketPhase.Open, MarketPhase.Halted, MarketPhase.Closed],
            _ => [MarketPhase.PreOpen, MarketPhase.Open],
        };
        _phase = next[_random.Next(next.Length)];
        _run.SetPhase(_phase);
    }

    private void Auction(CommandHeader header, ulong id, long lots)
    {
        switch (_random.Next(8))
        {
            case 0:
                _run.Send(record => Commands.Clear(record, header));
                break;
            case 1:
                var schedule = Schedule(lots);
                _run.Send(record => Commands.SubmitSchedule(record, header, id, schedule.Create(), isStanding: true));
                break;
            default:
                _run.Send(record => Commands.SubmitOrder(record, header, id, Order(lots), isStanding: _random.Next(2) == 0));
                break;
        }
    }

    private Points Schedule(long lots) => new([new(new(990), new(lots)), new(new(1010), new(-lots))]);

    private Price Price() => new(_random.Next(990, 1011));

    // Sides overlap a little, so that books are deep and trade all the same.
    private Price Price(Side side) => new(side == Side.Buy ? _random.Next(990, 1003) : _random.Next(998, 1011));

    // A schedule is a view of its points, which a lambda cannot hold on to.
    private sealed class Points(SchedulePoint[] points)
    {
        public DemandSchedule Create()
        {
            Assert.Equal(Reason.None, DemandSchedule.TryCreate(points, isPerSecond: false, out var schedule));
            return schedule;
        }
    }
}
