using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Tells what happens: events with the sequences of those they go to. What disclosure delays waits among the timers.
/// </summary>
internal sealed class Announcer
{
    private readonly Ledger _ledger;
    private readonly TimerQueue _timers;
    private readonly EventBuffer _events;
    private readonly IKernelObserver? _observer;

    public Announcer(Ledger ledger, TimerQueue timers, EventBuffer events, IKernelObserver? observer)
    {
        _ledger = ledger;
        _timers = timers;
        _events = events;
        _observer = observer;
    }

    /// <summary>An event with the account's next sequence.</summary>
    public ref Event AddPrivate(EventKind kind, int account, Market market, ulong id)
    {
        ref var added = ref _events.Add(kind, account, (ushort)market.Index);
        added.Sequence = _ledger.NextEventSequence(account);
        added.Id = id;
        return ref added;
    }

    /// <summary>An event with the market's next public sequence.</summary>
    public ref Event AddPublic(EventKind kind, Market market)
    {
        ref var added = ref _events.Add(kind, Event.Public, (ushort)market.Index);
        added.Sequence = ++market.PublicSequence;
        return ref added;
    }

    /// <summary>Tells the owner of a bid in a session market or a cross what is open of it now, and its price.</summary>
    public void TellReplaced(SessionMarket market, in CollectedBid bid)
    {
        ref var replaced = ref AddPrivate(EventKind.Replaced, bid.Account, market, bid.Id);
        replaced.Quantity = bid.Open;
        replaced.Price = bid.Price;
        replaced.IsUnpriced = !bid.IsPriced;
    }

    /// <summary>Tells the owner of a bid in a session market or a cross that it is gone.</summary>
    public void TellCancelled(SessionMarket market, in CollectedBid bid, CancelReason why)
    {
        ref var cancelled = ref AddPrivate(EventKind.Cancelled, bid.Account, market, bid.Id);
        cancelled.Quantity = bid.Open;
        cancelled.CancelReason = why;
    }

    /// <summary>Tells the public what it sees change of a book.</summary>
    public void TellDepth(ContinuousMarket market, ReadOnlySpan<Report> reports)
    {
        _observer?.OnReports(market, reports);
        var told = 0;
        foreach (var change in market.PublicDepth.Changes(reports))
        {
            for (var end = told + change.OrderCount; told < end; told++)
            {
                TellOrder(market, change, market.PublicDepth.Orders!.Changes[told]);
            }
            ref var changed = ref AddPublic(EventKind.LevelChanged, market);
            changed.Side = change.Side;
            changed.Price = change.Price;
            changed.Quantity = change.Quantity;
        }
    }

    private void TellOrder(ContinuousMarket market, in LevelChange level, in OrderChange order)
    {
        ref var changed = ref _events.Add(EventKind.OrderChanged, Event.Public, (ushort)market.Index);
        changed.Sequence = market.PublicSequence + 1;
        changed.Side = level.Side;
        changed.Price = level.Price;
        changed.Quantity = order.Quantity;
        changed.OrderNumber = order.Number;
    }

    /// <summary>Tells the public of a trade, at once or when the market's disclosure lets it know.</summary>
    public void TellTrade(Market market, Price price, Quantity quantity, Timestamp now) => TellNowOrLater(market, new KernelTimer
    {
        Told = EventKind.Print,
        Price = price,
        Quantity = quantity,
    }, now);

    /// <summary>Tells the public of a trade at the midpoint of a quote, at once or when the market's disclosure lets it know.</summary>
    public void TellTrade(CrossMarket market, Price price, Quantity quantity, Quote quote, Timestamp now)
    {
        _observer?.OnCross(market, quote);
        TellNowOrLater(market, new KernelTimer
        {
            Told = EventKind.Print,
            Price = price,
            Quantity = quantity,
            Quote = quote,
            Quoted = (ushort)market.Quoted,
        }, now);
    }

