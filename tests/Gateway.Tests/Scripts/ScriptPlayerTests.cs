using System.Text;
using Exchange.Gateway.Scripts;

namespace Exchange.Gateway.Tests.Scripts;

public sealed class ScriptPlayerTests
{
    private const string Market =
        """{"at":"0","market":{"id":"lit","instrument":"XYZ","tickSize":"1","lotSize":"1","continuousBook":{}}}""";

    private const string Account = """{"at":"0","account":{"id":"A"}}""";

    private const string Order =
        """{"at":"1","submit":{"market":"lit","account":"A","id":"o","limit":{"side":"BUY","quantity":"1","price":"1"}}}""";

    private const string Accepted = """{"at":"1","to":"A","accepted":{"market":"lit","id":"o"}}""";

    [Theory]
    [InlineData("x", "invalid start of a value")]
    [InlineData("""{"at":"1","advance":{}} x""", "after a single JSON value")]
    [InlineData("""{"at":"1","advance":{}}{"at":"1","advance":{}}""", "after a single JSON value")]
    [InlineData("""{"at":"1","advance":{}""", "at byte 23")]
    [InlineData("""[]""", "Expected an object")]
    [InlineData("""null""", "Expected an object")]
    [InlineData("""{}""", "the step is missing")]
    [InlineData("""{"at":"1"}""", "the step is missing")]
    [InlineData("""{"at":"1","advance":null}""", "the step is missing")]
    [InlineData("""{"advance":{}}""", "at must be")]
    [InlineData("""{"at":"soon","advance":{}}""", "at must be")]
    [InlineData("""{"at":"-1","advance":{}}""", "at must be")]
    [InlineData("""{"at":"0.0000000001","advance":{}}""", "at must be")]
    [InlineData("""{"at":"99999999999","advance":{}}""", "at must be")]
    [InlineData("""{"at":1,"advance":{}}""", "decimal string")]
    [InlineData("""{"at":"1","submit":{"limit":{"price":9.99}}}""", "decimal string")]
    [InlineData("""{"at":"1","at":"2","advance":{}}""", "Duplicate property 'at'")]
    [InlineData("""{"at":"1","transfer":{"units":{"X":"1","X":"2"}}}""", "Duplicate property 'X'")]
    [InlineData("""{"at":"1","advance":{},"clear":{}}""", "oneof step")]
    [InlineData("""{"at":"1","submit":{"limit":{},"marketOrder":{}}}""", "oneof bid")]
    [InlineData("""{"at":"1","advance":{"by":"1"}}""", "Unknown field: by")]
    [InlineData("""{"at":"1","submit":{"limit":{"side":"HOLD"}}}""", "Invalid enum value: HOLD")]
    [InlineData("""{"at":"1","submit":{"standing":"true"}}""", "Unsupported conversion")]
    public void Play_LineThatIsNotAStep_StopsThere(string line, string detail)
    {
        var (output, error) = Play($"{Market}\n{Account}\n\n{Order}\n{line}\n{Order}\n");

        Assert.Equal(Accepted + "\n", output);
        Assert.NotNull(error);
        Assert.Equal(5, error.Line);
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Detail);
    }

    [Fact]
    public void Play_DeepNesting_IsAnErrorAndNoCrash()
    {
        var (_, error) = Play("{\"at\":" + new string('[', 1_000_000));

        Assert.Equal(1, error?.Line);
    }

    [Fact]
    public void Play_BytesThatAreNotUtf8_IsAnError()
    {
        var line = Encoding.UTF8.GetBytes("""{"at":"1","show":{"account":"?"}}""");
        line[Array.IndexOf(line, (byte)'?')] = 0xFF;

        var error = ScriptPlayer.Play(new MemoryStream(line), new MemoryStream());

        Assert.Equal(new ScriptError(1, "the text is not UTF-8"), error);
    }

    [Fact]
    public void Play_TimeGoesBack_StopsThere()
    {
        var (output, error) = Play($$$"""
            {{{Market}}}
            {{{Account}}}
            {{{Order}}}
            {"at":"1.5","advance":{}}
            {"at":"1.499999999","show":{"account":"A"}}
            """);

        Assert.Equal(Accepted + "\n", output);
        Assert.Equal(new ScriptError(5, "at 1.499999999 is before 1.5: time in a script never decreases"), error);
    }

    [Fact]
    public void Play_TimeOfARefusedStep_CountsToo()
    {
        var (_, error) = Play("""
            {"at":"2","cancelAll":{"account":"nobody"}}
            {"at":"1","advance":{}}
            """);

        Assert.Equal(2, error?.Line);
    }

    [Fact]
    public void Play_CarriageReturnsBlankLinesAndNoLastNewline_AreFine()
    {
        var (output, error) = Play($"\r\n{Market}\r\n \t\r\n{Account}\r\n{Order}");

        Assert.Null(error);
        Assert.Equal(Accepted + "\n", output);
    }

    [Theory]
    [InlineData(1_000, "accepted")]
    [InlineData(1_001, "TOO_MANY_POINTS")]
    public void Play_LongSchedule_HasAtMostAThousandPoints(int count, string told)
    {
        var points = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"price":"{{i}}","quantity":"{{-i}}"}"""));
        var (output, error) = Play($$$$"""
            {"at":"0","market":{"id":"call","instrument":"XYZ","tickSize":"1","lotSize":"1","callAuction":{"rationing":"TIME"}}}
            {{{{Account}}}}
            {"at":"1","submit":{"market":"call","account":"A","id":"s","schedule":{"points":[{{{{points}}}}]}}}
            """);

        Assert.Null(error);
        Assert.Contains(told, Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Play_NothingAtAll_PrintsNothing() => Assert.Equal(("", null), Play(""));

    [Fact]
    public void Play_MarketThatIsHardlyMeant_WarnsAndGoesOn()
    {
        const string Sizes =
            """{"at":"0","market":{"id":"size","instrument":"XYZ","tickSize":"0.01","lotSize":"1","sizeDiscovery":{"value":"1","gamma":"1","rate":"1","traders":"4"},"reference":"lit","trigger":{"poisson":{"rate":"7","seed":"01"}}}}""";
        var script = $"{Market}\n{Account}\n\n{Sizes}\n{Sizes}\n{Order}\n";
        var (output, warnings) = (new MemoryStream(), new List<string>());

        Assert.Null(ScriptPlayer.Play(new MemoryStream(Encoding.UTF8.GetBytes(script)), output, warnings.Add));

        // The second is refused: there is nothing to warn of.
        Assert.StartsWith("line 4: 7 sessions a second are more than there is an equilibrium for", Assert.Single(warnings));
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Contains("DUPLICATE_ID", lines[0]);
        Assert.Contains(Accepted, lines);
    }

    [Fact]
    public void Play_StepsThatAreNoCommand_StillFireTimersFirst()
    {
        // A refused step and a question never reach the kernel as commands; the print at 2 precedes them all the same.
        var (output, _) = Play($$$$"""
            {"at":"0","market":{"id":"lit","instrument":"XYZ","tickSize":"1","lotSize":"1","continuousBook":{},"disclosure":{"printDelay":"1"}}}
            {{{{Account}}}}
            {{{{Order}}}}
            {"at":"1","submit":{"market":"lit","account":"A","id":"s","marketOrder":{"side":"SELL","quantity":"1"}}}
            {"at":"1.999999999","cancelAll":{"account":"early"}}
            {"at":"2","cancelAll":{"account":"late"}}
            """);

        var told = output.Split('\n')[^4..^1];
        Assert.Contains("\"to\":\"early\"", told[0], StringComparison.Ordinal);
        Assert.Equal("""{"at":"2","to":"public","print":{"market":"lit","price":"1","quantity":"1"}}""", told[1]);
        Assert.Contains("\"to\":\"late\"", told[2], StringComparison.Ordinal);
    }

    private static (string Output, ScriptError? Error) Play(string script)
    {
        var output = new MemoryStream();
        var error = ScriptPlayer.Play(new MemoryStream(Encoding.UTF8.GetBytes(script)), output);
        return (Encoding.UTF8.GetString(output.ToArray()), error);
    }
}
