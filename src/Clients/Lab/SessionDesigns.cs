using Exchange.Engine.Markets.Triggers;
using Exchange.Lab.Sessions;
using Exchange.Sdk.Economies;

namespace Exchange.Lab;

/// <summary>
/// Whether size-discovery sessions help a market (Antill and Duffie 2017, Sections 3 to 6): the cost of dispersed inventories
/// in a double auction without sessions, with sessions that observe the aggregate inventory, with sessions that rely on the
/// auction's price, and in sessions without an auction. Every design is played on the exchange's kernel in virtual time, by
/// traders in equilibrium, with the same shocks and the same sessions.
/// </summary>
/// <remarks>
/// The welfare of the designs differs in this cost alone; efficiency is the share of it that is saved of what it would be
/// without any trade, so that the first best has one. Between two moments the cost is its expectation given the inventories
/// at the first. Time ends at the horizon, after which e^(−r·horizon) of the cost is missing.
/// </remarks>
public static class SessionDesigns
{
    private const long Second = 1_000_000_000;
    private const double PartsPerUnit = 1e6;

    private static readonly string[] Columns =
        ["design", "cost", "standardError", "discrete", "errors", "continuous", "efficiency", "moreThanWithout", "itsStandardError"];

    private static readonly string[] AloneColumns = ["sessions", "cost", "standardError", "expected", "errors", "efficiency"];

    // At r(n − 2), 0.8, sessions alone are worth as much as the auction alone.
    private static readonly double[] AloneSessions = [0.1, 0.4, 0.8, 1.6, 3.2, 6.4];

    /// <summary>The economy of the paper's figures.</summary>
    public static InventoryEconomy FiguresEconomy { get; } = new(0.5, 0.1, 0.1, 10);

    /// <summary>What the traders of the figures start with: the first two far from the rest, and all together −0.5.</summary>
    public static IReadOnlyList<double> FiguresStart { get; } =
        [-2.5, 2.5, .. Enumerable.Repeat(-0.0625, FiguresEconomy.Traders - 2)];

    /// <summary>Plays the designs.</summary>
    /// <param name="options">What is played.</param>
    /// <param name="paths">How many paths, two or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no equilibrium with so many sessions.</exception>
    public static Table Run(SessionDesignOptions options, int paths)
    {
        ArgumentNullException.ThrowIfNull(options);
        var designs = Design.All(options.Economy, options.Sessions);
        var costs = CostsOf(designs, options, paths);
        var expected = new DispersionCost(options.Economy, options.Shock, DispersionOf(options.Inventories));
        return new(
            "sessions",
            $"The cost of dispersed inventories, {paths} paths of {options.Horizon} seconds, {options.Sessions} sessions a second.",
            Columns,
            [.. designs.Select((design, i) => Row(design, costs[i], costs[0], expected, options))]);
    }

    /// <summary>Plays sessions without an auction, rare and frequent ones.</summary>
    /// <param name="options">What is played; at rates of its own.</param>
    /// <param name="paths">How many paths, two or more.</param>
    public static Table RunAlone(SessionDesignOptions options, int paths)
    {
        ArgumentNullException.ThrowIfNull(options);
        var expected = new DispersionCost(options.Economy, options.Shock, DispersionOf(options.Inventories));
        return new(
            "sessionsOnly",
            $"Sessions without an auction, by the number of sessions a second, {paths} paths of {options.Horizon} seconds.",
            AloneColumns,
            [.. AloneSessions.Select(sessions => AloneRow(sessions, expected, options, paths))]);
    }

