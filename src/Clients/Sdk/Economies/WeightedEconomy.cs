namespace Exchange.Sdk.Economies;

/// <summary>An agent of a <see cref="WeightedEconomy"/>.</summary>
/// <param name="Account">The account it bids with; no other agent has it.</param>
/// <param name="Mu">μ_i, what its marginal utility falls by for a unit more; above zero.</param>
public sealed record Agent(string Account, decimal Mu)
{
    /// <summary>The groups of the operator's roster that the account is in; all their members are agents of the economy.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

/// <summary>
/// An economy of any weights (Example 7): a unit more is worth Σ_j w_ij s_j − μ_i q_i to agent i. Its bids invert the weights,
/// so that making one takes time in N³; it is meant for some hundred agents.
/// </summary>
/// <remarks>
/// Every agent whose trades weigh otherwise than most is a condition of its own, on its account, unless all of one of its
/// groups weigh the same: those are one condition. The exchange limits how many there are.
/// </remarks>
public sealed class WeightedEconomy : LinearEconomy
{
    // A sum of no more than this part of its terms is zero but for errors of the arithmetic.
    private const decimal Negligible = 1e-15m;

    private readonly Agent[] _agents;
    private readonly decimal[,] _weights;
    private readonly decimal[,] _inverse;
    private readonly (string Name, int[] Members)[] _groups;

    /// <summary>An economy.</summary>
    /// <param name="agents">At least two.</param>
    /// <param name="weights">w_ij in row i and column j: what a unit is worth more to agent i when agent j's signal rises by one.</param>
    /// <exception cref="ArgumentException">
    /// Accounts or slopes are not as they should be; or the weights are not a row and a column an agent, are singular, so that
    /// trades do not reveal the signals, or so interdependent that an agent's bid would not slope down or rise with its signal.
    /// </exception>
    public WeightedEconomy(IEnumerable<Agent> agents, decimal[,] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _agents = [.. agents];
        _weights = (decimal[,])weights.Clone();
        CheckAgents(nameof(agents));
        _inverse = Invert(nameof(weights));
        _groups =
        [
            .. _agents.SelectMany((agent, i) => agent.Groups.Distinct().Select(name => (Name: name, Member: i)))
                .GroupBy(entry => entry.Name, entry => entry.Member, (name, members) => (name, members.ToArray()))
                .OrderByDescending(group => group.Item2.Length),
        ];
    }

    /// <inheritdoc/>
    public override int Count => _agents.Length;

    /// <summary>
    /// (3.13): μ̄(m + (N − 1)φ)/((N − 2)m − 2(N − 1)φ), μ̄ the greatest slope, m the least effect of a signal on the agent's own
    /// value and φ the greatest on the others: on their average where all slopes are equal, on any of them where they are not,
    /// in which case the paper's average is too little.
    /// </summary>
    public override decimal? LeastTax
    {
        get
        {
            var own = Range.Min(i => _weights[i, i]);
            var steepest = _agents.Max(agent => agent.Mu);
            Func<int, decimal> effectOf = _agents.All(agent => agent.Mu == steepest) ? AverageEffect : GreatestEffect;
            return own > 0 ? TaxSlope.FromBounds(own, Math.Max(0, Range.Max(effectOf)), steepest, Count) : null;
        }
    }

    private IEnumerable<int> Range => Enumerable.Range(0, Count);

    /// <inheritdoc/>
    public override decimal MuOf(int agent) => _agents[agent].Mu;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GroupsOf(int agent) => _agents[agent].Groups;

    /// <inheritdoc/>
    public override IReadOnlyList<decimal> ValuesAt(IReadOnlyList<decimal> signals)
    {
        CheckCount(signals);
        return [.. Range.Select(i => Range.Sum(j => _weights[i, j] * signals[j]))];
    }

    /// <summary>The revelation bid of the agent with an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="signal">The agent's signal.</param>
    /// <param name="sigma">σ, the slope of the market's quadratic tax; not negative.</param>
    /// <exception cref="ArgumentException">No agent has the account.</exception>
    public ConditionalBid BidOf(string account, decimal signal, decimal sigma)
    {
        var agent = Array.FindIndex(_agents, agent => agent.Account == account);
        return agent >= 0
            ? BidOf(agent, signal, sigma)
            : throw new ArgumentException($"No agent has the account '{account}'.", nameof(account));
    }

