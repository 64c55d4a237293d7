using System.Globalization;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary>
/// Clearings of a market as the kernel does them, from the operator's word to the last event: allocations, settlement, and the
/// end of what does not stand. The same bids come again before each, one of every account from 1 on.
/// </summary>
internal sealed class MarketClearing
{
    private readonly ExchangeKernel _kernel = new();
    private readonly CollectedBids _bids;
    private readonly byte[] _record = new byte[Commands.MaxLength];

    /// <summary>A market of the rule, and the bidders.</summary>
    public MarketClearing(RuleDefinition rule, Grid grid, CollectedBids bids)
    {
        _bids = bids;
        var market = new MarketDefinition("load", "share", grid, rule, Trigger.Operator, Disclosure.Lit, Charges.None);
        Apply(Commands.DefineMarket(_record, default, market));
        foreach (var bid in bids)
        {
            string[] groups = [.. bid.Groups.ToArray().Select(group => string.Create(CultureInfo.InvariantCulture, $"group-{group}"))];
            Apply(Commands.DefineAccount(_record, default, new($"load-{bid.Account}", Holdings.Nothing, groups, default)));
        }
    }

    /// <summary>One run: the bids come, and the clearing is timed.</summary>
    /// <exception cref="InvalidOperationException">The market did not clear.</exception>
    public Run Measure()
    {
        foreach (var bid in _bids)
        {
            Apply(Submit(bid));
        }
        return Run.Time(1, () =>
        {
            var events = Apply(Commands.Clear(_record, default));
            foreach (ref readonly var told in events)
            {
                if (told.Kind == EventKind.Cleared && told.Reason == Reason.None)
                {
                    return events.Length;
                }
            }
            throw new InvalidOperationException("The market did not clear.");
        });
    }

    private ReadOnlySpan<Event> Apply(int length) => _kernel.Apply(_record.AsSpan(0, length));

    private int Submit(in CollectedBid bid)
    {
        var header = new CommandHeader { Account = bid.Account };
        switch (bid.Kind)
        {
            case BidKind.Conditional:
                return Commands.SubmitConditional(_record, header, bid.Id, _bids.ConditionalOf(bid), isStanding: false);
            case BidKind.Inventory:
                return Commands.SubmitReport(_record, header, bid.Id, bid.Kind, _bids.PointsOf(bid)[0].Quantity, isStanding: false);
            case BidKind.Market:
                return Commands.SubmitOrder(_record, header, bid.Id, Order.Market(bid.Side, bid.Open));
            default:
                DemandSchedule.TryCreate(_bids.PointsOf(bid), bid.Kind == BidKind.RateSchedule, out var schedule);
                return Commands.SubmitSchedule(_record, header, bid.Id, schedule, isStanding: false);
        }
    }
}
