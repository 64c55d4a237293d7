using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel.Dark;

/// <summary>
/// A dark book keeps to itself what rests in it: two exchanges get the same commands, but in one of them insiders rest
/// more orders in the dark. Whatever outsiders and the public hear, in any market, is the same byte for byte.
/// </summary>
public class DarkBookTests
{
    private const int Moves = 500;

    private static readonly ulong Seeds =
        ulong.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_DARK_SEEDS"), out var seeds) ? seeds : 90;

    [Fact]
    public void Book_WhateverRestsInIt_TellsOutsidersAndThePublicNothing()
    {
        var (hiddenFills, darkFills, whileMoreRests) = (new int[3], new int[3], new int[3]);
        var kinds = new HashSet<EventKind>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var hiding = (int)(seed % 3);
            var (bare, full) = Run(seed, DepthDisclosure.None, out var difference, out var rested);
            Assert.True(difference is null, $"seed {seed}, hidden {(Hiding)hiding}: {difference}");
            hiddenFills[hiding] += full.HiddenFills;
            darkFills[hiding] += bare.DarkFills;
            whileMoreRests[hiding] += rested;
            kinds.UnionWith(bare.Heard.Select(heard => heard.Kind));
        }
        // The hidden orders were there, and all sorts of things were heard.
        Assert.All(whileMoreRests, moves => Assert.True(moves > (int)Seeds * Moves / 6, $"more rested for {moves} moves only"));
        Assert.Equal((0, 0), (hiddenFills[(int)Hiding.Far], hiddenFills[(int)Hiding.OneSided]));
        Assert.True(hiddenFills[(int)Hiding.Late] > 1_000 && darkFills[(int)Hiding.Far] > 1_000, "too little was traded in the dark");
        EventKind[] all =
        [
            EventKind.Print, EventKind.LevelChanged, EventKind.Cleared, EventKind.SessionOpened, EventKind.Indicative,
            EventKind.PhaseChanged, EventKind.Accepted, EventKind.Rejected, EventKind.Filled, EventKind.Replaced, EventKind.Cancelled,
            EventKind.Answered, EventKind.QueryEnded, EventKind.LevelShown, EventKind.SessionShown,
        ];
        Assert.Empty(all.Except(kinds));
    }

    [Theory]
    [InlineData(DepthDisclosure.Full)]
    [InlineData(DepthDisclosure.Top)]
    public void Book_ThatIsNotDark_IsFoundOut(DepthDisclosure depth)
    {
        // The comparison can fail: for each kind of hiding one seed.
        for (var seed = 1UL; seed <= 3; seed++)
        {
            Run(seed, depth, out var difference, out _);
            Assert.NotNull(difference);
        }
    }

    private static (DarkWorld Bare, DarkWorld Full) Run(ulong seed, DepthDisclosure depth, out string? difference, out int rested)
    {
        var flow = new DarkFlow(seed);
        var (bare, full) = (new DarkWorld(), new DarkWorld());
        foreach (var move in flow.Definitions(depth))
        {
            bare.Play(move);
            full.Play(move);
        }
        (difference, rested) = (null, 0);
        var last = "";
        for (var i = 0; i < Moves && difference is null; i++)
        {
            var move = flow.Next();
            last = move.Text;
            full.Play(move);
            if (!move.IsHidden)
            {
                bare.Play(move);
                // What the hidden commands have let out too soon would come out here at the latest.
                difference = DarkWorld.Difference(bare, full);
                rested += full.Dark.Rule.OrderCount + full.Dark.Collected.Count > bare.Dark.Rule.OrderCount + bare.Dark.Collected.Count ? 1 : 0;
            }
        }
        difference = difference is null ? null : $"after {last} they {difference}";
        return (bare, full);
    }
}
