using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// The agents of Antill and Duffie (2017), Proposition 3: n of them want a flow a + b·p + c·z each, z the own inventory, for
/// a payoff of mean v at rate r and holding costs γz².
/// </summary>
internal sealed record FlowAgents(int Count, double Value, double Gamma, double Rate)
{
    /// <summary>b in units per second and currency.</summary>
    public double Slope => -(Count - 2) * Rate * Rate / (4 * Gamma);

    /// <summary>c per second.</summary>
    public double Reversion => -(Count - 2) * Rate / 2;

    /// <summary>The price at which an agent wants no flow, and for the average inventory that of the market: v − 2γz/r.</summary>
    public double PriceFor(double inventory) => Value - (2 * Gamma * inventory / Rate);
}

/// <summary>
/// A live sequential double auction: a market that clears every Δ, and agents with standing flows of demand, which they replace
/// when their inventories have changed.
/// </summary>
internal sealed class SequentialAuction
{
    private readonly FlowAgents _agents;
    private readonly double _tick;
    private readonly double _lot;
    private readonly long _everyNs;
    private readonly long[] _followed;
    private readonly Timestamp[] _accepted;
    private Timestamp _now;
    private Timestamp _cleared;

    /// <summary>Opens the market to agents with inventories in lots.</summary>
    public SequentialAuction(FlowAgents agents, double everySeconds, double tick, double lot, IReadOnlyList<long> inventories)
    {
        (_agents, _tick, _lot) = (agents, tick, lot);
        _everyNs = (long)(everySeconds * 1e9);
        _followed = [.. inventories];
        _accepted = new Timestamp[inventories.Count];
        var grid = KernelBench.Grid(((decimal)tick).ToString(), ((decimal)lot).ToString());
        var rule = new CallAuctionDefinition(Rationing.ProRata, RationingScope.Marginal, default, ReferencePrice: null);
        Market = new(LiveMarket.Definition(grid, rule, new IntervalTrigger(_everyNs)), inventories.Select(_ => 0.0));
        for (var agent = 0; agent < inventories.Count; agent++)
        {
            Market.Shock(agent, inventories[agent]);
            Assert.Equal(Reason.None, Market.Submit(agent, id: 1, Flow(inventories[agent]), isPerSecond: true, isStanding: true));
        }
    }

    public LiveMarket Market { get; }

    /// <summary>What an agent holds, in lots.</summary>
    public long[] Inventories => [.. Enumerable.Range(0, _agents.Count).Select(Market.LotsOf)];

    /// <summary>What the flow of each agent came to at the price of the last clearing, in lots, exactly.</summary>
    public double[] Flows { get; private set; } = [];

    /// <summary>Those who traded or were shocked replace their flows, and the market clears by itself.</summary>
    public LiveClearing ClearNext()
    {
        Follow();
        _now = _now.After(_everyNs);
        var clearing = Market.ClearAt(_now);
        if (clearing.IsCleared)
        {
            Flows = [.. Enumerable.Range(0, _agents.Count).Select(agent => FlowOf(agent, clearing.Ticks))];
            _cleared = _now;
        }
        return clearing;
    }

    private double FlowOf(int agent, long ticks)
    {
        var seconds = (_now.Nanoseconds - Timestamp.Later(_cleared, _accepted[agent]).Nanoseconds) * 1e-9;
        return _agents.Slope * ((ticks * _tick) - _agents.PriceFor(_followed[agent] * _lot)) * seconds / _lot;
    }

    private void Follow()
    {
        for (var agent = 0; agent < _followed.Length; agent++)
        {
            var inventory = Market.LotsOf(agent);
            if (inventory != _followed[agent])
            {
                Assert.Equal(Reason.None, Market.At(_now).Replace(agent, id: 1, Flow(inventory), isPerSecond: true));
                (_followed[agent], _accepted[agent]) = (inventory, _now);
            }
        }
    }

    /// <summary>The line b·(p − v + 2γz/r): two points on the grid if the price for the inventory is.</summary>
    private SchedulePoint[] Flow(long inventory)
    {
        var ticks = (long)Math.Round(_agents.PriceFor(inventory * _lot) / _tick);
        const long Reach = 10_000_000;
        var lots = new Quantity((long)Math.Round(-_agents.Slope * Reach * _tick / _lot));
        return [new(new(ticks - Reach), lots), new(new(ticks + Reach), new(-lots.Lots))];
    }
}