    /// <summary>
    /// Writes the inventories of two traders on one path, as Figures 2 and 3 show them, to figure2.csv and figure3.csv: the
    /// time, then the two traders without sessions, then with sessions that observe the aggregate inventory or that rely on
    /// the price. Both have the same shocks and sessions.
    /// </summary>
    /// <param name="options">What is played.</param>
    /// <param name="directory">Where to; created when it is not there.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no equilibrium with so many sessions.</exception>
    public static void WriteFigures(SessionDesignOptions options, string directory)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (economy, sessions) = (options.Economy, options.Sessions);
        (string Name, Design Design)[] figures =
            [("figure2.csv", Design.Observed(economy, sessions)), ("figure3.csv", Design.PriceBased(economy, sessions))];
        Directory.CreateDirectory(directory);
        foreach (var (name, design) in figures)
        {
            using var output = new StreamWriter(Path.Combine(directory, name));
            WritePaths([Design.WithoutSessions(economy), design], new Trial(options, path: 0), output);
        }
    }

    private static void WritePaths(IReadOnlyList<Design> designs, Trial trial, TextWriter output)
    {
        var markets = designs.Select(trial.Begin).ToArray();
        output.WriteLine(string.Join(',', ["time", .. designs.SelectMany(design => new[] { $"{design.Name}1", $"{design.Name}2" })]));
        for (var i = 0; i < trial.Path.Moments.Count; i++)
        {
            var row = new List<string> { ((trial.Path.Moments[i] - trial.StartNs) * 1e-9).ToString("0.#########") };
            foreach (var market in markets)
            {
                market.Pass(trial.Path.Moments[i], trial.Path.Shocks[i]);
                row.Add(market.InventoryOf(0).ToString("0.######"));
                row.Add(market.InventoryOf(1).ToString("0.######"));
            }
            output.WriteLine(string.Join(',', row));
        }
    }

    /// <summary>The costs by design and path.</summary>
    private static double[][] CostsOf(IReadOnlyList<Design> designs, SessionDesignOptions options, int paths)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(paths, 2);
        var costs = designs.Select(_ => new double[paths]).ToArray();
        for (var path = 0; path < paths; path++)
        {
            var trial = new Trial(options, path);
            for (var design = 0; design < designs.Count; design++)
            {
                costs[design][path] = trial.CostOf(designs[design]);
            }
        }
        return costs;
    }

    private static object?[] Row(
        Design design, double[] costs, double[] without, DispersionCost expected, SessionDesignOptions options)
    {
        var (cost, error) = Mean(costs);
        var discrete = expected.Discrete(design, options.Sessions, options.Interval);
        var (more, moreError) = Mean([.. costs.Zip(without, (one, other) => one - other)]);
        return
        [
            design.Name, cost, error, discrete, (cost - discrete) / error, expected.Continuous(design, options.Sessions),
            expected.EfficiencyAt(cost), more, moreError,
        ];
    }

    private static object?[] AloneRow(double sessions, DispersionCost expected, SessionDesignOptions options, int paths)
    {
        // Without auctions nothing happens between sessions, and the formula of all the time is exact.
        var alone = options with { Sessions = sessions, Interval = options.Horizon };
        var (cost, error) = Mean(CostsOf([Design.Alone], alone, paths)[0]);
        var exact = expected.Continuous(Design.Alone, sessions);
        return [sessions, cost, error, exact, (cost - exact) / error, expected.EfficiencyAt(cost)];
    }

    private static (double Mean, double StandardError) Mean(double[] values)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return (mean, Math.Sqrt(variance / values.Length));
    }

    private static double DispersionOf(IReadOnlyList<double> inventories)
    {
        var mean = inventories.Average();
        return inventories.Sum(inventory => (inventory - mean) * (inventory - mean));
    }

    /// <summary>One path, for all designs.</summary>
    private sealed class Trial
    {
        private readonly SessionDesignOptions _options;
        private readonly PoissonTrigger _sessions;
        private readonly long _intervalNs;

        public Trial(SessionDesignOptions options, int path)
        {
            _options = options;
            _intervalNs = (long)Math.Round(options.Interval * Second);
            var seed = new byte[PoissonTrigger.SeedLength];
            BitConverter.TryWriteBytes(seed, options.Seed);
            BitConverter.TryWriteBytes(seed.AsSpan(sizeof(int)), path);
            _sessions = new((long)Math.Round(Second / options.Sessions), seed);
            var auctions = (int)Math.Round(options.Horizon / options.Interval);
            var endNs = StartNs + (auctions * _intervalNs);
            var times = InventoryMarket.SessionTimes(options.Economy, _sessions, endNs).Where(time => time > StartNs);
            Path = ShockPath.Draw(
                Enumerable.Range(0, auctions + 1).Select(auction => StartNs + (auction * _intervalNs)),
                times,
                options.Economy.Traders,
                options.Shock,
                new Random(unchecked((options.Seed * 1_000_003) + path)));
        }

        public ShockPath Path { get; }

        /// <summary>When the first auction is, time zero of the path: an interval after the kernel's beginning.</summary>
        public long StartNs => _intervalNs;

        public InventoryMarket Begin(Design design) => new(
            _options.Economy, design, _intervalNs, _sessions, [.. _options.Inventories.Select(units => (long)Math.Round(units * PartsPerUnit))]);

        public double CostOf(Design design)
        {
            var (market, rate) = (Begin(design), _options.Economy.Rate);
            var growth = (_options.Economy.Traders - 1) * _options.Shock * _options.Shock;
            var cost = 0.0;
            for (var i = 0; i + 1 < Path.Moments.Count; i++)
            {
                market.Pass(Path.Moments[i], Path.Shocks[i]);
                var (from, seconds) = ((Path.Moments[i] - StartNs) * 1e-9, (Path.Moments[i + 1] - Path.Moments[i]) * 1e-9);
                var discount = Math.Exp(-rate * seconds);
                var grown = growth * (1 - ((1 + (rate * seconds)) * discount)) / (rate * rate);
                cost += Math.Exp(-rate * from) * ((market.Dispersion() * (1 - discount) / rate) + grown);
            }
            return _options.Economy.Gamma * cost;
        }
    }
}

/// <summary>What is played.</summary>
public sealed record SessionDesignOptions
{
    /// <summary>The economy.</summary>
    public InventoryEconomy Economy { get; init; } = SessionDesigns.FiguresEconomy;

    /// <summary>λ, the rate of sessions, a second; at most that for which there is an equilibrium.</summary>
    public double Sessions { get; init; } = 0.1;

    /// <summary>σ_i, the standard deviation of a trader's shocks in a second.</summary>
    public double Shock { get; init; } = 0.05;

    /// <summary>Δ, from one auction to the next, in seconds.</summary>
    public double Interval { get; init; } = 0.1;

    /// <summary>How long a path is, in seconds.</summary>
    public double Horizon { get; init; } = 100;

    /// <summary>What the traders start with; as a rule all the same.</summary>
    public IReadOnlyList<double> Inventories { get; init; } = [.. Enumerable.Repeat(-0.05, SessionDesigns.FiguresEconomy.Traders)];

    /// <summary>The seed of shocks and sessions.</summary>
    public int Seed { get; init; } = 1;
}
