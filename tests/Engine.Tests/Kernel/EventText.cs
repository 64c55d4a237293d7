using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>Events as lines a person can read, prices in ticks and quantities in lots.</summary>
internal static class EventText
{
    public static string Line(in Event e, Catalog catalog)
    {
        var who = e.Account == Event.Public ? "" : catalog.Account(e.Account).Id;
        // The first market is what a test is about; only another is named.
        var where = e.Kind is not (EventKind.UnitsShown or EventKind.ReservedUnitsShown) && e.Market > 0 && e.Market < catalog.MarketCount
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
            EventKind.Triggered => $"{who} {e.Id} triggered",
            EventKind.Allocated => $"{who} {e.Id} allocated {e.Allotted.Lots}@{e.Price.Ticks} for {new Cash(e.Amount)}",
            EventKind.SessionOpened => $"session opened {(e.IsUnpriced ? "without a price" : $"at {e.Price.Ticks}")} until {e.Id}",
            EventKind.Settled => $"{who} settled {new Cash(e.Amount)}",
            EventKind.GroupSum => $"group {catalog.Group((int)e.Id)} traded {e.Quantity.Lots}",
            EventKind.Cleared when e.Failure != ClearingFailure.None => $"cleared {e.Failure.Name()}",
            EventKind.Cleared when e.IsUnpriced => $"cleared {e.Quantity.Lots} without a price",
            EventKind.Cleared when e.DecidedBy == DecidedBy.None =>
                e.Surplus.Lots == 0 ? $"cleared {size}" : $"cleared {size} surplus {e.Surplus.Lots}",
            EventKind.Cleared => $"cleared {size} surplus {e.Surplus.Lots} by {e.DecidedBy.Name()}",
            EventKind.Indicative when e.IsUnpriced => $"indicative {e.Quantity.Lots} without a price",
            EventKind.Indicative => $"indicative {size} surplus {e.Surplus.Lots}",
            EventKind.SeedCommitted => $"seed committed {Convert.ToHexStringLower(e.Digest)}",
            EventKind.SeedRevealed => $"seed revealed {Convert.ToHexStringLower(e.Digest)}",
            EventKind.CommitmentShown => $"{who} sees commitment {Convert.ToHexStringLower(e.Digest)}",
            EventKind.Print when catalog.Market(e.Market).Rule is ReferenceCrossDefinition =>
                $"print {size} between {e.Quote.Bid.Ticks} and {e.Quote.Ask.Ticks} of {catalog.Market(e.Quoted).Id}",
            EventKind.Print => $"print {size}",
            EventKind.LevelChanged => $"level {e.Side} {size}",
            EventKind.OrderChanged => $"order {e.OrderNumber} {e.Side} {size}",
            EventKind.OrderShown => $"shown order {e.OrderNumber} {e.Side} {size}",
            EventKind.PhaseChanged => $"phase {e.Phase}",
            EventKind.Answered => $"{who} answer {e.Id}{(e.Reason == Reason.None ? "" : " " + e.Reason.Name())}",
            EventKind.CashShown => $"{who} has cash {e.Amount}",
            EventKind.UnitsShown => $"{who} has units {e.Amount}",
            EventKind.ReservedCashShown => $"{who} has reserved cash {e.Amount}",
            EventKind.ReservedUnitsShown => $"{who} has reserved units {e.Amount}",
            EventKind.LevelShown => $"shown {e.Side} {size}",
            EventKind.SessionShown => $"{who} last {e.Session}",
            EventKind.QueryEnded => $"end of {e.Id}",
            _ => e.Kind.ToString(),
        };
    }
}
