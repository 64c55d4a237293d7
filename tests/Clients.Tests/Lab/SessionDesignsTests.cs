using System.Globalization;
using Exchange.Clients.Tests.Cli;
using Exchange.Lab;
using Exchange.Lab.Sessions;
using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Lab;

/// <summary>Designs played on the kernel against what theory expects of them. Seeds are fixed: the figures are always the same.</summary>
public class SessionDesignsTests
{
    [Theory]
    [InlineData(0.1, false)]
    [InlineData(0.05, true)]
    public void Run_Designs_CostWhatTheDiscreteMarketIsExpectedTo(double sessions, bool fromFigures)
    {
        var options = new SessionDesignOptions { Sessions = sessions, Seed = 7 };
        var table = SessionDesigns.Run(fromFigures ? options with { Inventories = SessionDesigns.FiguresStart } : options, paths: 60);
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
    public void RunAlone_MoreSessions_ComeNearTheFirstBest()
    {
        var table = SessionDesigns.RunAlone(new() { Horizon = 50, Seed = 7 }, paths: 30);
        Assert.All(table.Rows, row => Assert.True(Math.Abs(Cell(table, row, "errors")) < 4, string.Join(' ', row)));
        var efficiencies = table.Rows.Select(row => Cell(table, row, "efficiency")).ToArray();
        Assert.Equal(efficiencies.Order(), efficiencies);
        // λ/(r + λ) of what no trade would cost.
        Assert.Equal(6.4 / 6.5, efficiencies[^1], 0.005);
    }

    [Fact]
    public void Run_MoreSessionsThanThereIsAnEquilibriumFor_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionDesigns.Run(new() { Sessions = 0.117 }, paths: 2));

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
        Assert.Equal(8 / 9.0, expected.EfficiencyAt(all / 9), 1e-12);
    }

    [Fact]
    public void WriteFigures_BothFigures_ShowTheSameSessions()
    {
        using var directory = new TemporaryDirectory();
        var options = new SessionDesignOptions
        {
            Inventories = SessionDesigns.FiguresStart,
            Horizon = 60,
            Interval = 0.5,
            Sessions = 0.1,
            Seed = 3,
        };
        SessionDesigns.WriteFigures(options, directory.Path);
        var (header2, figure2) = Read("figure2.csv");
        var (header3, figure3) = Read("figure3.csv");

        Assert.Equal("time,noSessions1,noSessions2,observed1,observed2", header2);
        Assert.Equal("time,noSessions1,noSessions2,priceBased1,priceBased2", header3);
        Assert.Equal(figure2.Select(row => (row[0], row[1], row[2])), figure3.Select(row => (row[0], row[1], row[2])));
        Assert.Equal((0, 60), (figure2[0][0], figure2[^1][0]));
        Assert.InRange(figure2[0][3], -2.5, -2); // after the first auction
        // At a session both are brought to the average: what an auction alone never does.
        var sessions = figure2.Where(row => row[3] == row[4]).Select(row => row[0]).ToList();
        Assert.NotEmpty(sessions);
        Assert.True(figure2.Count > 121); // auctions, and sessions between them
        Assert.Equal(sessions, figure3.Where(row => row[3] == row[4]).Select(row => row[0]));
        Assert.DoesNotContain(figure2, row => row[1] == row[2]);

        (string Header, List<double[]> Rows) Read(string name)
        {
            var lines = File.ReadAllLines(Path.Combine(directory.Path, name));
            return (lines[0], [.. lines.Skip(1).Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())]);
        }
    }

    private static double Cell(Table table, IReadOnlyList<object?> row, string column) =>
        (double)row[table.Columns.ToList().IndexOf(column)]!;
}
