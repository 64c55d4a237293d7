using System.Buffers;
using System.Text;
using Exchange.Gateway.Json;
using Google.Protobuf;

namespace Exchange.Gateway.Tests.Scripts;

public sealed class MessageWriterTests
{
    [Fact]
    public void WriteLine_EmptyMessage_WritesEveryFieldThatIsNoMessage() => Assert.Equal(
        """{"side":"SIDE_UNSPECIFIED","quantity":"","price":"","timeInForce":"GTC","expires":"","postOnly":false,"display":"","minimumQuantity":"","stop":""}""",
        Write(new V1.LimitOrder()));

    [Fact]
    public void WriteLine_Oneof_WritesTheChosenMemberAlsoWhenEmpty()
    {
        Assert.Equal("""{"open":""}""", Write(new V1.Trigger()));
        Assert.Equal("""{"every":"","open":""}""", Write(new V1.Trigger { Every = "" }));
        Assert.Equal("""{"operator":{},"open":""}""", Write(new V1.Trigger { Operator = new() }));
    }

    [Fact]
    public void WriteLine_MapsListsAndNumbers_AreObjectsArraysAndStringsFor64Bits()
    {
        Assert.Equal(
            """{"cash":"1","units":{"A":"3","B":"2"}}""",
            Write(new V1.Holdings { Cash = "1", Units = { { "B", "2" }, { "A", "3" } } }));
        Assert.Equal(
            """{"market":"m","bids":[{"price":"1","quantity":"2"}],"asks":[]}""",
            Write(new V1.Depth { Market = "m", Bids = { new V1.PriceLevel { Price = "1", Quantity = "2" } } }));
        Assert.Equal(
            """{"number":"18446744073709551615","reason":"","detail":"","sequence":"0"}""",
            Write(new V1.Answer { Number = ulong.MaxValue }));
        Assert.Equal(
            """{"depth":"LEVELS","levels":3,"printDelay":"","indicative":true,"indicativeEvery":"","groupSums":false,"orders":false}""",
            Write(new V1.Disclosure { Depth = V1.DepthDisclosure.Levels, Levels = 3, Indicative = true }));
    }

    [Fact]
    public void WriteLine_IdsOfEvents_AreNamedAndOtherNumbersAreNot()
    {
        var accepted = new V1.Event { At = "1", To = "A", Accepted = new() { Market = "m", Id = 7 } };

        Assert.Equal("""{"at":"1","to":"A","accepted":{"market":"m","id":"7"}}""", Write(accepted));
        Assert.Equal("""{"at":"1","to":"A","accepted":{"market":"m","id":"#7"}}""", Write(accepted, id => $"#{id}"));
        Assert.Equal(
            """{"number":"7","reason":"","detail":"","sequence":"0"}""", Write(new V1.Answer { Number = 7 }, id => $"#{id}"));
    }

    [Fact]
    public void WriteLine_EnumNumberWithoutAName_IsWrittenAsTheNumber() =>
        Assert.Equal("""{"role":9,"account":"","expires":""}""", Write(new V1.IssueTokenRequest { Role = (V1.Role)9 }));

    [Fact]
    public void WriteLine_TextThatNeedsEscapes_ReadsBackTheSame()
    {
        var written = new V1.Rejected { Market = "m", Id = 1, Reason = "R", Detail = "\"it's\"\\\n\u0001 é ∞ 😀 </b>" };

        Assert.True(MessageReader.TryRead(Encoding.UTF8.GetBytes(Write(written)), out V1.Rejected read, out var error), error);
        Assert.Equal(written, read);
    }

    private static string Write(IMessage message, Func<ulong, string>? nameOf = null)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter(output, nameOf);
        writer.WriteLine(message);
        writer.WriteLine(new V1.AdvanceStep());
        var lines = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n');
        Assert.Equal(["{}", ""], lines[1..]);
        return lines[0];
    }
}
