using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Answers questions: events that say how things are, ended by one that says that was all. Changes nothing.</summary>
internal sealed class Queries
{
    private readonly Ledger _ledger;
    private readonly Reservations _reservations;
    private readonly ClientSessions _sessions;
    private readonly Presence _presence;
    private readonly EventBuffer _events;

    public Queries(
        Ledger ledger, Reservations reservations, ClientSessions sessions, Presence presence, EventBuffer events)
    {
        _ledger = ledger;
        _reservations = reservations;
        _sessions = sessions;
        _presence = presence;
        _events = events;
    }

    public void Answer(in CommandHeader query, Market? market, Timestamp now, long sequence)
    {
        switch (query.Kind)
        {
            case CommandKind.ShowBalances:
                ShowBalances(query);
                break;
            case CommandKind.ShowDepth when market is ContinuousMarket book:
                ShowDepth(query, book, Side.Buy);
                ShowDepth(query, book, Side.Sell);
                ShowOrders(query, book);
                break;
            case CommandKind.ShowDepth:
                ShowCommitment(query, (SessionMarket)market!);
                break;
            default:
                ref var shown = ref Add(EventKind.SessionShown, query);
                shown.Session = _sessions.Find(query.Account, query.Session)?.LastNumber ?? 0;
                shown.IsWatched = _presence.Has(query.Account, query.Session);
                break;
        }
        if (query.Kind == CommandKind.ShowDepth && market!.Statistics.Trades > 0)
        {
            ShowStatistics(query, market);
        }
        ref var ended = ref Add(EventKind.QueryEnded, query);
        ended.Phase = market?.Phase ?? default;
        ended.Sequence = query.Kind == CommandKind.ShowSession
            ? _ledger.EventSequenceOf(query.Account)
            : market?.PublicSequence ?? 0;
        ended.OrderNumber = (market as ContinuousMarket)?.PublicDepth.Orders?.LastNumber ?? 0;
        _events.Stamp(0, now, sequence);
    }

    private void ShowBalances(in CommandHeader query)
    {
        Add(EventKind.CashShown, query).Amount = _ledger.CashOf(query.Account).Atoms;
        for (var instrument = 0; instrument < _ledger.Instruments.Count; instrument++)
        {
            ref var shown = ref Add(EventKind.UnitsShown, query);
            shown.Market = (ushort)instrument;
            shown.Amount = _ledger.UnitsOf(query.Account, instrument).Parts;
        }
        ShowReserved(query);
    }

    /// <summary>Most have set aside nothing: then nothing is told of it.</summary>
    private void ShowReserved(in CommandHeader query)
    {
        if (_reservations.CashOf(query.Account) is { Atoms: var atoms } && atoms != 0)
        {
            Add(EventKind.ReservedCashShown, query).Amount = atoms;
        }
        for (var instrument = 0; instrument < _ledger.Instruments.Count; instrument++)
        {
            if (_reservations.UnitsOf(query.Account, instrument) is { Parts: var parts } && parts != 0)
            {
                ref var shown = ref Add(EventKind.ReservedUnitsShown, query);
                shown.Market = (ushort)instrument;
                shown.Amount = parts;
            }
        }
    }

    /// <summary>The levels that the market's disclosure lets the viewer see; the operator sees all.</summary>
    private void ShowDepth(in CommandHeader query, ContinuousMarket market, Side side)
    {
        var visible = query.Account == Ledger.Operator ? int.MaxValue : market.Definition.Disclosure.VisibleLevels;
        for (var more = market.Rule.TryGetBest(side, out var price, out var quantity);
            more && visible > 0;
            more = market.Rule.TryGetNext(side, price, out price, out quantity))
        {
            ref var shown = ref Add(EventKind.LevelShown, query);
            shown.Side = side;
            shown.Price = price;
            shown.Quantity = quantity;
            visible--;
        }
    }

    private void ShowOrders(in CommandHeader query, ContinuousMarket market)
    {
        if (market.PublicDepth.Orders is not { } orders)
        {
            return;
        }
        foreach (ref readonly var order in orders.InOrder())
        {
            ref var shown = ref Add(EventKind.OrderShown, query);
            shown.Side = order.Side;
            shown.Price = new(order.Ticks);
            shown.Quantity = new(order.Lots);
            shown.OrderNumber = order.Number;
        }
    }

    private void ShowStatistics(in CommandHeader query, Market market)
    {
        // The ticket stands elsewhere here: the statistics take its place.
        ref var shown = ref Add(EventKind.StatisticsShown, query);
        shown.Statistics = market.Statistics;
        shown.Sequence = unchecked((long)query.Number);
    }

    /// <summary>
    /// Of a session market's sealed bids nothing is shown. Who comes late still learns what the draw is bound to, but not
    /// sooner than the public that there was one.
    /// </summary>
    private void ShowCommitment(in CommandHeader query, SessionMarket market)
    {
        if (!market.RuleDefinition.Seed.IsEmpty)
        {
            // The ticket stands elsewhere here: the commitment takes its place.
            ref var shown = ref Add(EventKind.CommitmentShown, query);
            shown.Digest = Announcer.Commitment(market);
            shown.Sequence = unchecked((long)query.Number);
        }
    }

    private ref Event Add(EventKind kind, in CommandHeader query)
    {
        ref var added = ref _events.Add(kind, query.Account, query.Market);
        added.Id = query.Number;
        return ref added;
    }
}