    /// <summary>Tells the public how a clearing ended, at once or when the market's disclosure lets it know.</summary>
    /// <param name="market">The market.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="number">The clearing's number, if it took place.</param>
    /// <param name="now">The moment of the clearing.</param>
    public void TellCleared(Market market, ClearingResult result, ulong number, Timestamp now)
    {
        _observer?.OnClearing(market, result);
        if (market is ContinuousMarket { Definition.Disclosure.IsDark: true })
        {
            // Even that there was an auction, or what it left over, would tell of orders: a trade is printed, no more.
            return;
        }
        TellNowOrLater(market, new KernelTimer
        {
            Told = EventKind.Cleared,
            Price = result.Price,
            Quantity = result.Volume,
            Failure = result.Failure,
            DecidedBy = result.DecidedBy,
            Surplus = result.Surplus,
            Clearing = number,
        }, now);
    }

    /// <summary>Tells the public what a group traded in a clearing, at once or when the market's disclosure lets it know.</summary>
    public void TellGroupSum(Market market, int group, Quantity bought, Timestamp now) => TellNowOrLater(market, new KernelTimer
    {
        Told = EventKind.GroupSum,
        Group = group,
        Quantity = bought,
    }, now);

    /// <summary>Tells the public what was to be told now.</summary>
    public void Tell(Market market, in KernelTimer told)
    {
        ref var added = ref AddPublic(told.Told, market);
        added.Price = told.Price;
        added.Quantity = told.Quantity;
        if (market is CrossMarket)
        {
            (added.Quote, added.Quoted) = (told.Quote, told.Quoted);
        }
        else if (told.Told == EventKind.GroupSum)
        {
            added.Id = (ulong)told.Group;
            return;
        }
        if (told.Failure == ClearingFailure.None)
        {
            market.PublicPrice = market is SessionMarket { RuleDefinition.HasPrice: false } ? null : told.Price;
            market.HasTraded |= told.Quantity.Lots != 0;
        }
        if (told.Told == EventKind.Cleared)
        {
            added.DecidedBy = told.DecidedBy;
            added.Failure = told.Failure;
            added.Surplus = told.Surplus;
            added.IsUnpriced = told.Failure != ClearingFailure.None || market is SessionMarket { RuleDefinition.HasPrice: false };
        }
        if (added.IsTradeOf(market.Definition))
        {
            market.CountTrade(added.Price, added.Quantity);
        }
        if (told.Told == EventKind.Cleared)
        {
            TellSeeds(market, told);
        }
    }

    /// <summary>Tells the public that a session is open, at which price and until when.</summary>
    public void TellOpened(SessionMarket market)
    {
        ref var opened = ref AddPublic(EventKind.SessionOpened, market);
        opened.Price = market.Frozen ?? default;
        opened.IsUnpriced = market.Frozen is null;
        opened.Id = (ulong)market.Closes!.Value.Nanoseconds;
    }

    /// <summary>Tells the public the commitment to the draw after the last it was told of.</summary>
    public void TellCommitment(SessionMarket market) =>
        AddPublic(EventKind.SeedCommitted, market).Digest = Commitment(market);

    /// <summary>The hash of the secret of the draw after the last that the public was told of.</summary>
    public static Digest Commitment(SessionMarket market)
    {
        var secret = Secret(market, market.ClearingsTold + 1);
        Digest commitment = default;
        Lottery.Commit(secret, commitment);
        return commitment;
    }

    private static Digest Secret(SessionMarket market, ulong clearing)
    {
        Digest secret = default;
        Lottery.DeriveSecret(market.RuleDefinition.Seed, clearing, secret);
        return secret;
    }

    private void TellNowOrLater(Market market, KernelTimer told, Timestamp now)
    {
        var delayNs = market.Definition.Disclosure.PrintDelayNs;
        if (delayNs == 0)
        {
            Tell(market, told);
            return;
        }
        told.Kind = TimerKind.Print;
        told.Market = (ushort)market.Index;
        told.Due = now.After(delayNs);
        _timers.Add(told);
    }

    /// <summary>After a draw its secret, and the commitment to the next.</summary>
    private void TellSeeds(Market market, in KernelTimer cleared)
    {
        if (cleared.Failure == ClearingFailure.None && market is SessionMarket { RuleDefinition.Seed.IsEmpty: false } drawn)
        {
            AddPublic(EventKind.SeedRevealed, market).Digest = Secret(drawn, cleared.Clearing);
            drawn.ClearingsTold = cleared.Clearing;
            TellCommitment(drawn);
        }
    }
}
