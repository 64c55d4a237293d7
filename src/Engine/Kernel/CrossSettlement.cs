using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Turns what a cross gave into trades: buyers and sellers meet in the order of their arrival, each as far as the other goes.
/// Of a trade the older order's fill is told first, as in a book, then the younger's, then the public.
/// </summary>
internal sealed class CrossSettlement
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;

    public CrossSettlement(Ledger ledger, Announcer announcer) => (_ledger, _announcer) = (ledger, announcer);

    /// <summary>Whether the accounts can count what a cross moves.</summary>
    public bool CanSettle(CrossMarket market, ClearingResult result) => _ledger.HasRoom
        && Int128.Abs(market.Definition.Grid.AtomsPerTickLot * result.Price.Ticks) + Charges.MaxFeePerLot.Atoms * Charges.MaxOnClearing
            <= Ledger.MaxMovedAtoms / result.Volume.Lots / 2;

    /// <summary>Settles a cross that took place at the midpoint of a quote.</summary>
    public void Settle(CrossMarket market, ClearingResult result, Quote quote, Timestamp now)
    {
        var buyers = new Fills(market.Bids, result.Lots, 1);
        var sellers = new Fills(market.Bids, result.Lots, -1);
        for (var left = result.Volume.Lots; left > 0;)
        {
            var lots = Math.Min(buyers.Allotted, sellers.Allotted);
            Trade(market, ref buyers, ref sellers, result.Price, lots);
            _announcer.TellTrade(market, result.Price, new(lots), quote, now);
            left -= lots;
        }
        market.Bids.Settle(result.Lots, result.Price, market.LastCleared, now);
        foreach (ref readonly var order in market.Bids)
        {
            if (order.IsSpent)
            {
                market.Bids.Remove(order.Account, order.Id);
            }
        }
        (market.LastCleared, market.LastPrice) = (now, result.Price);
        market.Clearings++;
    }

    private void Trade(CrossMarket market, ref Fills buyers, ref Fills sellers, Price price, long lots)
    {
        var grid = market.Definition.Grid;
        var quantity = new Quantity(lots);
        var (buyer, seller) = (buyers.Order.Account, sellers.Order.Account);
        _ledger.Settle(buyer, seller, market.Instrument, grid.UnitsOf(quantity), grid.Cost(price, quantity));
        foreach (var charge in market.Charges)
        {
            var fee = ((BidCharge)charge).Of(quantity);
            _ledger.MoveCash(buyer, Ledger.Operator, fee);
            _ledger.MoveCash(seller, Ledger.Operator, fee);
        }
        if (buyers.Arrival < sellers.Arrival)
        {
            Fill(market, ref buyers, price, lots);
            Fill(market, ref sellers, price, lots);
        }
        else
        {
            Fill(market, ref sellers, price, lots);
            Fill(market, ref buyers, price, lots);
        }
    }

    private void Fill(CrossMarket market, ref Fills side, Price price, long lots)
    {
        ref var filled = ref _announcer.AddPrivate(EventKind.Filled, side.Order.Account, market, side.Order.Id);
        filled.Side = side.Order.Side;
        filled.Price = price;
        filled.Quantity = new(lots);
        filled.Remaining = new(side.Open - lots);
        filled.Liquidity = Liquidity.Cross;
        side.Take(lots);
    }

    /// <summary>Walks through the orders of one side that get something.</summary>
    private ref struct Fills
    {
        private readonly ReadOnlySpan<long> _lots;
        private readonly int _sign;
        private BidEnumerator _orders;

        public Fills(CollectedBids orders, ReadOnlySpan<long> lots, int sign)
        {
            _orders = orders.GetEnumerator();
            _sign = sign;
            _lots = lots;
            Arrival = -1;
            MoveNext();
        }

        /// <summary>The order at hand, as it was before the cross.</summary>
        public readonly ref readonly CollectedBid Order => ref _orders.Current;

        /// <summary>Its number among all bids.</summary>
        public int Arrival { get; private set; }

        /// <summary>What it is still to get, and what is still open of it.</summary>
        public long Allotted { get; private set; }

        public long Open { get; private set; }

        /// <summary>Notes that the order at hand got something; once that was all, the next comes to hand.</summary>
        public void Take(long lots)
        {
            Allotted -= lots;
            Open -= lots;
            if (Allotted == 0)
            {
                MoveNext();
            }
        }

        private void MoveNext()
        {
            while (Allotted == 0 && _orders.MoveNext())
            {
                Allotted = Math.Max(_sign * _lots[++Arrival], 0);
                Open = _orders.Current.Open.Lots;
            }
        }
    }
}
