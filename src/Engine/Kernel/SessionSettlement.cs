using Exchange.Engine.Accounts;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Turns what a clearing gave into cash and units that change hands, charges included, and tells every bid's owner. The
/// operator's account takes charges and what a rule's own payments leave, to the atom.
/// </summary>
internal sealed class SessionSettlement
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;
    private ClearedBid[] _cleared = [];
    private Cash[] _owed = [];
    private ulong[] _ids = [];
    private int _count;

    public SessionSettlement(Ledger ledger, Announcer announcer) => (_ledger, _announcer) = (ledger, announcer);

    /// <summary>
    /// Computes what the bids of a clearing owe; false when it would give a bid more lots, or move more cash, than can be
    /// counted.
    /// </summary>
    public bool TryAssess(SessionMarket market, ClearingResult result)
    {
        if (result.Lots.ContainsAnyExceptInRange(-Quantity.MaxOrderLots, Quantity.MaxOrderLots))
        {
            return false;
        }
        Read(market, result);
        Assessment.Assess(market.Charges, _cleared.AsSpan(0, _count), _owed);
        Int128 moved = 0;
        for (var i = 0; i < _count && moved <= Ledger.MaxMovedAtoms; i++)
        {
            moved += Int128.Abs(PaymentOf(market, result, i).Atoms) + Int128.Abs(_owed[i].Atoms);
        }
        return moved <= Ledger.MaxMovedAtoms;
    }

    /// <summary>Settles a clearing that was assessed.</summary>
    public void Settle(SessionMarket market, ClearingResult result)
    {
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
    }

    private void Read(SessionMarket market, ClearingResult result)
    {
        _count = market.Bids.Count;
        if (_cleared.Length < _count)
        {
            var size = Math.Max(_count, 2 * _cleared.Length);
            (_cleared, _owed, _ids) = (new ClearedBid[size], new Cash[size], new ulong[size]);
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
}
