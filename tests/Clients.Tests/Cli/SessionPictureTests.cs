using Exchange.Cli.Remote.Watching;
using Exchange.Sdk;
using Spectre.Console;

namespace Exchange.Clients.Tests.Cli;

public sealed class SessionPictureTests
{
    private const string Secret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string Commitment = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd";

    private readonly SessionPicture _picture = new(new("m"));
    private ulong _sequence;

    public SessionPictureTests() => _picture.Take(new BookSnapshot("m", 0, [], [], MarketPhase.Open));

    [Fact]
    public void Draw_SealedMarket_ShowsIndicativeThenClearingsAndNoLadder()
    {
        Take(new Indicative(0, "m", 10.5m, 7, -2));
        var collecting = Draw();
        Assert.Contains("indicative 10.5 × 7, surplus -2", collecting, StringComparison.Ordinal);
        Assert.DoesNotContain("ask", collecting, StringComparison.Ordinal);

        Take(new Cleared(0, "m", 10.25m, 8, 1, "SURPLUS", ""));
        Take(new Cleared(0, "m", null, 0, 0, "", "NO_CROSS"));
        var cleared = Draw();
        Assert.DoesNotContain("indicative", cleared, StringComparison.Ordinal);
        Assert.Matches(@"(?s)NO_CROSS.*10\.25 +8 +1 +SURPLUS", cleared);
    }

    [Fact]
    public void Draw_OpenSession_IsShownUntilItHasCleared()
    {
        Take(new Opened(0, "m", 10.25m, 3600.5m));
        Assert.Contains($"open until {Cells.Time(3600.5m)} at 10.25", Draw(), StringComparison.Ordinal);
        Take(new Cleared(0, "m", null, 8, 0, "", ""));
        Assert.DoesNotContain("open until", Draw(), StringComparison.Ordinal);
        Take(new Opened(0, "m", null, 3600.5m));
        Assert.DoesNotContain(" at ", Draw(), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_GroupSums_AreThoseOfTheLastClearing()
    {
        Take(new Cleared(0, "m", 10, 8, 0, "", ""));
        Take(new GroupSum(0, "m", "small", -3.5m));
        Take(new GroupSum(0, "m", "big", 3.5m));
        Assert.Contains("small -3.5  big 3.5", Draw(), StringComparison.Ordinal);
        Take(new Cleared(0, "m", null, 0, 0, "", "NOT_UNIQUE"));
        Assert.DoesNotContain("small", Draw(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Commitment, "drew as committed")]
    [InlineData(Secret, "did not draw as committed")]
    public void Draw_AfterARandomDraw_SaysWhetherItKeptItsCommitment(string commitment, string expected)
    {
        _picture.Take(new BookSnapshot("m", ++_sequence, [], [], MarketPhase.Open) { Commitment = commitment });
        Take(new SeedDisclosed(0, "m", "", Secret));
        Take(new SeedDisclosed(0, "m", Commitment, ""));
        Assert.Contains(expected, Draw(), StringComparison.Ordinal);
    }

    private void Take(Event told) => _picture.Take(new MarketEvent("m", ++_sequence, told));

    private string Draw()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        console.Write(_picture.Draw());
        return text.ToString();
    }
}
