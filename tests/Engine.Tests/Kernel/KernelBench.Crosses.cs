using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Reference crosses on the bench.</summary>
internal sealed partial class KernelBench
{
    /// <summary>A bench with a lit book of ticks of two, a cross "mid" of half of that, and accounts of a name each; orders are for the cross.</summary>
    public static KernelBench WithCross(MarketDefinition cross, params ReadOnlySpan<string> accounts)
    {
        var bench = new KernelBench();
        bench.Define(Definition("lit", Disclosure.Lit) with { Grid = Grid("2", "1") });
        bench.Define(cross);
        foreach (var account in accounts)
        {
            bench.DefineAccount(account);
        }
        return bench;
    }

    /// <summary>A continuous cross at the midpoint of "lit", with ticks and lots of one.</summary>
    public static MarketDefinition CrossDefinition(
        Rationing rationing = Rationing.Time, Trigger? trigger = null, SelfTrade selfTrade = SelfTrade.Allowed) =>
        Definition("mid") with
        {
            Rule = new ReferenceCrossDefinition(rationing),
            Trigger = trigger ?? Trigger.Continuous,
            Reference = "lit",
            SelfTrade = selfTrade,
        };

    /// <summary>Brings a pegged order to the cross; what is told of the cross.</summary>
    public string[] Peg(
        string account, ulong id, Side side, long lots, int? limit = null, TimeInForce lives = TimeInForce.GoodTillCancelled,
        long minimum = 0, long? expires = null)
    {
        Price? price = limit is { } ticks ? new Price(ticks) : null;
        var order = Order.Pegged(side, new(lots), price, lives);
        var terms = new OrderTerms { Minimum = new(minimum), Expires = expires is { } ns ? new Timestamp(ns) : null };
        return OfCross(Apply(Commands.SubmitPegged(_record, Of(account), id, order, terms)));
    }

    /// <summary>Has "lit" quote one lot at a bid and an ask, from the account "Q" with ids 1 and 2; what is told of the cross.</summary>
    public string[] Quote(int bid, int ask)
    {
        var market = _header.Market;
        In("lit").CancelAll("Q");
        Buy("Q", 1, 1, bid);
        var told = OfCross(Sell("Q", 2, 1, ask));
        _header.Market = market;
        return told;
    }

    /// <summary>The lines of the cross, without its name.</summary>
    public static string[] OfCross(string[] lines) =>
        [.. lines.Where(line => line.StartsWith("mid: ", StringComparison.Ordinal)).Select(line => line["mid: ".Length..])];
}
