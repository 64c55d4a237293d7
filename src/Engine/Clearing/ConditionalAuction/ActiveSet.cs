namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// Finds price and sums where bids are bent or bounded: Newton's method on the lines that the agents are on, which ends
/// exactly once those do not change any more, with shorter steps where a full one would not bring excess demand down. It
/// starts from the price at which bids would clear without their conditions. Where nobody's quantity moves, or it goes
/// round in circles, excess demand is taken away line by line.
/// </summary>
internal sealed class ActiveSet
{
    /// <summary>The most rounds.</summary>
    public const int MaxRounds = 64;

    private const int RoundsOfNewton = 32;
    private const double LeastStep = 1.0 / (1 << 20);

    private readonly Economy _economy;
    private readonly ExcessDemand _excess;
    private readonly LinePath _path;
    private readonly PrivateClearing _unconditional;
    private Growing<double> _unknowns;
    private Growing<double> _direction;
    private Growing<double> _trial;

    public ActiveSet(Economy economy, ExcessDemand excess, LinePath path) =>
        (_economy, _excess, _path, _unconditional) = (economy, excess, path, new(economy));

    /// <summary>The price and the sums.</summary>
    public ReadOnlySpan<double> Unknowns => _unknowns.Items;

    /// <summary>A quantity that rounding can bring about.</summary>
    public double NegligibleLots { get; private set; }

    /// <summary>A difference of prices that rounding can bring about.</summary>
    public double NegligibleTicks { get; private set; }

    /// <summary>Solves, and leaves excess demand evaluated at the solution.</summary>
    public ClearingFailure Solve()
    {
        Start();
        for (var round = 0; round <= MaxRounds; round++)
        {
            Measure();
            var isStill = _excess.Spot.Step < 0 && _excess.Moving == 0;
            if ((isStill || round > 0) && Miss() <= NegligibleLots)
            {
                return IsOneOfMany() ? ClearingFailure.NotUnique : ClearingFailure.None;
            }
            if (isStill && _excess.Values[0] == 0)
            {
                MeetSums();
                _excess.Evaluate(_excess.Spot, _unknowns.Items);
                continue;
            }
            _excess.Differentiate();
            if (isStill || round == RoundsOfNewton)
            {
                var failure = _path.RemoveExcess(_unknowns.Writable, out var spot);
                if (failure != ClearingFailure.None)
                {
                    return failure;
                }
                _excess.Evaluate(spot, _unknowns.Items);
            }
            else if (_excess.Jacobian.TryInvert())
            {
                Step();
            }
            else
            {
                return ClearingFailure.NotUnique;
            }
        }
        return ClearingFailure.NotConverged;
    }

    private void Start()
    {
        _excess.Axis.Build();
        _unconditional.TryFindPrice();
        var size = 1 + _economy.SumCount;
        _unknowns.Fill(size);
        _direction.Fill(size);
        _trial.Fill(size);
        _unknowns[0] = _unconditional.Ticks;
        _excess.Evaluate(_excess.Axis.At(_unconditional.Ticks), _unknowns.Items);
        MeetSums();
        _excess.Evaluate(_excess.Spot, _unknowns.Items);
    }

    /// <summary>Sets the sums to what the agents want together.</summary>
    private void MeetSums()
    {
        for (var k = 1; k < _unknowns.Count; k++)
        {
            _unknowns[k] += _excess.Values[k];
        }
    }

    /// <summary>Takes a step of Newton's, or the part of it that brings excess demand down.</summary>
    private void Step()
    {
        _excess.Jacobian.Solve(_excess.Values, _direction.Writable);
        var (missed, spot) = (Math.Max(Miss(), NegligibleLots), _excess.Spot);
        _unknowns.Items.CopyTo(_trial.Writable);
        for (var length = 1.0; length >= LeastStep; length /= 2)
        {
            for (var k = 1; k < _unknowns.Count; k++)
            {
                _unknowns[k] = _trial[k] - (length * _direction[k]);
            }
            var trial = _excess.Axis.Move(spot, -length * _direction[0]);
            _unknowns[0] = trial.Ticks;
            _excess.Evaluate(trial, _unknowns.Items);
            if (Miss() < missed)
            {
                return;
            }
        }
    }

    /// <summary>The sum of what the equations miss by.</summary>
    private double Miss()
    {
        var sum = 0.0;
        foreach (var value in _excess.Values)
        {
            sum += Math.Abs(value);
        }
        return sum;
    }

    /// <summary>Finds what rounding can bring about: in proportion to the size of all that is added up.</summary>
    private void Measure()
    {
        var (size, slope) = (0.0, 0.0);
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            var demand = _excess.Demands[i];
            size += Economy.SizeOf(agent, demand, Math.Abs(_unknowns[0]) + Math.Abs(_economy.ShiftOf(agent, _unknowns.Items)));
            slope += demand.Slope;
        }
        NegligibleLots = Demand.Negligible * size;
        NegligibleTicks = slope > 0 ? NegligibleLots / slope : Demand.Negligible * Math.Abs(_unknowns[0]);
    }

    /// <summary>
    /// Whether other outcomes would do as well: above or below the price nobody's quantity moves, or two bids have a step at
    /// it and both are cut.
    /// </summary>
    private bool IsOneOfMany()
    {
        var spot = _excess.Spot;
        var (canFall, canRise) = (IsStepNear(spot, below: true), IsStepNear(spot, below: false));
        if (spot.Step >= 0)
        {
            var steps = _excess.Axis.StepsAt(spot.Step);
            var lots = 0.0;
            foreach (ref readonly var step in steps)
            {
                lots += step.Lots;
            }
            (canFall, canRise) = (spot.Fraction * lots > NegligibleLots, (1 - spot.Fraction) * lots > NegligibleLots);
            if (canFall && canRise)
            {
                return steps.Length > 1;
            }
        }
        for (var i = 0; i < _economy.Count && !(canFall && canRise); i++)
        {
            ref readonly var agent = ref _economy[i];
            var ticks = spot.Ticks - _economy.ShiftOf(agent, _unknowns.Items);
            canRise |= _economy.DemandOf(agent, ticks + NegligibleTicks).Slope > 0;
            canFall |= _economy.DemandOf(agent, ticks - NegligibleTicks, above: false).Slope > 0;
        }
        return !(canFall && canRise);
    }

    /// <summary>Whether a step, which is at a whole tick, is so near that it is at the price but for rounding.</summary>
    private bool IsStepNear(Spot spot, bool below)
    {
        var nearest = Math.Round(spot.Ticks);
        return below == (nearest <= spot.Ticks)
            && Math.Abs(spot.Ticks - nearest) <= NegligibleTicks
            && _excess.Axis.StepAt(nearest) >= 0;
    }
}
