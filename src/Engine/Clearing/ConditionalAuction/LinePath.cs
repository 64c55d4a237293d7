namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// Follows price and sums line by line while something is added to the market or taken from it: where an agent reaches a
/// vertex or a step, the derivatives change, and where nobody's quantity moves the price jumps to the next vertex.
/// </summary>
/// <remarks>
/// Under <see cref="Dominance"/> the derivatives have the same sign of their determinant on all lines, so that a path never
/// turns back (Katzenelson 1965).
/// </remarks>
internal sealed class LinePath
{
    /// <summary>The most changes of lines on a path.</summary>
    public const int MaxBreaks = 64;

    private const int Nobody = -1;

    private readonly Economy _economy;
    private readonly ExcessDemand _excess;
    private readonly ResidualSlope _residual;
    private readonly PathState _state;
    private readonly SmallSystem _others = new();
    private readonly SlackList _slacks;
    private Growing<double> _start;
    private Growing<double> _unknowns;
    private Growing<double> _end;
    private Growing<double> _added;
    private Growing<double> _direction;
    private double _reach;
    private double _negligibleLots;
    private double _negligibleTicks;

    public LinePath(Economy economy, ExcessDemand excess, ResidualSlope residual)
    {
        (_economy, _excess, _residual) = (economy, excess, residual);
        (_state, _slacks) = (new(economy, excess), new(economy, excess));
    }

    /// <summary>Starts all paths from where excess demand was evaluated last.</summary>
    /// <param name="unknowns">The price and the sums.</param>
    /// <param name="negligibleLots">A quantity that rounding can bring about: with no more left, the end is reached.</param>
    /// <param name="negligibleTicks">A difference of prices that rounding can bring about.</param>
    public void Begin(ReadOnlySpan<double> unknowns, double negligibleLots, double negligibleTicks)
    {
        (_negligibleLots, _negligibleTicks) = (negligibleLots, negligibleTicks);
        var size = unknowns.Length;
        _start.Fill(size);
        _unknowns.Fill(size);
        _end.Fill(size);
        _added.Fill(size);
        _direction.Fill(size);
        unknowns.CopyTo(_start.Writable);
        _slacks.Build(_start.Items);
        _state.Begin();
    }

    /// <summary>
    /// Follows the residual curve of an agent from what it got at a solution down to nothing. Upright pieces have no area.
    /// </summary>
    /// <param name="agent">The agent.</param>
    /// <param name="slope">The slope of the residual curve at what the agent got, towards nothing.</param>
    /// <param name="area">The area under the curve from nothing to what the agent got.</param>
    public ClearingFailure FollowResidual(int agent, out double slope, out double area)
    {
        _added.Writable.Clear();
        _added[0] = 1;
        foreach (var sum in _economy.MembershipsOf(_economy[agent]))
        {
            _added[sum] = 1;
        }
        _reach = 0;
        var lots = _excess.Demands[agent].Lots;
        var left = Math.Abs(lots) <= _negligibleLots ? 0 : Math.Abs(lots);
        return Walk(agent, lots < 0 ? 1 : -1, left, out slope, out area);
    }

    /// <summary>Takes the excess demand away little by little, each part of it as much as the others.</summary>
    /// <param name="unknowns">The price and the sums; where there is none left.</param>
    /// <param name="spot">The price on its axis.</param>
    public ClearingFailure RemoveExcess(Span<double> unknowns, out Spot spot)
    {
        Begin(unknowns, negligibleLots: 0, negligibleTicks: 0);
        _excess.Values.CopyTo(_added.Writable);
        _reach = double.PositiveInfinity;
        var failure = Walk(Nobody, 1, 1, out _, out _);
        _unknowns.Items.CopyTo(unknowns);
        spot = new(unknowns[0], _state.Place, _state.Fraction);
        return failure;
    }

    /// <summary>Walks as far as so much is added, with the sign.</summary>
    private ClearingFailure Walk(int leftOut, int sign, double left, out double slope, out double area)
    {
        (slope, area) = (double.NaN, 0);
        _state.Leave(leftOut);
        _start.Items.CopyTo(_unknowns.Writable);
        for (var line = 0; line <= MaxBreaks; line++)
        {
            if (_state.IsStill)
            {
                var isEnd = left <= _negligibleLots;
                var jump = isEnd ? double.PositiveInfinity : Jump(upwards: sign * _added[0] > 0);
                if (double.IsNaN(slope) && jump > _negligibleTicks)
                {
                    slope = double.PositiveInfinity;
                }
                if (double.IsInfinity(jump))
                {
                    return isEnd ? ClearingFailure.None : ClearingFailure.NotUnique;
                }
                continue;
            }
            if (!TryFindDirection(isFirst: line == 0))
            {
                return ClearingFailure.NotUnique;
            }
            var reached = FindBreak(sign, left, out var length);
            if (double.IsNaN(slope) && (reached.IsEnd || length > _negligibleLots))
            {
                slope = _state.Place < 0 ? _direction[0] : 0;
            }
            var price = _unknowns[0];
            Move(_unknowns.Writable, sign * length);
            _state.Run(sign * length * _direction[0]);
            area -= sign * length * (price + _unknowns[0]) / 2;
            left -= length;
            if (reached.IsEnd)
            {
                return ClearingFailure.None;
            }
            Pass(reached);
        }
        return ClearingFailure.NotConverged;
    }

