using Exchange.V1;

namespace Exchange.Gateway.Tests.Dark;

/// <summary>
/// What a dark book keeps to itself stays so through every door of the gateway: two of them are given the same, but in one an
/// insider rests more orders in the dark. A trader and an observer hear the same bytes.
/// </summary>
public sealed class DarkBookTests
{
    private const int Steps = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task EveryDoor_WhateverRestsInTheDark_SaysTheSameBytes(int seed)
    {
        var bare = await RunAsync(seed, hides: false, DepthDisclosure.None);
        var full = await RunAsync(seed, hides: true, DepthDisclosure.None);

        Assert.Equal(bare, full);
        Assert.Contains(bare, said => said.Contains("REFUSED_IN_DARK", StringComparison.Ordinal));
        Assert.Contains(bare, said => said.Contains("\"print\"", StringComparison.Ordinal));
        Assert.Contains(bare, said => said.StartsWith("session:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryDoor_BookNotDark_IsToldApart() =>
        Assert.NotEqual(await RunAsync(1, hides: false, DepthDisclosure.Full), await RunAsync(1, hides: true, DepthDisclosure.Full));

    /// <summary>With a delay of odd seeds insiders trade too, and their prints are due later than anybody looks.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync(int seed, bool hides, DepthDisclosure depth)
    {
        var isLate = seed % 2 == 1;
        var random = new Random(seed);
        await using var scene = await DarkScene.SetAsync(depth, isLate ? "1000000" : "0.03");
        for (var step = 1; step <= Steps; step++)
        {
            await scene.PassAsync(random.Next(20));
            var hidden = Hidden(random, step, isLate);
            if (hides && random.Next(2) == 0)
            {
                await scene.HideAsync(hidden);
            }
            random = new Random((seed * 1_000) + step);
            await scene.PassAsync(random.Next(20));
            await StepAsync(scene, random, step, isLate);
        }
        return await scene.EndAsync();
    }

    private static async Task StepAsync(DarkScene scene, Random random, int step, bool isLate)
    {
        switch (random.Next(12))
        {
            case 0:
                await scene.SetPhaseAsync(random.Next(3) > 0 ? "dark" : "lit", (MarketPhase)random.Next(1, 4));
                break;
            case 1:
                await scene.ClearAsync("call");
                break;
            case 2:
                await scene.SetPhaseAsync("dark", MarketPhase.Open);
                await scene.LookAsync();
                break;
            case < 8:
                await scene.ActAsync(Open(random, step, isLate));
                break;
            default:
                await scene.SubmitAsync(Open(random, step, isLate));
                break;
        }
    }

    private static string Open(Random random, int step, bool isLate)
    {
        var market = random.Next(4) switch { 0 => "lit", 1 when random.Next(2) == 0 => "call", _ => "dark" };
        var id = random.Next(1, step + 1);
        var side = random.Next(2) == 0 || (isLate && market == "dark") ? "BUY" : "SELL";
        return random.Next(8) switch
        {
            0 => $$$"""{"cancel":{"market":"{{{market}}}","id":"{{{id}}}"}}""",
            1 => $$$"""{"replace":{"market":"{{{market}}}","id":"{{{id}}}","quantity":"{{{random.Next(1, 9)}}}"}}""",
            2 when market != "dark" => $$"""{"submit":{"market":"{{market}}","id":"{{step}}","marketOrder":{"side":"{{side}}","quantity":"3" """ + "}}}",
            _ => Limit(market, step, side, 900 + random.Next(isLate ? 50 : 100), random, market == "dark"),
        };
    }

    private static string Hidden(Random random, int step, bool isLate)
    {
        var side = random.Next(2) == 0 ? "BUY" : "SELL";
        var ticks = isLate ? random.Next(951, 999) : side == "BUY" ? random.Next(400, 500) : random.Next(1500, 1600);
        return random.Next(6) switch
        {
            0 => $$$"""{"cancel":{"market":"dark","id":"{{{random.Next(1, step + 1)}}}"}}""",
            1 => """{"cancelAll":{"market":"dark"}}""",
            _ => Limit("dark", step, side, ticks, random, isBook: true),
        };
    }

    private static string Limit(string market, int id, string side, int ticks, Random random, bool isBook)
    {
        var terms = !isBook ? "" : random.Next(10) switch
        {
            0 => ""","timeInForce":"IOC" """,
            1 => ""","timeInForce":"FOK" """,
            2 => $",\"timeInForce\":\"GTD\",\"expires\":\"{10 + (id / 50m)}\"",
            3 => ""","display":"1" """,
            4 => ""","postOnly":true """,
            5 => ""","minimumQuantity":"1" """,
            6 => ""","stop":"9" """,
            _ => "",
        };
        return $$"""{"submit":{"market":"{{market}}","id":"{{id}}","limit":{"side":"{{side}}","quantity":"{{random.Next(1, 9)}}","price":"{{ticks / 100m}}"{{terms}}"""
            + "}}}";
    }
}
