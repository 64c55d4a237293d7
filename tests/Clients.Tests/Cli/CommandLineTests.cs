namespace Exchange.Clients.Tests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("script --help")]
    [InlineData("replay --help")]
    [InlineData("clear --help")]
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
    [InlineData("journal", "See: exchange journal --help")]
    [InlineData("journal verify", "See: exchange journal verify --help")]
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
