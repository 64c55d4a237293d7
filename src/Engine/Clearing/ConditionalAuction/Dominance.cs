using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The condition on which bent and bounded bids that are conditional on others' quantities are cleared: it makes the
/// outcome unique and every residual curve rise. Others are <see cref="ClearingFailure.NotUnique"/>, also where no bound is
/// reached in the end.
/// </summary>
/// <remarks>
/// <para>
/// Let E be the agents with conditions, p = a_i − Σ_j M_ij q_j their bids (M_ii is the bid's slope, −M_ij what it puts on
/// j altogether), and κ_i = Σ min(0, c) over the conditions of i. Since Σq = 0, adding κ_i Σ_j q_j changes no bid at a
/// clearing, and it makes M + κ1ᵀ a Z-matrix: no entry off the diagonal is above zero. The condition: its block on E is a
/// nonsingular M-matrix, that is, (M + κ1ᵀ)w > 0 for some w > 0. (Necessary and sufficient for that is the w of
/// (M + κ1ᵀ)w = 1, found from a system in its sums; then it is verified row by row.)
/// </para>
/// <para>
/// Uniqueness. Fix a point of the price axis: it fixes the quantities outside E. Those in E solve
/// q_i = clamp((a_i − p − Σ_{j≠i}(M + κ1ᵀ)_ij q_j)/(M_ii + κ_i)), an isotone map of q that contracts in max |q_i|/w_i, so
/// that there is one solution; it falls along the axis, weakly for each and strictly for an agent that is not at a bound.
/// Hence the sum of all quantities falls along the axis, strictly unless nobody's moves, and it is zero at one point, or on
/// a range of prices without any movement, which is refused.
/// </para>
/// <para>
/// Residual curves. Given x to i, the same holds for the others, whose quantities moreover rise with x: it enters their
/// conditions with −(M + κ1ᵀ)_ji ≥ 0. Σ_{j≠i} q_j + x falls along the axis and rises strictly with x, so that its zero
/// moves up with x: p_i(x) is unique but for upright pieces, and r_i ≥ 0.
/// </para>
/// </remarks>
internal sealed class Dominance
{
    // One is what every row comes to; half of it leaves room for rounding.
    private const double LeastRow = 0.5;

    private readonly Economy _economy;
    private readonly SmallSystem _system = new();
    private Growing<CompensatedSum> _right;
    private Growing<double> _totals;
    private Growing<double> _scratch;

    public Dominance(Economy economy) => _economy = economy;

    /// <summary>Whether the condition holds.</summary>
    public bool Holds()
    {
        var size = 1 + _economy.SumCount;
        _system.Begin(size);
        _system.Add(0, 0, -1);
        _right.Fill(size);
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            if (agent.TermCount != 0)
            {
                AddEquations(agent);
            }
        }
        _totals.Fill(size);
        _scratch.Fill(size);
        for (var k = 0; k < size; k++)
        {
            _scratch[k] = _right[k].Value;
        }
        if (!_system.TryInvert())
        {
            return false;
        }
        _system.Solve(_scratch.Items, _totals.Writable);
        return IsVerified(size);
    }

    /// <summary>w = (1 + Σ c·W_g − κW)/h in every total W that the agent is in.</summary>
    private void AddEquations(in Agent agent)
    {
        var weight = 1 / agent.OwnSlope;
        AddEquation(0, agent, weight);
        foreach (var sum in _economy.MembershipsOf(agent))
        {
            AddEquation(sum, agent, weight);
        }
    }

    private void AddEquation(int row, in Agent agent, double weight)
    {
        _right[row].Add(-weight);
        foreach (ref readonly var term in _economy.TermsOf(agent))
        {
            _system.Add(row, term.Sum, weight * term.Slope);
            if (term.Slope < 0)
            {
                _system.Add(row, 0, weight * -term.Slope);
            }
        }
    }

    /// <summary>Whether the weights are above zero, and every row times them too, with totals added up anew.</summary>
    private bool IsVerified(int size)
    {
        _right.Fill(size);
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            if (agent.TermCount == 0)
            {
                continue;
            }
            var weight = (1 + Weigh(agent, _totals.Items)) / agent.OwnSlope;
            if (!(weight > 0))
            {
                return false;
            }
            _right[0].Add(weight);
            foreach (var sum in _economy.MembershipsOf(agent))
            {
                _right[sum].Add(weight);
            }
        }
        for (var k = 0; k < size; k++)
        {
            _scratch[k] = _right[k].Value;
        }
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            if (agent.TermCount != 0 && !(1 + Weigh(agent, _totals.Items) - Weigh(agent, _scratch.Items) >= LeastRow))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Σ c·W_g − κW.</summary>
    private double Weigh(in Agent agent, ReadOnlySpan<double> totals)
    {
        var sum = 0.0;
        foreach (ref readonly var term in _economy.TermsOf(agent))
        {
            sum += term.Slope * (term.Slope < 0 ? totals[term.Sum] - totals[0] : totals[term.Sum]);
        }
        return sum;
    }
}
