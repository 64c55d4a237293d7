using System.Text.Json;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Clients.Tests.Cli;

public sealed class JournalCommandTests(JournalFixture journal) : IClassFixture<JournalFixture>
{
    private const int Commands = 11;

    // The mark that a clean close writes after the last record.
    private const int MarkBytes = 32;

    [Fact]
    public void Verify_IntactJournal_HasTheStateOfTheExchangeThatWroteIt()
    {
        var expected = $$"""
            {"ok":true,"commands":{{Commands}},"lastSequence":{{Commands}},"truncatedBytes":0,"stateHash":"{{journal.StateHash}}"}

            """;

        Assert.Equal(expected, ExchangeProcess.Run("journal", "verify", journal.DataDirectory).AssertSucceeded());
        Assert.Equal(
            expected,
            ExchangeProcess.Run("journal", "verify", Path.Combine(journal.DataDirectory, "journal")).AssertSucceeded());
    }

    [Fact]
    public void Verify_TornTail_IsOkAndCounted()
    {
        using var copy = Copy(segment => segment[..^(MarkBytes + 20)]);
        var before = File.ReadAllBytes(Directory.GetFiles(copy.Path).Single());

        using var verdict = JsonDocument.Parse(ExchangeProcess.Run("journal", "verify", copy.Path).AssertSucceeded());

        Assert.True(verdict.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(Commands - 1, verdict.RootElement.GetProperty("lastSequence").GetInt64());
        Assert.True(verdict.RootElement.GetProperty("truncatedBytes").GetInt64() > 0);
        Assert.Equal(before, File.ReadAllBytes(Directory.GetFiles(copy.Path).Single()));
    }

    [Fact]
    public void Verify_DamagedRecord_FailsAndSaysWhere()
    {
        using var copy = Copy(Damage);

        var result = ExchangeProcess.Run("journal", "verify", copy.Path);

        result.AssertFailed(1, "damaged");
        Assert.Contains("sequence", result.Error, StringComparison.Ordinal);
        using var verdict = JsonDocument.Parse(result.Output);
        Assert.False(verdict.RootElement.GetProperty("ok").GetBoolean());
        Assert.InRange(verdict.RootElement.GetProperty("commands").GetInt64(), 1, Commands - 1);
    }

    [Fact]
    public void Verify_DamagedSnapshot_FailsAndSaysSo()
    {
        using var copy = Copy(segment => segment);
        File.WriteAllText(copy.File("00000000000000000011.snapshot"), "nothing that is one");

        var result = ExchangeProcess.Run("journal", "verify", copy.Path);

        result.AssertFailed(1, "00000000000000000011.snapshot is damaged");
        using var verdict = JsonDocument.Parse(result.Output);
        Assert.False(verdict.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(journal.StateHash, verdict.RootElement.GetProperty("stateHash").GetString());
    }

    [Fact]
    public void Journal_WithoutItsBeginning_IsReadFromTheSnapshot()
    {
        using var data = new TemporaryDirectory();
        var storage = new DirectoryStorage(data.Path);
        var kernel = new ExchangeKernel();
        JournalReader.Read(new DirectoryStorage(Path.Combine(journal.DataDirectory, "journal")), (_, record) => kernel.Apply(record));
        KernelSnapshot.Write(storage, kernel);
        using (var writer = JournalWriter.Open(
            storage, new() { RulesVersion = ExchangeKernel.RulesVersion, SegmentBytes = 1 << 21 }, (_, _) => { }))
        {
            // The eleven as they were, and three more in a segment of their own.
            JournalReader.Read(new DirectoryStorage(Path.Combine(journal.DataDirectory, "journal")), (_, record) => writer.Append(record));
        }
        using (var writer = JournalWriter.Open(
            storage, new() { RulesVersion = ExchangeKernel.RulesVersion, SegmentBytes = 1 << 21 }, (_, _) => { }))
        {
            var record = new byte[Engine.Kernel.Commands.MaxLength];
            for (var i = 0; i < 3; i++)
            {
                writer.Append(record.AsSpan(0, Engine.Kernel.Commands.Advance(record, new() { Time = new(2_000_000_000 + i) })));
            }
        }
        File.Delete(data.File("00000000000000000001.journal"));

        using var verdict = JsonDocument.Parse(ExchangeProcess.Run("journal", "verify", data.Path).AssertSucceeded());
        var lines = ExchangeProcess.Run("journal", "dump", data.Path).AssertSucceeded().Split('\n');

        Assert.True(verdict.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(3, verdict.RootElement.GetProperty("commands").GetInt64());
        Assert.Equal(14, verdict.RootElement.GetProperty("lastSequence").GetInt64());
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("""{"sequence":12,"time":"2","kind":"advance","account":"operator",""", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("dump")]
    public void Journal_DirectoryWithoutOne_IsAFailure(string command)
    {
        using var empty = new TemporaryDirectory();

        ExchangeProcess.Run("journal", command, empty.Path).AssertFailed(1, "holds no journal");
        ExchangeProcess.Run("journal", command, empty.File("none")).AssertFailed(1, "there is no directory");
    }

    [Fact]
    public void Dump_IntactJournal_PrintsEveryCommandWithNames()
    {
        const string Limit = "\"side\":\"SELL\",\"quantity\":\"1.5\",\"price\":\"9.99\",\"timeInForce\":\"GTC\",\"expires\":\"\","
            + "\"postOnly\":false,\"display\":\"\",\"minimumQuantity\":\"\",\"stop\":\"\"";
        string[] expected =
        [
            """{"sequence":1,"time":"1.25","kind":"market","account":"operator","session":"1","number":"0","payload":{"id":"lit","instrument":"XYZ","tickSize":"0.01","lotSize":"0.5","continuousBook":{},"trigger":{"continuous":{},"open":"0"},"disclosure":{"depth":"TOP","levels":0,"printDelay":"0.5","indicative":false,"indicativeEvery":"0.1","groupSums":false,"orders":false},"charges":{"makerFee":"0","takerFee":"0","charges":[]},"reference":"","selfTrade":"SELF_TRADE_ALLOWED","limits":false}}""",
            """{"sequence":2,"time":"1.25","kind":"account","account":"operator","session":"1","number":"0","payload":{"id":"A","cash":"1.5","units":{"XYZ":"2"},"groups":["fund"],"capacity":"0.5"}}""",
            """{"sequence":3,"time":"1.25","kind":"token","account":"A","session":"1","number":"0","payload":{"role":"TRADER","account":"A","expires":""}}""",
            """{"sequence":4,"time":"1.25","kind":"submit","account":"A","session":"7","number":"1","payload":{"market":"lit","id":"41","standing":false,"limit":{""" + Limit + "}}}",
            """{"sequence":5,"time":"1.25","kind":"replace","account":"A","session":"7","number":"2","payload":{"market":"lit","id":"41","quantity":"1","price":"","losePriority":false}}""",
            """{"sequence":6,"time":"1.25","kind":"submit","account":"A","session":"7","number":"3","payload":{"market":"lit","id":"42","standing":false,"marketOrder":{"side":"BUY","quantity":"0.5","stop":""}}}""",
            """{"sequence":7,"time":"1.25","kind":"cancel","account":"A","session":"7","number":"4","payload":{"market":"lit","id":"41"}}""",
            """{"sequence":8,"time":"1.25","kind":"cancelAll","account":"A","session":"7","number":"5","payload":{"market":""}}""",
            """{"sequence":9,"time":"1.25","kind":"transfer","account":"A","session":"1","number":"0","payload":{"account":"A","cash":"-0.000000000001","units":{"ABC":"0.000001"}}}""",
            """{"sequence":10,"time":"1.25","kind":"advance","account":"operator","session":"1","number":"0"}""",
            """{"sequence":11,"time":"1.25","kind":"phase","account":"operator","session":"1","number":"0","payload":{"market":"lit","to":"HALTED"}}""",
        ];

        var lines = ExchangeProcess.Run("journal", "dump", journal.DataDirectory).AssertSucceeded().Split('\n');

        Assert.Equal([.. expected, ""], lines);
    }

    [Fact]
    public void Dump_DamagedJournal_PrintsWhatIsGoodAndFails()
    {
        using var copy = Copy(Damage);

        var result = ExchangeProcess.Run("journal", "dump", copy.Path);

        result.AssertFailed(1, "damaged");
        Assert.StartsWith("{\"sequence\":1,", result.Output, StringComparison.Ordinal);
    }

    private static byte[] Damage(byte[] segment)
    {
        segment[segment.Length / 2] ^= 0x10;
        return segment;
    }

    private TemporaryDirectory Copy(Func<byte[], byte[]> change)
    {
        var copy = new TemporaryDirectory();
        File.WriteAllBytes(copy.File("00000000000000000001.journal"), change([.. journal.Segment]));
        return copy;
    }
}
