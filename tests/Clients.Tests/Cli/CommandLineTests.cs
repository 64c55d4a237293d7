namespace Exchange.Clients.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("script --help")]
    [InlineData("replay --help")]
    [InlineData("clear --help")]
    [InlineData("lab --help")]
    [InlineData("lab efficiency --help")]
    [InlineData("lab comparisons --help")]
    [InlineData("journal --help")]
    [InlineData("journal verify --help")]
    [InlineData("journal dump --help")]
    public void Help_EveryCommand_IsPrintedWithSuccess(string arguments)
    {
        var output = ExchangeProcess.Run(arguments.Split(' ')).AssertSucceeded();

        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "See: exchange --help")]
    [InlineData("scrpt FILE", "'scrpt'")]
    [InlineData("script", "'FILE'")]
    [InlineData("script a b", "'b'")]
    [InlineData("clear", "'FILE'")]
    [InlineData("replay a --colour red", "'--colour'")]
    [InlineData("replay a --report", "--report")]
    [InlineData("bots --market m --strategy s --count x", "'x'")]
    [InlineData("lab", "See: exchange lab --help")]
    [InlineData("lab efficiency --traders 2", "--traders")]
    [InlineData("lab comparisons --traders 5", "--traders")]
    [InlineData("lab comparisons --economies 0", "--economies")]
    [InlineData("markets define", "FILE or a --preset")]
    [InlineData("markets define - --preset dcda", "FILE or a --preset")]
    [InlineData("markets define - --reference lit", "--reference")]
    [InlineData("markets define --preset everything", "'everything'")]
    [InlineData("markets define - --id m", "--id")]
    [InlineData("trade conditional m 4.5", "'4.5'")]
    [InlineData("trade replace m 1 --max 5", "--max")]
    [InlineData("journal", "See: exchange journal --help")]
    [InlineData("journal verify", "See: exchange journal verify --help")]
    [InlineData("export data", "--to")]
    [InlineData("export data --to x --levels 0", "--levels")]
    [InlineData("export data --to x --price-scale 0", "--price-scale")]
    [InlineData("script no-such-file", "no-such-file")]
    [InlineData("replay no/such/file", "no/such/file")]
    public void Run_BadUsage_IsExitCodeTwoAndOneLine(string arguments, string detail) => ExchangeProcess
        .Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .AssertFailed(2, detail);

    [Fact]
    public void Run_InputThatCannotBeRead_IsAFailure()
    {
        using var directory = new TemporaryDirectory();

        var result = ExchangeProcess.Run("script", directory.Path);

        result.AssertFailed(1, directory.Path);
    }
}
