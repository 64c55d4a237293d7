using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// What must vanish at a clearing, in the price and the sums of the groups as unknowns: the sum of all quantities, and for
/// every group the sum of its members' quantities less the unknown itself; with its Jacobian. On a step of the
/// <see cref="PriceAxis"/> the first unknown is how far it has run, elsewhere the price.
/// </summary>
internal sealed class ExcessDemand
{
    private readonly Economy _economy;
    private readonly SmallSystem _atPrice = new();
    private readonly SmallSystem _onStep = new();
    private Growing<Demand> _demands;
    private Growing<CompensatedSum> _sums;
    private Growing<double> _values;

    public ExcessDemand(Economy economy, PriceAxis axis) => (_economy, Axis) = (economy, axis);

    public PriceAxis Axis { get; }

    /// <summary>Where on the axis it was evaluated.</summary>
    public Spot Spot { get; private set; }

    /// <summary>By how much the equations miss.</summary>
    public ReadOnlySpan<double> Values => _values.Items;

    /// <summary>What each agent wants; on a step its slope is zero, since no price moves it.</summary>
    public ReadOnlySpan<Demand> Demands => _demands.Items;

    /// <summary>How many agents' quantities move with the price.</summary>
    public int Moving { get; private set; }

    /// <summary>The derivatives by the price and the sums, after <see cref="Differentiate"/>.</summary>
    public SmallSystem AtPrice => _atPrice;

    /// <summary>The same by the unknowns: on a step the price stays and the steps run.</summary>
    public SmallSystem Jacobian => Spot.Step < 0 ? _atPrice : _onStep;

    /// <summary>Computes quantities and what the equations miss by.</summary>
    /// <param name="spot">Where on the axis.</param>
    /// <param name="unknowns">The price, which is the spot's, then the sums.</param>
    public void Evaluate(Spot spot, ReadOnlySpan<double> unknowns)
    {
        var size = unknowns.Length;
        _sums.Fill(size);
        _values.Fill(size);
        _demands.Fill(_economy.Count);
        Spot = spot;
        Moving = 0;
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            _demands[i] = _economy.DemandOf(agent, unknowns[0] - _economy.ShiftOf(agent, unknowns));
        }
        if (Spot.Step >= 0)
        {
            foreach (ref readonly var step in Axis.StepsAt(Spot.Step))
            {
                _demands[step.Agent] = new(step.MostLots - (Spot.Fraction * step.Lots), 0, step.Piece);
            }
        }
        for (var i = 0; i < _economy.Count; i++)
        {
            var demand = _demands[i];
            Moving += demand.Slope > 0 ? 1 : 0;
            _sums[0].Add(demand.Lots);
            foreach (var sum in _economy.MembershipsOf(_economy[i]))
            {
                _sums[sum].Add(demand.Lots);
            }
        }
        for (var k = 0; k < size; k++)
        {
            _sums[k].Add(k == 0 ? 0 : -unknowns[k]);
            _values[k] = _sums[k].Value;
        }
    }

    /// <summary>Computes the derivatives there.</summary>
    public void Differentiate()
    {
        _atPrice.Begin(_values.Count);
        for (var i = 0; i < _economy.Count; i++)
        {
            AddSlope(_atPrice, _economy[i], _demands[i].Slope);
        }
        if (Spot.Step >= 0)
        {
            _onStep.CopyFrom(_atPrice);
            ReplaceByStep(_onStep, Spot.Step, leftOut: -1);
        }
    }

    /// <summary>Adds slope·u·(−1, c)ᵀ to derivatives: an agent whose quantity falls by so much for a tick.</summary>
    public void AddSlope(SmallSystem derivatives, in Agent agent, double slope)
    {
        if (slope == 0)
        {
            return;
        }
        AddRow(derivatives, 0, agent, slope);
        foreach (var sum in _economy.MembershipsOf(agent))
        {
            AddRow(derivatives, sum, agent, slope);
        }
    }

    /// <summary>Puts the derivatives by how far a step has run in the place of those by the price.</summary>
    /// <param name="derivatives">The derivatives.</param>
    /// <param name="place">The place of the axis.</param>
    /// <param name="leftOut">An agent whose step does not count, −1: none.</param>
    public void ReplaceByStep(SmallSystem derivatives, int place, int leftOut)
    {
        derivatives.ClearColumn(0);
        foreach (ref readonly var step in Axis.StepsAt(place))
        {
            if (step.Agent == leftOut)
            {
                continue;
            }
            derivatives.Add(0, 0, -step.Lots);
            foreach (var sum in _economy.MembershipsOf(_economy[step.Agent]))
            {
                derivatives.Add(sum, 0, -step.Lots);
            }
        }
    }

    private void AddRow(SmallSystem derivatives, int row, in Agent agent, double slope)
    {
        derivatives.Add(row, 0, -slope);
        foreach (ref readonly var term in _economy.TermsOf(agent))
        {
            derivatives.Add(row, term.Sum, slope * term.Slope);
        }
    }
}