    /// <summary>The derivatives of the unknowns by what is added; on a step the first is that of how far it has run.</summary>
    private bool TryFindDirection(bool isFirst)
    {
        var leftOut = _state.LeftOut;
        if (isFirst && leftOut != Nobody && _excess.Spot.Step < 0)
        {
            var isUnique = _residual.TryFind(leftOut, _excess.Demands[leftOut].Slope, out var scale);
            SetDirection(_residual.Direction, scale);
            return isUnique;
        }
        _others.CopyFrom(_excess.AtPrice);
        if (leftOut != Nobody)
        {
            _excess.AddSlope(_others, _economy[leftOut], -_excess.Demands[leftOut].Slope);
        }
        foreach (var changed in _state.Changed)
        {
            _excess.AddSlope(_others, _economy[changed], -_excess.Demands[changed].Slope);
            _excess.AddSlope(_others, _economy[changed], _state.SlopeOf(changed));
        }
        if (_state.Place >= 0)
        {
            _excess.ReplaceByStep(_others, _state.Place, leftOut);
        }
        if (!_others.TryInvert())
        {
            return false;
        }
        _others.Solve(_added.Items, _direction.Writable);
        SetDirection(_direction.Items, -1);
        return true;
    }

    private void SetDirection(ReadOnlySpan<double> direction, double scale)
    {
        for (var k = 0; k < direction.Length; k++)
        {
            _direction[k] = direction[k] * scale;
        }
    }

    /// <summary>The first change of lines on the way, at most the whole of it long.</summary>
    private Break FindBreak(int sign, double left, out double length)
    {
        var first = Break.End;
        length = left;
        _unknowns.Items.CopyTo(_end.Writable);
        Move(_end.Writable, sign * left);
        _reach = Math.Max(_reach, _slacks.Reach(_start.Items, _end.Items));
        if (_state.Place >= 0 && _direction[0] != 0)
        {
            var upwards = sign * _direction[0] > 0;
            var rest = Math.Max(upwards ? 1 - _state.Fraction : _state.Fraction, 0) / Math.Abs(_direction[0]);
            if (rest < length)
            {
                (first, length) = (Break.OfStep(upwards), rest);
            }
        }
        foreach (ref readonly var slack in _slacks.Slacks)
        {
            if (slack.Ticks > _reach)
            {
                break;
            }
            if (slack.Agent != _state.LeftOut && DistanceOf(slack.Agent, sign, out var upwards) is var distance && distance < length)
            {
                (first, length) = (Break.Of(slack.Agent, upwards), distance);
            }
        }
        return first;
    }

    /// <summary>How much is added until another agent is at the end of its line.</summary>
    private double DistanceOf(int other, int sign, out bool upwards)
    {
        ref readonly var agent = ref _economy[other];
        var rate = sign * ((_state.Place < 0 ? _direction[0] : 0) - _economy.ShiftOf(agent, _direction.Items));
        upwards = rate > 0;
        return rate == 0 ? double.PositiveInfinity : Math.Max(_state.TicksToEnd(other, upwards, _unknowns.Items), 0) / Math.Abs(rate);
    }

    /// <summary>Moves unknowns along the direction; on a step the price stays.</summary>
    private void Move(Span<double> unknowns, double lots)
    {
        if (_state.Place < 0)
        {
            unknowns[0] += lots * _direction[0];
        }
        for (var k = 1; k < unknowns.Length; k++)
        {
            unknowns[k] += lots * _direction[k];
        }
    }

    private void Pass(Break reached)
    {
        if (_state.Pass(reached) is { } ticks)
        {
            _unknowns[0] = ticks;
        }
    }

    /// <summary>The price goes to the next vertex of anybody else; how far, infinite when there is none.</summary>
    private double Jump(bool upwards)
    {
        var (nearest, reached) = (double.PositiveInfinity, Break.End);
        for (var other = 0; other < _economy.Count; other++)
        {
            if (other != _state.LeftOut
                && _state.TicksToEnd(other, upwards, _unknowns.Items) is var distance && distance < nearest)
            {
                (nearest, reached) = (distance, Break.Of(other, upwards));
            }
        }
        if (!reached.IsEnd)
        {
            _unknowns[0] += upwards ? nearest : -nearest;
            _reach = Math.Max(_reach, _slacks.Reach(_start.Items, _unknowns.Items));
            Pass(reached);
        }
        return nearest;
    }
}

/// <summary>What ends a line of a path: another agent's vertex, the end of a step, or nothing.</summary>
internal readonly record struct Break(int Agent, bool Upwards)
{
    private const int None = -1;
    private const int Step = -2;

    public static Break End => new(None, Upwards: false);

    public bool IsEnd => Agent == None;

    public bool IsStep => Agent == Step;

    public static Break Of(int agent, bool upwards) => new(agent, upwards);

    public static Break OfStep(bool upwards) => new(Step, upwards);
}
