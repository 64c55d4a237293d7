using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Session markets over the wire: bids are collected, cleared together, and told to whom they concern.</summary>
public sealed class SessionMarketTests
{
    private const string Seed = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Clear_OrdersAndSchedules_AllocatesAndTellsThePublic()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("call", """{"callAuction":{"rationing":"TIME"},"charges":{"charges":[{"perUnit":{"fee":"0.5"}}]}}""");
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var data = a.Subscribe("call");
        await data.ReadUntilAsync(() => data.HasSnapshot("call"));
        using var buying = await a.OpenAsync();
        using var selling = await b.OpenAsync();
        Assert.Equal(["", ""], await buying.ActAsync(
            Say.Schedule(1, 1, "10:4 12:0", "call", standing: true), Say.Buy(2, 2, "1", "9", market: "call")));
        Assert.Equal([""], await selling.ActAsync(Say.Market(1, Side.Sell, 1, "3", market: "call")));
        Assert.Equal(" | ", Say.Text(await gateway.Operator.DepthAsync("call")));

        await gateway.ClearAsync("call");
        await buying.ReadUntilAsync(() => buying.Events.Count == 5);
        await selling.ReadUntilAsync(() => selling.Events.Count == 2);
        await data.ReadUntilAsync(() => data.Events.Count == 1);

