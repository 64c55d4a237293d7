using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The condition on which bent and bounded bids that are conditional on others' quantities are cleared: it makes the
/// outcome unique and every residual curve rise. Others are <see cref="ClearingFailure.NotUnique"/>, also where no bound is
/// reached in the end.
/// </summary>
/// <remarks>
/// <para>
/// Let E be the agents with conditions, p = a_i − m_i q_i + Σ_j c_ij q_j their bids, c_ij what the conditions of i put on j
/// together. The condition: c_ij/m_i = P_ij − N_ij with P and N ≥ 0, and there are u_j > 0 with u = 1 + Pᵀu and Nᵀu &lt; 1.
/// That is, no chain of bids that follow each other feeds on itself, and those that shun others are weak beside it.
/// Since Σq = 0, taking κ_i Σ_j q_j from the price changes no bid at a clearing: conditions may be shifted to
/// c_ij − κ_i with the slope m_i + κ_i > 0. It is tried as the bids are, and with the shift that leaves no N.
/// </para>
/// <para>
/// Uniqueness. P and N together contract in Σ u_i|q_i|, since (P + N)ᵀu &lt; u. So the price, which fixes the quantities
/// outside E, fixes those in E as well, clamped by their bounds. On each line, where λ_i is 1 for those in E whose quantity
/// moves and 0 for the others, let y = 1 + (P − N)ᵀλy. It lies between 1 − Nᵀu > 0 and u, and an agent's quantity that
/// would fall by δ by itself takes y_j δ off the sum of all. Hence this sum falls as the price rises, strictly unless
/// nobody's quantity moves, and is zero at one price, or on a range of prices without any movement, which is refused.
/// </para>
/// <para>
/// Residual curves. Given x to i, the same holds with λ_i = 0, and x adds y_i x to the sum of all: the price at which it
/// is zero rises with x, so that p_i(x) is unique but for upright pieces, and r_i ≥ 0.
/// </para>
/// </remarks>
internal sealed class Dominance
{
    // What rounding may take off the ones above.
    private const double Slack = 1.0 / (1 << 20);

    private readonly Economy _economy;
    private readonly SmallSystem _system = new();
    private Growing<bool> _isIn;
    private Growing<Bid> _bids;
    private Growing<CompensatedSum> _following;
    private Growing<CompensatedSum> _shunning;
    private Growing<double> _right;
    private Growing<double> _totals;

    public Dominance(Economy economy) => _economy = economy;

    /// <summary>Whether the condition holds.</summary>
    public bool Holds() => Holds(isShifted: false) || Holds(isShifted: true);

    private bool Holds(bool isShifted)
    {
        _isIn.Fill(1 + _economy.SumCount);
        _bids.Fill(_economy.Count);
        for (var i = 0; i < _economy.Count; i++)
        {
            _bids[i] = Read(_economy[i], isShifted);
            if (!(_bids[i].Slope > 0))
            {
                return false;
            }
        }
        return TryFindTotals(isShifted) && AddUp(isShifted) && IsVerified();
    }

    /// <summary>A bid's slope and what its conditions would put on itself, whose own quantity is in its sums.</summary>
    private Bid Read(in Agent agent, bool isShifted)
    {
        foreach (var sum in _economy.MembershipsOf(agent))
        {
            _isIn[sum] = true;
        }
        var (slope, following, shunning) = (agent.IsSchedule ? 1 : agent.OwnSlope, 0.0, 0.0);
        foreach (ref readonly var term in _economy.TermsOf(agent))
        {
            var (onSum, onAll, against) = Split(term, isShifted);
            (slope, following) = (slope - onAll, following + onAll);
            if (_isIn[term.Sum])
            {
                (slope, following, shunning) = (slope - term.Slope, following + onSum, shunning + against);
            }
        }
        foreach (var sum in _economy.MembershipsOf(agent))
        {
            _isIn[sum] = false;
        }
        return new(slope, following, shunning, Weight: 0);
    }

