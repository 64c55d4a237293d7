using System.Globalization;
using Exchange.Engine.Journal;
using Exchange.Gateway.Routing;

namespace Exchange.Gateway.Tests;

/// <summary>Memory, state and disk are the same day after day. Alone, since the memory of the whole process is measured.</summary>
[Collection(nameof(UnreadStreamTests))]
public sealed class TradingWeekTests(ITestOutputHelper output)
{
    private static int StepsPerDay =>
        Environment.GetEnvironmentVariable("EXCHANGE_WEEK_STEPS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 480;

    [Fact]
    public async Task Week_OfTrading_LeavesNothingBehind()
    {
        var growth = await RunAsync(new(StepsPerDay, InstructionsPerStep: 12, VisitsPerDay: 24), atVisit: null);

        Assert.Empty(growth);
    }

    [Fact]
    public async Task Week_WithListenersThatStay_IsFoundOut()
    {
        var growth = await RunAsync(
            new(StepsPerDay: 96, InstructionsPerStep: 60, VisitsPerDay: 24),
            atVisit: static gateway => gateway.Router.Accounts.Add(1, new EventQueue()));

        Assert.Contains(growth, what => what.StartsWith("managed memory", StringComparison.Ordinal));
    }

    private async Task<List<string>> RunAsync(WeekShape shape, Action<TestGateway>? atVisit)
    {
        using var directory = new TemporaryDirectory();
        var clock = new HandClock();
        var commands = shape.StepsPerDay * shape.InstructionsPerStep;
        await using var gateway = await TestGateway.StartAsync(directory.Path, Durability.Async, clock: clock, with: options => options with
        {
            PrunesJournal = true,
            SnapshotEvery = Math.Max(1_000, commands / 4),
            SegmentBytes = Math.Clamp(commands * 20, 128 << 10, 16 << 20),
            HeldEvents = 1 << 14,
        });
        using var week = new TradingWeek(gateway, clock, directory.Path, shape) { AtVisit = atVisit };

        await week.RunAsync();

        output.WriteLine(week.Table());
        return [.. week.Growth()];
    }
}