        // From 10.01 to 10.5 the schedule wants 3; the middle is 10.25, and a half is charged on each.
        Assert.Equal(
            ["accepted 1", "accepted 2", "allocated 1 3 -32.25 1.5", "allocated 2 0 0 0", "cancelled 2 1 CLEARED"],
            Say.Texts(buying.Events));
        Assert.Equal(["accepted 1", "allocated 1 -3 29.25 1.5"], Say.Texts(selling.Events));
        Assert.Equal(["cleared 3@10.25 0 REFERENCE"], Say.Texts(data.Events));
        Assert.Equal("3", (await gateway.Operator.BalancesAsync("operator")).Cash);
    }

    [Fact]
    public async Task ReplaceSchedule_WhileItStands_TakesItsPlaceInOneStep()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("call", """{"callAuction":{"rationing":"TIME"}}""");
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var session = await a.OpenAsync();
        Assert.Equal(["", ""], await session.ActAsync(
            Say.Schedule(1, 1, "10:4 10:0", "call", standing: true), Say.ReplaceSchedule(2, 1, "8:7 9:2 9:0 11:0 11:-3", "call")));

        await b.SubmitAsync(Say.Market(0, Side.Sell, 1, "2", market: "call"));
        await gateway.ClearAsync("call");
        await session.ReadUntilAsync(() => session.Events.Count == 3);

        // From 8.81 to 9 the new schedule wants 2; the middle is 8.9.
        Assert.Equal(["accepted 1", "replaced 1 10@", "allocated 1 2 -17.8 0"], Say.Texts(session.Events));
    }

    [Fact]
    public async Task Submit_Unary_BringsSchedulesAndReports()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("call", """{"callAuction":{"rationing":"TIME"}}""");
        await gateway.DefineSessionAsync("direct", """{"directExchange":{"alpha":"0","payoffMean":"2","uniform":{"low":"-4","high":"4"}}}""");
        var trader = await gateway.DefineTraderAsync("A", capacity: "0.5");
        var other = await gateway.DefineTraderAsync("B", capacity: "0.5");
        var points = string.Join(' ', Enumerable.Range(1, 1_000).Select(i => $"{i}:{2_000 - i}"));

        var schedule = await trader.SubmitAsync(Say.Schedule(0, 1, points, "call", perSecond: true));
        var report = await trader.SubmitAsync(Say.Endowment(0, 1, "2", "direct"));
        var again = await trader.SubmitAsync(Say.Endowment(0, 2, "2", "direct"));
        await other.SubmitAsync(Say.Endowment(0, 1, "-2", "direct"));
        await gateway.ClearAsync("direct");

        Assert.Equal(["accepted 1"], Say.Texts(schedule.Events));
        Assert.Equal(["accepted 1"], Say.Texts(report.Events));
        Assert.Equal("DUPLICATE_ACCOUNT", again.Answer.Reason);
        Assert.Equal(("998", "1002"), ((await trader.BalancesAsync()).Units["XYZ"], (await other.BalancesAsync()).Units["XYZ"]));
    }

    [Fact]
    public async Task Trigger_Every_ClearsWithoutAnybodyAsking()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("batch", """{"callAuction":{"rationing":"PRO_RATA"},"trigger":{"every":"0.02"}}""");
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var session = await a.OpenAsync();

        var buy = Say.Buy(1, 1, "5", "10", market: "batch");
        buy.Submit.Standing = true;
        await session.ActAsync(buy);
        var sell = Say.Sell(0, 1, "3", "10", market: "batch");
        sell.Submit.Standing = true;
        await b.SubmitAsync(sell);
        await session.ReadUntilAsync(() => session.Events.Count == 2);

        Assert.Equal(["accepted 1", "allocated 1 3 -30 0"], Say.Texts(session.Events));
    }

    [Fact]
    public async Task Subscribe_MarketThatDrawsLots_KnowsTheCommitmentBeforeAndTheSecretAfter()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("batch", $$$"""{"callAuction":{"rationing":"RANDOM","seed":"{{{Seed}}}"}}""");
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var data = a.Subscribe("batch");
        await data.ReadUntilAsync(() => data.HasSnapshot("batch"));
        Assert.Equal(CommitmentTo(1), data.CommitmentOf("batch"));

        // One that fails uses no secret up.
        await gateway.ClearAsync("batch");
        await a.SubmitAsync(Say.Buy(0, 1, "5", "10", market: "batch"));
        await b.SubmitAsync(Say.Sell(0, 1, "3", "10", market: "batch"));
        await gateway.ClearAsync("batch");
        await data.ReadUntilAsync(() => data.Events.Count == 4);
        using var late = b.Subscribe("batch");
        await late.ReadUntilAsync(() => late.HasSnapshot("batch"));

        Assert.Equal(
            ["cleared 0@ 0 NO_REFERENCE", "cleared 3@10 2 VOLUME", $"seed {Hex(SecretOf(1))}", $"seed {CommitmentTo(2)}"],
            Say.Texts(data.Events));
        Assert.Equal(CommitmentTo(2), data.CommitmentOf("batch"));
        Assert.Equal(CommitmentTo(2), late.CommitmentOf("batch"));
        Assert.Equal(data.SequenceOf("batch"), late.SequenceOf("batch"));
    }

    [Fact]
    public async Task Subscribe_WhileDisclosureHoldsAClearingBack_CommitmentDoesNotTellOfIt()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync(
            "dark",
            $$$"""{"callAuction":{"rationing":"RANDOM","seed":"{{{Seed}}}"},"disclosure":{"depth":"NONE","printDelay":"1000"}}""");
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        await a.SubmitAsync(Say.Buy(0, 1, "5", "10", market: "dark"));
        await b.SubmitAsync(Say.Sell(0, 1, "5", "10", market: "dark"));
        await gateway.ClearAsync("dark");
        Assert.Equal("1005", (await a.BalancesAsync()).Units["XYZ"]);

        using var late = b.Subscribe("dark");
        await late.ReadUntilAsync(() => late.HasSnapshot("dark"));

        Assert.Equal((CommitmentTo(1), 1UL), (late.CommitmentOf("dark"), late.SequenceOf("dark")));
    }

    [Fact]
    public async Task Subscribe_IndicativePrices_AreToldWhileBidsAreCollected()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("call", """{"callAuction":{"rationing":"TIME"},"disclosure":{"indicative":true,"indicativeEvery":"0.001"}}""");
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var data = a.Subscribe("call");
        await data.ReadUntilAsync(() => data.HasSnapshot("call"));

        await a.SubmitAsync(Say.Buy(0, 1, "5", "10", market: "call"));
        await b.SubmitAsync(Say.Sell(0, 1, "3", "10", market: "call"));
        await data.ReadUntilAsync(() => data.Events.Any(told => Say.Text(told) == "indicative 3@10 2"));

        Assert.All(data.Events, told => Assert.NotNull(told.Indicative));
    }

    [Fact]
    public async Task List_Seeds_AreNobodysBusiness()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync(
            "batch",
            $$$$"""{"callAuction":{"rationing":"RANDOM","seed":"{{{{Seed}}}}"},"trigger":{"randomEnd":{"every":"60","window":"1","seed":"{{{{Seed}}}}"}}}""");
        var trader = await gateway.DefineTraderAsync("A");

        foreach (var caller in new[] { trader, gateway.Operator })
        {
            var listed = await caller.Markets.ListAsync(new(), caller.Options);

            var definition = Assert.Single(listed.Markets).Definition;
            Assert.Equal((Rationing.Random, ""), (definition.CallAuction.Rationing, definition.CallAuction.Seed));
            Assert.Equal(("60", "1", ""), (definition.Trigger.RandomEnd.Every, definition.Trigger.RandomEnd.Window, definition.Trigger.RandomEnd.Seed));
            Assert.DoesNotContain(Seed, listed.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("none", StatusCode.NotFound, "UNKNOWN_MARKET: ")]
    [InlineData("lit", StatusCode.FailedPrecondition, "WRONG_PHASE: a continuous book trades as orders arrive")]
    [InlineData("halted", StatusCode.FailedPrecondition, "WRONG_PHASE: ")]
    public async Task Clear_WhatCannotBeCleared_IsRefused(string market, StatusCode status, string detail)
    {
        await using var gateway = await TestGateway.StartLitAsync();
        await gateway.DefineSessionAsync("halted", """{"callAuction":{"rationing":"TIME"}}""");
        await gateway.Operator.Markets.SetPhaseAsync(new() { Market = "halted", To = MarketPhase.Halted }, gateway.Operator.Options);

        var failure = await Assert.ThrowsAsync<RpcException>(() => gateway.ClearAsync(market));

        Assert.Equal(status, failure.StatusCode);
        Assert.StartsWith(detail, failure.Status.Detail);
    }

    [Fact]
    public async Task Restart_CollectedBidsAndDraws_AreThereAgain()
    {
        using var data = new TemporaryDirectory();
        TestCaller a, b;
        await using (var gateway = await TestGateway.StartAsync(data.Path))
        {
            await gateway.DefineSessionAsync("batch", $$$"""{"callAuction":{"rationing":"RANDOM","seed":"{{{Seed}}}"}}""");
            (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
            await a.SubmitAsync(Say.Schedule(0, 1, "9:5 11:-5", "batch", standing: true));
            await b.SubmitAsync(Say.Sell(0, 1, "2", "9", market: "batch"));
            await gateway.ClearAsync("batch");
        }

        await using var again = await TestGateway.StartAsync(data.Path);
        using var watching = again.Operator.Subscribe("batch");
        await watching.ReadUntilAsync(() => watching.HasSnapshot("batch"));
        Assert.Equal(CommitmentTo(2), watching.CommitmentOf("batch"));
        await again.Returning(b).SubmitAsync(Say.Market(0, Side.Sell, 2, "1", market: "batch"));
        await again.ClearAsync("batch");
        await watching.ReadUntilAsync(() => watching.Events.Count == 3);

        // The schedule bought 2 of the 5 it wanted at 9.
        Assert.Equal($"seed {Hex(SecretOf(2))}", Say.Text(watching.Events[1]));
        Assert.Equal("1003", (await again.Returning(a).BalancesAsync()).Units["XYZ"]);
    }

    /// <summary>SHA-256 of the seed and the clearing's number, as the contract has it.</summary>
    private static byte[] SecretOf(ulong clearing)
    {
        var number = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, clearing);
        return SHA256.HashData([.. Convert.FromHexString(Seed), .. number]);
    }

    private static string CommitmentTo(ulong clearing) => Hex(SHA256.HashData(SecretOf(clearing)));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
