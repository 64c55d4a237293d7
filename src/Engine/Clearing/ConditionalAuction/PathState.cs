namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>Which of their lines the agents are on along a path, or on which step they run.</summary>
internal sealed class PathState
{
    private readonly Economy _economy;
    private readonly ExcessDemand _excess;
    private Growing<int> _pieces;
    private Growing<int> _changed;
    private Growing<bool> _isChanged;
    private int _moving;

    public PathState(Economy economy, ExcessDemand excess) => (_economy, _excess) = (economy, excess);

    /// <summary>The agent that is not there, since it is its path, −1: all are.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The place of the axis on whose steps the agents are, −1: on none.</summary>
    public int Place { get; private set; }

    /// <summary>How far they have run.</summary>
    public double Fraction { get; private set; }

    /// <summary>Whether nobody's quantity moves with the price.</summary>
    public bool IsStill => Place < 0 && _moving == 0;

    /// <summary>The agents that are, or were, on another line than at the start.</summary>
    public ReadOnlySpan<int> Changed => _changed.Items;

    /// <summary>Starts all paths from where excess demand was evaluated last.</summary>
    public void Begin()
    {
        _changed.Clear();
        _isChanged.Fill(_economy.Count);
        _pieces.Fill(_economy.Count);
        for (var i = 0; i < _economy.Count; i++)
        {
            _pieces[i] = _excess.Demands[i].Piece;
        }
    }

    /// <summary>Starts a path.</summary>
    /// <param name="leftOut">The agent that is not there, −1: all are.</param>
    public void Leave(int leftOut)
    {
        foreach (var changed in _changed.Items)
        {
            (_pieces[changed], _isChanged[changed]) = (_excess.Demands[changed].Piece, false);
        }
        _changed.Clear();
        LeftOut = leftOut;
        _moving = _excess.Moving - (leftOut >= 0 && _excess.Demands[leftOut].Slope > 0 ? 1 : 0);
        (Place, Fraction) = (_excess.Spot.Step, _excess.Spot.Fraction);
        if (Place >= 0 && _excess.Axis.StepsAt(Place) is [var only] && only.Agent == leftOut)
        {
            Place = -1;
        }
    }

    /// <summary>What an agent's quantity falls by for a tick; on a step no price moves it.</summary>
    public double SlopeOf(int agent) => SlopeOf(agent, _pieces[agent]);

    /// <summary>From where an agent is, at these unknowns, to the end of its line; infinite without end.</summary>
    public double TicksToEnd(int other, bool upwards, ReadOnlySpan<double> unknowns)
    {
        ref readonly var agent = ref _economy[other];
        var vertices = _economy.VerticesOf(agent);
        var end = _pieces[other] - (upwards ? 0 : 1);
        if (end < 0 || end >= vertices.Length)
        {
            return double.PositiveInfinity;
        }
        var distance = vertices[end].Ticks - (unknowns[0] - _economy.ShiftOf(agent, unknowns));
        return upwards ? distance : -distance;
    }

    /// <summary>Notes how much further a step has run.</summary>
    public void Run(double fraction) => Fraction += Place >= 0 ? fraction : 0;

    /// <summary>Goes on to the next line. The price, where the change tells it exactly.</summary>
    public double? Pass(Break reached)
    {
        var onwards = reached.Upwards ? 1 : -1;
        if (reached.IsStep)
        {
            Enter(Place, onwards);
            Place = -1;
            return null;
        }
        ref readonly var agent = ref _economy[reached.Agent];
        var piece = _pieces[reached.Agent] + onwards;
        var vertex = _economy.VerticesOf(agent)[reached.Upwards ? piece - 1 : piece];
        if (!agent.IsSchedule || !_economy.IsStep(agent, piece))
        {
            Change(reached.Agent, piece);
            return agent.IsSchedule ? vertex.Ticks : null;
        }
        (Place, Fraction) = (_excess.Axis.StepAt(vertex.Ticks), reached.Upwards ? 0 : 1);
        Enter(Place, 0);
        return vertex.Ticks;
    }

    /// <summary>Puts those that step at a place on their step, or on the line beside it.</summary>
    private void Enter(int place, int beside)
    {
        foreach (ref readonly var step in _excess.Axis.StepsAt(place))
        {
            if (step.Agent != LeftOut)
            {
                Change(step.Agent, step.Piece + beside);
            }
        }
    }

    private void Change(int agent, int piece)
    {
        _moving += (SlopeOf(agent, piece) > 0 ? 1 : 0) - (SlopeOf(agent) > 0 ? 1 : 0);
        _pieces[agent] = piece;
        if (!_isChanged[agent])
        {
            _isChanged[agent] = true;
            _changed.Add(agent);
        }
    }

    private double SlopeOf(int agent, int piece) =>
        _economy[agent].IsSchedule && _economy.IsStep(_economy[agent], piece) ? 0 : _economy.SlopeOf(_economy[agent], piece);
}
