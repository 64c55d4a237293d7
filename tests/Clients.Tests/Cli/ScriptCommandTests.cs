namespace Exchange.Clients.Tests.Cli;

public sealed class ScriptCommandTests
{
    private const string Script = """
        {"at":"0","market":{"id":"lit","instrument":"XYZ","tickSize":"0.01","lotSize":"1","continuousBook":{}}}
        {"at":"0","account":{"id":"A"}}

        {"at":"1","submit":{"market":"lit","account":"A","id":"o1","limit":{"side":"BUY","quantity":"1","price":"9.99"}}}

        """;

    private const string Printed = """{"at":"1","to":"A","accepted":{"market":"lit","id":"o1"}}""" + "\n";

    [Fact]
    public void Script_FileOrStdin_PrintsTheEvents()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("script.jsonl");
        File.WriteAllText(file, Script);

        Assert.Equal(Printed, ExchangeProcess.Run("script", file).AssertSucceeded());
        Assert.Equal(Printed, ExchangeProcess.RunWith(Script, "script", "-").AssertSucceeded());
    }

    [Fact]
    public void Script_AMarketHardlyMeant_WarnsAndGoesOn()
    {
        const string Often = """
            {"at":"1","market":{"id":"size","instrument":"XYZ","tickSize":"0.01","lotSize":"1","sizeDiscovery":{"value":"1","gamma":"1","rate":"1","traders":"3"},"trigger":{"poisson":{"rate":"1","seed":"01"}},"reference":"lit"}}

            """;
        var result = ExchangeProcess.RunWith(Script + Often, "script", "-");

        Assert.Equal((0, Printed), (result.ExitCode, result.Output));
        Assert.StartsWith("exchange: warning: line 5: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_MalformedLine_PrintsWhatCameBeforeAndNamesTheLine()
    {
        var result = ExchangeProcess.RunWith(Script + """{"at":"2","advnce":{}}""", "script", "-");

        result.AssertFailed(2, "stdin, line 5: Unknown field: advnce");
        Assert.Equal(Printed, result.Output);
    }
}