    /// <summary>What a condition puts on its sum and on the sum of all, and how far it shuns its sum.</summary>
    private static (double OnSum, double OnAll, double Against) Split(in Term term, bool isShifted)
    {
        var (onto, against) = (Math.Max(term.Slope, 0), Math.Max(-term.Slope, 0));
        return isShifted ? (term.Slope, against, 0) : (onto, 0, against);
    }

    /// <summary>
    /// Solves for the totals U_k, k a sum or that of all, of what u makes of the conditions: U_k = Σ P_ik u_i, and
    /// u_i = 1 + Σ U_k over the sums that i is in, less its own part.
    /// </summary>
    private bool TryFindTotals(bool isShifted)
    {
        var size = 1 + _economy.SumCount;
        _system.Begin(size);
        _system.Add(0, 0, -1);
        _right.Fill(size);
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            var weight = 1 / (_bids[i].Slope + _bids[i].Following);
            foreach (ref readonly var term in _economy.TermsOf(agent))
            {
                var (onSum, onAll, _) = Split(term, isShifted);
                AddEquation(term.Sum, agent, onSum * weight);
                AddEquation(0, agent, onAll * weight);
            }
        }
        _totals.Fill(size);
        if (!_system.TryInvert())
        {
            return false;
        }
        _system.Solve(_right.Items, _totals.Writable);
        return true;
    }

    private void AddEquation(int row, in Agent agent, double weight)
    {
        _right[row] -= weight;
        _system.Add(row, 0, weight);
        foreach (var sum in _economy.MembershipsOf(agent))
        {
            _system.Add(row, sum, weight);
        }
    }

    /// <summary>Finds u, and adds up anew what it makes of the conditions; false when it is not above zero.</summary>
    private bool AddUp(bool isShifted)
    {
        _following.Fill(_totals.Count);
        _shunning.Fill(_totals.Count);
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            ref var bid = ref _bids[i];
            var weight = (1 + SumOver(agent, _totals.Items)) / (bid.Slope + bid.Following);
            if (!(weight > 0))
            {
                return false;
            }
            bid = bid with { Weight = weight };
            foreach (ref readonly var term in _economy.TermsOf(agent))
            {
                var (onSum, onAll, against) = Split(term, isShifted);
                _following[term.Sum].Add(onSum * weight);
                _following[0].Add(onAll * weight);
                _shunning[term.Sum].Add(against * weight);
            }
        }
        return true;
    }

    /// <summary>Whether u − Pᵀu is one for all in E, and Nᵀu less than one for everybody.</summary>
    private bool IsVerified()
    {
        for (var k = 0; k < _totals.Count; k++)
        {
            (_totals[k], _right[k]) = (_following[k].Value, _shunning[k].Value);
        }
        for (var i = 0; i < _economy.Count; i++)
        {
            ref readonly var agent = ref _economy[i];
            var bid = _bids[i];
            var rest = (bid.Weight * (bid.Slope + bid.Following)) - SumOver(agent, _totals.Items);
            var shunned = SumOver(agent, _right.Items) - (bid.Weight * bid.Shunning);
            if ((agent.TermCount > 0 && !(rest >= 1 - Slack)) || !(shunned <= 1 - (2 * Slack)))
            {
                return false;
            }
        }
        return true;
    }

    private double SumOver(in Agent agent, ReadOnlySpan<double> totals)
    {
        var sum = totals[0];
        foreach (var member in _economy.MembershipsOf(agent))
        {
            sum += totals[member];
        }
        return sum;
    }

    /// <summary>A bid as the condition sees it.</summary>
    /// <param name="Slope">m, shifted.</param>
    /// <param name="Following">What its conditions would put on its own quantity.</param>
    /// <param name="Shunning">How far they would shun it.</param>
    /// <param name="Weight">u/m.</param>
    private readonly record struct Bid(double Slope, double Following, double Shunning, double Weight);
}