    /// <inheritdoc/>
    public override ConditionalBid BidOf(int agent, decimal signal, decimal sigma)
    {
        CheckBidder(agent, sigma);
        // (5.24), divided by Σ_j w̃_ij and written price = intercept + Σ_{j≠i} slope_j·q_j.
        var scale = Range.Sum(j => _inverse[agent, j]);
        decimal[] slopes = [.. Range.Select(j => Decimals.Round((Own(agent) - Own(j)) / scale))];
        var intercept = Decimals.Round(signal / scale);
        // What most of the others weigh is the slope on all of them. What is then left on the agent's own trade must be above
        // zero, as it always is of the other way to write the bid, in which everyone is a condition.
        var common = Range.Where(j => j != agent).GroupBy(j => slopes[j]).MaxBy(equal => equal.Count())!.Key;
        var bid = Write(common, _groups);
        return OwnSlopeOf(agent, bid) > 0 ? bid : Write(Decimals.Round(Own(agent) / scale), []);

        decimal Own(int j) => _inverse[agent, j] * (_agents[j].Mu + sigma);

        ConditionalBid Write(decimal slope, (string Name, int[] Members)[] groups) =>
            new(intercept, slope) { Groups = ConditionsOf(agent, [.. slopes.Select(other => other - slope)], groups) };
    }

    /// <summary>Conditions that give the trades of each of the others its slope; one for a group whose slopes are equal.</summary>
    private List<GroupSlope> ConditionsOf(int agent, decimal[] slopes, (string Name, int[] Members)[] groups)
    {
        var conditions = new List<GroupSlope>();
        var open = Range.Where(j => j != agent && slopes[j] != 0).ToHashSet();
        foreach (var (name, members) in groups)
        {
            int[] others = [.. members.Where(j => j != agent)];
            if (others.Length > 0 && others.All(j => open.Contains(j) && slopes[j] == slopes[others[0]]))
            {
                conditions.Add(new(name, slopes[others[0]]));
                open.ExceptWith(others);
            }
        }
        conditions.AddRange(open.Order().Select(j => new GroupSlope(_agents[j].Account, slopes[j], IsAccount: true)));
        return conditions;
    }

    /// <summary>What the bid's price falls by for a unit more of its own: sums over a group leave the bidder's own trade out.</summary>
    private decimal OwnSlopeOf(int agent, ConditionalBid bid) => bid.Slope
        + bid.Groups.Where(group => !group.IsAccount && _agents[agent].Groups.Contains(group.Name)).Sum(group => group.Slope);

    private decimal AverageEffect(int signal) => Range.Where(i => i != signal).Sum(i => _weights[i, signal]) / (Count - 1);

    private decimal GreatestEffect(int signal) => Range.Where(i => i != signal).Max(i => _weights[i, signal]);

    private void CheckAgents(string parameter)
    {
        if (Count < 2 || _agents.DistinctBy(agent => agent.Account).Count() < Count)
        {
            throw new ArgumentException("An economy has two agents or more, each with an account of its own.", parameter);
        }
        if (_agents.FirstOrDefault(agent => agent.Mu <= 0) is { } flat)
        {
            throw new ArgumentException($"The marginal utility of '{flat.Account}' must fall: μ is {flat.Mu}.", parameter);
        }
        if (_weights.GetLength(0) != Count || _weights.GetLength(1) != Count)
        {
            throw new ArgumentException($"The weights are a row and a column for each of {Count} agents.", parameter);
        }
    }

    private decimal[,] Invert(string parameter)
    {
        decimal[,] inverse;
        try
        {
            inverse = Decimals.Invert(_weights)
                ?? throw new ArgumentException("The weights are singular: trades would not reveal the signals.", parameter);
        }
        catch (OverflowException exception)
        {
            throw new ArgumentException("The weights lie too far apart to be inverted.", parameter, exception);
        }
        foreach (var i in Range)
        {
            if (inverse[i, i] <= 0 || Range.Sum(j => inverse[i, j]) <= Negligible * Range.Sum(j => Math.Abs(inverse[i, j])))
            {
                throw new ArgumentException(
                    $"The values of '{_agents[i].Account}' depend too much on the others' signals: its bid would not slope down.", parameter);
            }
        }
        return inverse;
    }
}
