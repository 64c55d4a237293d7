using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Exchange.Cli.Replay;

namespace Exchange.Clients.Tests.Cli;

public sealed class ReplayTests
{
    private const string PublishedHash = "fb91d8c1ab5f656eb9a7eed8f7c109c455e57fe75e4f35684b1a0bf60c30a0a8";
    private const int HeaderBytes = 16;

    private static string Published => Path.Combine(AppContext.BaseDirectory, "data", "normal-10k.bin.gz");

    [Fact]
    public void Replay_PublishedFlow_GivesThePublishedAnswer()
    {
        using var directory = new TemporaryDirectory();
        var report = directory.File("report");

        var output = ExchangeProcess.Run("replay", Published, "--report", report).AssertSucceeded();

        Assert.EndsWith("}\n", output, StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(output);
        var root = summary.RootElement;
        Assert.Equal(
            ["messages", "trades", "seconds", "messagesPerSecond", "sha256"], root.EnumerateObject().Select(field => field.Name));
        Assert.Equal(19_957, root.GetProperty("messages").GetInt32());
        Assert.Equal(415, root.GetProperty("trades").GetInt32());
        Assert.Equal(PublishedHash, root.GetProperty("sha256").GetString());
        Assert.Equal(PublishedHash, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(report))));
    }

    [Fact]
    public void Replay_UncompressedStdin_GivesTheSame()
    {
        var flow = new MemoryStream();
        using (var unzipped = new GZipStream(File.OpenRead(Published), CompressionMode.Decompress))
        {
            unzipped.CopyTo(flow);
        }

        var output = ExchangeProcess.RunWith(flow.ToArray(), "replay", "-").AssertSucceeded();

        Assert.Contains(PublishedHash, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_MalformedFile_IsExitCodeTwo()
    {
        ExchangeProcess.RunWith("hello", "replay", "-").AssertFailed(2, "not an order-flow file");
        ExchangeProcess.RunWith([0x1F, 0x8B, 8, 0, 1], "replay", "-").AssertFailed(2, "");
    }

    [Fact]
    public void Run_EveryKindOfReport_ComesByMessageAndThenByType()
    {
        var flow = new OrderFlowFile()
            .New(7, side: 1, quantity: 5, price: 101)
            .New(8, side: 1, quantity: 5, price: 102)
            .New(9, side: 0, quantity: 4, price: 100)
            .New(10, side: 0, quantity: 7, price: 101, immediate: true)
            .Modify(9, quantity: 8, price: 102)
            .Cancel(8)
            .Modify(8, quantity: 1, price: 1)
            .Cancel(9)
            .New(8, side: 0, quantity: 1, price: -3);

        Assert.Equal(
            """
            0,0,1,7,101,5
            0,1,1,8,102,5
            0,2,0,9,100,4
            0,3,0,10,101,7
            1,3,101,5,7,10
            2,3,0,10,101
            1,4,102,5,8,9
            3,4,0,9,102,8
            4,5,8
            5,6,8
            2,7,0,9,102
            0,8,0,8,-3,1
            """,
            Replay(flow.Read()));
    }

    [Fact]
    public void Run_ModifyAtTheSamePrice_LosesPriorityEvenWhenItShrinks()
    {
        var flow = new OrderFlowFile()
            .New(1, side: 0, quantity: 5, price: 100)
            .New(2, side: 0, quantity: 5, price: 100)
            .Modify(1, quantity: 4, price: 100)
            .New(3, side: 1, quantity: 1, price: 100);

        Assert.EndsWith("1,3,100,1,2,3", Replay(flow.Read()), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_IdOfALiveOrder_IsMalformed()
    {
        var flow = new OrderFlowFile().New(1, 0, 1, 1).New(1, 0, 1, 1).Read();

        var exception = Assert.Throws<InvalidDataException>(() => Replay(flow));

        Assert.Contains("Message 1 ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Finish_NoReportsAtAll_IsTheHashOfNothing()
    {
        using var reports = new CanonicalReports(Stream.Null);

        Assert.Equal(0, new KernelReplay(reports).Run(new OrderFlowFile().Read()), precision: 3);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), reports.Finish());
    }

    [Theory]
    [InlineData(0, 'x', "not an order-flow file")]
    [InlineData(8, 2, "not an order-flow file")]
    [InlineData(12, 3, "ends after 2 of its 3")]
    [InlineData(12, 1, "goes on after its 1")]
    [InlineData(15, 255, "ends after 2 of its")]
    [InlineData(HeaderBytes + 0, 3, "Message 0 of the order-flow file is malformed: type 3")]
    [InlineData(HeaderBytes + 1, 2, "Message 0 of the order-flow file is malformed: side 2")]
    [InlineData(HeaderBytes + 2, 2, "Message 0 of the order-flow file is malformed: immediate-or-cancel 2")]
    [InlineData(HeaderBytes + 4, 0, "Message 0 of the order-flow file is malformed: quantity 0")]
    [InlineData(HeaderBytes + 7, 255, "Message 0 of the order-flow file is malformed: quantity")]
    [InlineData(HeaderBytes + 8, 1, "Message 0 of the order-flow file is malformed: sequence number 1")]
    [InlineData(HeaderBytes + 30, 1, "Message 0 of the order-flow file is malformed: price")]
    [InlineData(HeaderBytes + 40 + 8, 0, "Message 1 of the order-flow file is malformed: sequence number 0")]
    public void Read_OneWrongByte_IsMalformed(int offset, byte value, string detail)
    {
        var file = new OrderFlowFile().New(1, 0, 1, 1).Cancel(1).ToBytes();
        file[offset] = value;

        var exception = Assert.Throws<InvalidDataException>(() => OrderFlow.Read(new MemoryStream(file)));

        Assert.Contains(detail, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutAnywhere_IsMalformed()
    {
        var file = new OrderFlowFile().New(1, 0, 1, 1).Cancel(1).ToBytes();

        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => OrderFlow.Read(new MemoryStream(file, 0, length)));
        }
    }

    private static string Replay(OrderFlow flow)
    {
        var lines = new MemoryStream();
        using var reports = new CanonicalReports(lines);
        new KernelReplay(reports).Run(flow);
        var hash = reports.Finish();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(lines.ToArray())), hash);
        return Encoding.UTF8.GetString(lines.ToArray());
    }
}
