using System.Globalization;
using Exchange.Lab;
using Exchange.Lab.Sessions;
using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Lab;

/// <summary>Designs played on the kernel against what theory expects of them. Seeds are fixed: the figures are always the same.</summary>
public class SessionDesignsTests
{
    private static readonly double[] FiguresStart = [-2.5, 2.5, .. Enumerable.Repeat(-0.0625, 8)];

    [Theory]
    [InlineData(0.1, false)]
    [InlineData(0.05, true)]
    public void Run_Designs_CostWhatTheDiscreteMarketIsExpectedTo(double sessions, bool fromFigures)
    {
        var options = new SessionDesignOptions { Sessions = sessions, Seed = 7 };
        var table = SessionDesigns.Run(fromFigures ? options with { Inventories = FiguresStart } : options, paths: 60);
        Assert.Equal(["noSessions", "observed", "priceBased", "sessionsOnly"], table.Rows.Select(row => row[0]));
        foreach (var row in table.Rows)
        {
            Assert.True(Math.Abs(Cell(table, row, "errors")) < 4, $"{row[0]}: {string.Join(' ', row)}");
        }
        // Sessions that observe Z are worth nothing; that they rely on the price costs.
        var (observed, priced) = (table.Rows[1], table.Rows[2]);
        Assert.True(Math.Abs(Cell(table, observed, "moreThanWithout")) < 4 * Cell(table, observed, "itsStandardError"));
        Assert.True(fromFigures || Cell(table, priced, "moreThanWithout") > 4 * Cell(table, priced, "itsStandardError"));
    }

    [Fact]
    public void Run_SessionsAloneAndOften_ComeNearTheFirstBest()
    {
        var costs = new[] { 0.05, 0.4, 3.2 }.Select(sessions =>
        {
            // An auction could not live beside so many: only the one without is asked for here.
            var cost = new DispersionCost(SessionDesigns.FiguresEconomy, 0.05, 0);
            var alone = new Design("sessionsOnly", null, Exchange.Engine.Clearing.SizeDiscovery.AggregateSource.Positions);
            return cost.Continuous(alone, sessions);
        }).ToList();
        Assert.True(costs[0] > 2 * costs[1] && costs[1] > 4 * costs[2]);
    }

    [Fact]
    public void Discrete_ShortIntervals_IsContinuous()
    {
        var economy = SessionDesigns.FiguresEconomy;
        var expected = new DispersionCost(economy, 0.05, start: 12.5);
        foreach (var design in Design.All(economy, 0.1))
        {
            Assert.Equal(1, expected.Discrete(design, 0.1, 1e-5) / expected.Continuous(design, 0.1), 1e-4);
            Assert.NotEqual(1, expected.Discrete(design with { Demand = economy.WithoutSessions() }, 0.1, 0.1) / expected.Continuous(design, 0.1), 1e-3);
        }
    }

    [Fact]
    public void Continuous_Designs_AreTheWelfareOfThePaper()
    {
        // (13) and (31) say K; what welfare loses to dispersion is K·(E₀ + s/r), so that the cost is γ over the same rate.
        var expected = new DispersionCost(SessionDesigns.FiguresEconomy, 0.05, start: 3);
        var designs = Design.All(SessionDesigns.FiguresEconomy, 0.1);
        var all = 3 + (9 * 0.0025 / 0.1);
        Assert.Equal(all / 9, expected.Continuous(designs[0], 0.1), 1e-12);
        Assert.Equal(all / 9, expected.Continuous(designs[1], 0.1), 1e-12);
        Assert.Equal(all / 6, expected.Continuous(designs[2], 0.1), 1e-12);
        Assert.Equal(all / 2, expected.Continuous(designs[3], 0.1), 1e-12);
    }

    [Fact]
    public void WritePaths_OfTheFigures_ShowTheSessions()
    {
        var output = new StringWriter();
        SessionDesigns.WritePaths(
            new() { Inventories = FiguresStart, Horizon = 60, Interval = 0.5, Sessions = 0.1, Seed = 3 }, output);
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToList();
        Assert.Equal(
            "time,noSessions1,noSessions2,observed1,observed2,priceBased1,priceBased2,sessionsOnly1,sessionsOnly2", string.Join(',', lines[0]));
        double[][] rows = [.. lines.Skip(1).Select(line => line.Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        Assert.True(rows.Length > 121); // auctions, and sessions between them
        Assert.Equal(0, rows[0][0]);
        Assert.Equal(-2.5, rows[0][7]);
        Assert.Equal(60, rows[^1][0]);
        var sessions = rows.Where(row => row[7] == row[8]).Select(row => row[0]).ToList();
        Assert.NotEmpty(sessions);
        Assert.All(rows.Where(row => sessions.Contains(row[0])), row => Assert.True(row[3] == row[4] && row[5] == row[6]));
        var again = new StringWriter();
        SessionDesigns.WritePaths(
            new() { Inventories = FiguresStart, Horizon = 60, Interval = 0.5, Sessions = 0.1, Seed = 3 }, again);
        Assert.Equal(output.ToString(), again.ToString());
    }

    private static double Cell(Table table, IReadOnlyList<object?> row, string column) =>
        (double)row[table.Columns.ToList().IndexOf(column)]!;
}
