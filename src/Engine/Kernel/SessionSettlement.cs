using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Turns what a clearing gave into cash and units that change hands, charges included, and tells every bid's owner. The
/// operator's account takes charges and what a rule's own payments leave, to the atom.
/// </summary>
internal sealed class SessionSettlement : IAccountLimits
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;
    private readonly References _references;
    private readonly SessionLimits _limits;
    private ClearedBid[] _cleared = [];
    private ClearedBid[] _charged = [];
    private Cash[] _owed = [];
    private Cash[] _received = [];
    private ulong[] _ids = [];
    private GroupSum[] _groups = [];
    private int _count;
    private SessionMarket? _market;

    public SessionSettlement(Ledger ledger, Announcer announcer, References references, SessionLimits limits) =>
        (_ledger, _announcer, _references, _limits) = (ledger, announcer, references, limits);

    /// <summary>
    /// Computes what the bids of a clearing owe; false when the clearing would move more cash than can be counted, or give
    /// one bid more lots than a bid can have, as a direct exchange may.
    /// </summary>
    public bool TryAssess(SessionMarket market, ClearingResult result)
    {
        if (result.Lots.ContainsAnyExceptInRange(-Quantity.MaxOrderLots, Quantity.MaxOrderLots))
        {
            return false;
        }
        Read(market, result);
        Assess(market, result.LeftOut);
        Int128 moved = 0;
        for (var i = 0; i < _count && moved <= Ledger.MaxMovedAtoms; i++)
        {
            moved += Int128.Abs(PaymentOf(market, result, i).Atoms) + Int128.Abs(_owed[i].Atoms);
        }
        return moved <= Ledger.MaxMovedAtoms;
    }

    /// <summary>The limits of the accounts that bid in a market, until it is cleared; null where it has none.</summary>
    public IAccountLimits? LimitsIn(SessionMarket market)
    {
        _market = market;
        return market.Definition.HasLimits ? this : null;
    }

    bool IAccountLimits.Mark(CollectedBids bids, ClearingResult result, Span<bool> marks)
    {
        if (!TryAssess(_market!, result))
        {
            return false;
        }
        for (var i = 0; i < _count; i++)
        {
            _received[i] = PaymentOf(_market!, result, i) - _owed[i];
        }
        return _limits.Mark(_market!, result.Lots, _received.AsSpan(0, _count), marks);
    }

    Inventories IAccountLimits.InventoriesOf(CollectedBids bids) => _references.InventoriesFor(_market!);

    /// <summary>Settles a clearing that was assessed.</summary>
    public void Settle(SessionMarket market, ClearingResult result)
    {
        for (var i = 0; i < result.LeftOut.Length; i++)
        {
            if (result.LeftOut[i])
            {
                _announcer.AddPrivate(EventKind.Rejected, _cleared[i].Account, market, _ids[i]).Reason = Reason.Limit;
            }
        }
        if (market.Definition.Disclosure.ShowsGroupSums)
        {
            AddUpGroups(market);
        }
        var operatorCash = Cash.Zero;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var cleared = ref _cleared[i];
            var cash = PaymentOf(market, result, i) - _owed[i];
            operatorCash -= cash;
            _ledger.Allocate(cleared.Account, market.Instrument, market.Definition.Grid.UnitsOf(cleared.Quantity), cash);
            ref var allocated = ref _announcer.AddPrivate(EventKind.Allocated, cleared.Account, market, _ids[i]);
            allocated.Allotted = cleared.Quantity;
            allocated.Price = result.Price;
            allocated.Amount = cash.Atoms;
        }
        _ledger.Allocate(Ledger.Operator, market.Instrument, default, operatorCash);
        if (market.RuleDefinition.TellsOperator)
        {
            _announcer.AddPrivate(EventKind.Settled, Ledger.Operator, market, id: 0).Amount = operatorCash.Atoms;
        }
    }

    /// <summary>Tells the public, where disclosure says so, what every group traded, of the last clearing settled, that a bidder was in.</summary>
    public void TellGroupSums(SessionMarket market, Timestamp now)
    {
        for (var group = 0; group < _groups.Length && market.Definition.Disclosure.ShowsGroupSums; group++)
        {
            if (_groups[group].Bids != 0)
            {
                _announcer.TellGroupSum(market, group, new(_groups[group].Lots), now);
            }
        }
    }

    /// <summary>Assesses the charges on those who were not left out, as if nobody else had bid.</summary>
    private void Assess(SessionMarket market, ReadOnlySpan<bool> leftOut)
    {
        if (leftOut.IsEmpty)
        {
            Assessment.Assess(market.Charges, _cleared.AsSpan(0, _count), _owed);
            return;
        }
        var charged = 0;
        for (var i = 0; i < _count; i++)
        {
            _charged[charged] = _cleared[i];
            charged += leftOut[i] ? 0 : 1;
        }
        Assessment.Assess(market.Charges, _charged.AsSpan(0, charged), _owed);
        for (var i = _count - 1; i >= 0; i--)
        {
            _owed[i] = leftOut[i] ? Cash.Zero : _owed[--charged];
        }
    }

    private void AddUpGroups(SessionMarket market)
    {
        _groups.AsSpan().Clear();
        var arrival = 0;
        foreach (ref readonly var bid in market.Bids)
        {
            foreach (var group in bid.Groups.Span)
            {
                if (group >= _groups.Length)
                {
                    Array.Resize(ref _groups, Math.Max(group + 1, 2 * _groups.Length));
                }
                _groups[group].Lots += _cleared[arrival].Quantity.Lots;
                _groups[group].Bids++;
            }
            arrival++;
        }
    }

    private void Read(SessionMarket market, ClearingResult result)
    {
        _count = market.Bids.Count;
        if (_cleared.Length < _count)
        {
            var size = Math.Max(_count, 2 * _cleared.Length);
            (_cleared, _owed, _ids) = (new ClearedBid[size], new Cash[size], new ulong[size]);
            (_charged, _received) = (new ClearedBid[size], new Cash[size]);
        }
        var arrival = 0;
        foreach (ref readonly var bid in market.Bids)
        {
            _ids[arrival] = bid.Id;
            _cleared[arrival] = new(market.Index, bid.Account, bid.Capacity, new(result.Lots[arrival]), result.Price);
            arrival++;
        }
    }

    /// <summary>What a bid's owner receives before charges.</summary>
    private Cash PaymentOf(SessionMarket market, ClearingResult result, int bid) => result.Payments.IsEmpty
        ? -market.Definition.Grid.Cost(result.Price, _cleared[bid].Quantity)
        : result.Payments[bid];

    private struct GroupSum
    {
        public int Bids;
        public long Lots;
    }
}
