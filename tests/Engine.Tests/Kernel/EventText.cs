using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Events as lines a person can read, prices in ticks and quantities in lots.</summary>
internal static class EventText
{
    public static string Line(in Event e, Catalog catalog)
    {
        var who = e.Account == Event.Public ? "" : catalog.Account(e.Account).Id;
        // The first market is what a test is about; only another is named.
        var where = e.Kind != EventKind.UnitsShown && e.Market > 0 && e.Market < catalog.MarketCount
            ? catalog.Market(e.Market).Id + ": "
            : "";
        var size = $"{e.Quantity.Lots}@{e.Price.Ticks}";
        return where + e.Kind switch
        {
            EventKind.Accepted => $"{who} {e.Id} accepted",
            EventKind.Rejected => $"{who} {e.Id} rejected {e.Reason.Name()}",
            EventKind.Filled =>
                $"{who} {e.Id} {(e.Side == Side.Buy ? "buys" : "sells")} {size} as {e.Liquidity}, {e.Remaining.Lots} open",
            EventKind.Replaced => $"{who} {e.Id} replaced {size}",
            EventKind.Cancelled => $"{who} {e.Id} cancelled {size} {e.CancelReason.Name()}",
            EventKind.Print => $"print {size}",
            EventKind.LevelChanged => $"level {e.Side} {size}",
            EventKind.PhaseChanged => $"phase {e.Phase}",
            EventKind.Answered => $"{who} answer {e.Id}{(e.Reason == Reason.None ? "" : " " + e.Reason.Name())}",
            EventKind.CashShown => $"{who} has cash {e.Amount}",
            EventKind.UnitsShown => $"{who} has units {e.Amount}",
            EventKind.LevelShown => $"shown {e.Side} {size}",
            EventKind.SessionShown => $"{who} last {e.Session}",
            EventKind.QueryEnded => $"end of {e.Id}",
            _ => e.Kind.ToString(),
        };
    }
}
