using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Tests.Feeds;

/// <summary>Random instructions near one price: orders of all kinds, changes, cancels, now and then a phase.</summary>
internal sealed class FeedFlow(FeedBench bench, Random random)
{
    private const int Middle = 100;

    private ulong _lastId;

    public void Act(int count)
    {
        for (var i = 0; i < count; i++)
        {
            bench.Apply(Next(), account: random.Next(1, 5), afterNs: random.Next(20));
        }
    }

    private Gateway.Routing.CommandWriter Next()
    {
        var id = ++_lastId;
        var older = (ulong)random.Next(Math.Max(1, (int)id - 40), (int)id + 1);
        var (lots, ticks) = (random.Next(1, 10), Middle + random.Next(-12, 13));
        switch (random.Next(1000))
        {
            case 0 when bench.Phase == MarketPhase.Open:
                return (record, header) => Commands.SetPhase(record, header, MarketPhase.PreOpen);
            case < 30 when bench.Phase != MarketPhase.Open:
                return (record, header) => Commands.SetPhase(record, header, MarketPhase.Open);
            case < 550:
                var (order, terms) = (OrderOf(lots, ticks), TermsOf(lots, ticks));
                return (record, header) => Commands.SubmitOrder(record, header, id, order, terms);
            case < 700:
                var replacement = new Replacement(new(lots), random.Next(2) == 0 ? new Price(ticks) : null, random.Next(2) == 0);
                return (record, header) => Commands.ReplaceOrder(record, header, older, replacement);
            case < 705:
                return Commands.CancelAllOrders;
            default:
                return (record, header) => Commands.CancelOrder(record, header, older);
        }
    }

    private Order OrderOf(int lots, int ticks) => random.Next(12) == 0
        ? Order.Market(Side(), new(lots))
        : Order.Limit(Side(), new(lots), new(ticks), random.Next(12) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled);

    private OrderTerms TermsOf(int lots, int ticks) => random.Next(8) switch
    {
        0 => new() { Display = new(random.Next(1, lots + 1)) },
        1 => new() { Stop = new(ticks) },
        2 => new() { IsPostOnly = true },
        3 => new() { Expires = bench.Now.After(random.Next(1, 300)) },
        _ => default,
    };

    private Side Side() => (Side)random.Next(2);
}
