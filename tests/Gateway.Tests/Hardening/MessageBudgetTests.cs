using Exchange.Gateway.Access;
using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>How many instructions an account may send, by a clock that the test moves.</summary>
public sealed class MessageBudgetTests
{
    private ulong _number;

    [Fact]
    public async Task Rate_BurstIsSpent_RefusesUntilTheTimeItSays()
    {
        var clock = new HandClock();
        await using var gateway = await StartAsync(clock, new InstructionRate(PerSecond: 4, Burst: 3), perDay: null);
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();

        Assert.Equal(["", "", "", "BUSY", "BUSY"], await session.ActAsync(Next(), Next(), Next(), Next(), Next()));
        Assert.Equal("too many instructions: come back in 0.250 s", session.Answers[^1].Detail);
        clock.Advance(249);
        Assert.Equal(["BUSY"], await session.ActAsync(Next()));
        clock.Advance(1);
        Assert.Equal(["", "BUSY"], await session.ActAsync(Next(), Next()));
        clock.Advance(60_000); // fills up to the burst and no further
        Assert.Equal(["", "", "", "BUSY"], await session.ActAsync(Next(), Next(), Next(), Next()));
    }

    [Fact]
    public async Task Rate_OfOneAccount_LeavesOthersAloneAndHoldsAcrossSessions()
    {
        await using var gateway = await StartAsync(new HandClock(), new InstructionRate(1, 1), perDay: null);
        var (one, other) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));

        Assert.Equal("", (await one.SubmitAsync(Say.CancelAll(0))).Answer.Reason);
        Assert.Equal("BUSY", (await one.SubmitAsync(Say.CancelAll(0))).Answer.Reason);
        using var session = await one.OpenAsync(session: 7);
        Assert.Equal(["BUSY"], await session.ActAsync(Next()));
        Assert.Equal("", (await other.SubmitAsync(Say.CancelAll(0))).Answer.Reason);
    }

    [Fact]
    public async Task Number_RefusedAsTooMany_IsNotUsedUp()
    {
        var clock = new HandClock();
        await using var gateway = await StartAsync(clock, new InstructionRate(1, 1), perDay: null);
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();

        Assert.Equal(["", "BUSY"], await session.ActAsync(Say.Buy(1, 1, "1", "1"), Say.Buy(2, 2, "1", "1")));
        clock.Advance(1000);
        Assert.Equal([""], await session.ActAsync(Say.Buy(2, 2, "1", "1")));
    }

    [Fact]
    public async Task PerDay_IsSpent_ComesBackEvenlyOverADay()
    {
        var clock = new HandClock();
        await using var gateway = await StartAsync(clock, rate: null, perDay: 2);
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();

        Assert.Equal(["", "", "BUSY"], await session.ActAsync(Next(), Next(), Next()));
        Assert.Equal("too many instructions: come back in 43200.000 s", session.Answers[^1].Detail);
        clock.Advance(43_200_000);
        Assert.Equal(["", "BUSY"], await session.ActAsync(Next(), Next()));
    }

    private static async Task<TestGateway> StartAsync(HandClock clock, InstructionRate? rate, int? perDay)
    {
        var gateway = await TestGateway.StartAsync(
            clock: clock, with: options => options with { Rate = rate, InstructionsPerDay = perDay });
        await gateway.DefineAsync("lit");
        return gateway;
    }

    private Instruction Next() => Say.CancelAll(++_number);
}
