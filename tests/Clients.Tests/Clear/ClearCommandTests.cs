using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Clear;

public sealed class ClearCommandTests
{
    private const string Request = """
        {
          "tickSize": "0.01", "lotSize": "1",
          "bids": [
            {"id": "b1", "account": "A", "limit": {"side": "BUY", "quantity": "5", "price": "10"}},
            {"id": "s1", "account": "B", "marketOrder": {"side": "SELL", "quantity": "3"}}
          ],
          "callAuction": {"rationing": "TIME"}
        }
        """;

    private const string Printed =
        """{"cleared":true,"reason":"","decidedBy":"VOLUME","price":"10","volume":"3","surplus":"2","allocations":["""
        + """{"id":"b1","account":"A","quantity":"3","cash":"-30","charge":"0"},"""
        + """{"id":"s1","account":"B","quantity":"-3","cash":"30","charge":"0"}],"operatorCash":"0"}""" + "\n";

    [Fact]
    public void Clear_FileOrStdin_PrintsTheResponseInOneLine()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("request.json");
        File.WriteAllText(file, Request);

        Assert.Equal(Printed, ExchangeProcess.Run("clear", file).AssertSucceeded());
        Assert.Equal(Printed, ExchangeProcess.RunWith(Request, "clear", "-").AssertSucceeded());
    }

    [Fact]
    public void Clear_BidsThatDoNotCross_AreNoFailure()
    {
        var output = ExchangeProcess.RunWith(Request.Replace("SELL", "BUY"), "clear", "-").AssertSucceeded();

        Assert.StartsWith("""{"cleared":false,"reason":"NO_CROSS","decidedBy":"","price":"",""", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"10\"", "\"10.001\"", "OFF_GRID: bid b1: price 10.001 is not a multiple of the tick 0.01")]
    [InlineData("\"10\"", "10", "stdin: a number stands where a decimal string is expected")]
    [InlineData("lotSize", "lotsize", "stdin: Unknown field: lotsize")]
    [InlineData("{", "", "stdin: ")]
    public void Clear_MalformedRequest_IsExitCodeTwoAndOneLine(string text, string replacement, string detail)
    {
        var result = ExchangeProcess.RunWith(Request.Replace(text, replacement), "clear", "-");

        result.AssertFailed(2, detail);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Clear_NoSuchFile_IsBadInput() => ExchangeProcess
        .Run("clear", "no-such-file")
        .AssertFailed(2, "no-such-file");
}
