using System.Text;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Json;
using Exchange.Gateway.Mapping;
using Google.Protobuf;

namespace Exchange.Gateway.Tests.Json;

/// <summary>What the operator reads of commands to session markets on its own disk, the seeds too.</summary>
public sealed class JournalLinesTests
{
    private static readonly string Seed = new string('0', 62) + "07";

    private static readonly CommandHeader Trader = new() { Account = 1, Market = 0, Session = 7, Number = 0 };

    private readonly MemoryStream _output = new();
    private readonly byte[] _record = new byte[Commands.MaxLength];
    private long _sequence;

    [Fact]
    public void Write_CommandsToSessionMarkets_SayWhatWasAsked()
    {
        using var lines = new JournalLines(_output);
        Write(lines, Commands.DefineMarket(_record, default, Market(
            """{"id":"batch","callAuction":{"rationing":"RANDOM","seed":"07"},"trigger":{"randomEnd":{"every":"1","window":"0.5","seed":"07"}}}""")));
        Write(lines, Commands.DefineMarket(_record, default, Market(
            """{"id":"direct","directExchange":{"alpha":"0","payoffMean":"0","uniform":{"low":"-1","high":"1"}}}""")));
        Write(lines, Commands.DefineAccount(_record, default, new("A", Holdings.Nothing, [], default)));
        SchedulePoint[] points = [new(new(1_000), new(5)), new(new(1_010), new(-5))];
        Assert.Equal(Reason.None, DemandSchedule.TryCreate(points, isPerSecond: true, out var schedule));
        Write(lines, Commands.SubmitSchedule(_record, Trader, 1, schedule, isStanding: true));
        Write(lines, Commands.ReplaceSchedule(_record, Trader, 1, schedule));
        Write(lines, Commands.SubmitOrder(_record, Trader, 2, Order.Market(Side.Sell, new(3)), isStanding: true));
        Write(lines, Commands.SubmitReport(_record, Trader with { Market = 1 }, 3, BidKind.Endowment, new(-1), isStanding: false));
        Write(lines, Commands.Clear(_record, Trader with { Account = 0 }));
        Write(lines, Commands.Resumed(_record, new() { Market = CommandHeader.NoMarket }));
        Write(lines, Commands.Continued(_record, new() { Market = CommandHeader.NoMarket }));
        lines.Flush();

        var written = Encoding.UTF8.GetString(_output.ToArray()).Split('\n');

        Assert.Contains($$$""","callAuction":{"rationing":"RANDOM","rationingScope":"MARGINAL","seed":"{{{Seed}}}","referencePrice":""},""", written[0]);
        Assert.Contains($$$""","trigger":{"randomEnd":{"every":"1","window":"0.5","seed":"{{{Seed}}}"},"open":"0"},""", written[0]);
        const string Schedule = """{"points":[{"price":"10","quantity":"5"},{"price":"10.1","quantity":"-5"}],"perSecond":true}""";
        string[] expected =
        [
            """{"sequence":4,"time":"0","kind":"submit","account":"A","session":"7","number":"0","payload":{"market":"batch","id":"1","standing":true,"schedule":""" + Schedule + "}}",
            """{"sequence":5,"time":"0","kind":"replace","account":"A","session":"7","number":"0","payload":{"market":"batch","id":"1","quantity":"","price":"","losePriority":false,"schedule":""" + Schedule + "}}",
            """{"sequence":6,"time":"0","kind":"submit","account":"A","session":"7","number":"0","payload":{"market":"batch","id":"2","standing":true,"marketOrder":{"side":"SELL","quantity":"3","stop":""}}}""",
            """{"sequence":7,"time":"0","kind":"submit","account":"A","session":"7","number":"0","payload":{"market":"direct","id":"3","standing":false,"endowment":{"quantity":"-1"}}}""",
            """{"sequence":8,"time":"0","kind":"clear","account":"operator","session":"7","number":"0","payload":{"market":"batch"}}""",
            """{"sequence":9,"time":"0","kind":"resumed","account":"operator","session":"0","number":"0"}""",
            """{"sequence":10,"time":"0","kind":"continued","account":"operator","session":"0","number":"0"}""",
        ];
        Assert.Equal([.. expected, ""], written[3..]);
    }

    [Fact]
    public void Write_Reports_SayOfWhat()
    {
        using var lines = new JournalLines(_output);
        Write(lines, Commands.DefineMarket(_record, default, Market(
            """{"id":"size","sizeDiscovery":{"value":"0.5","gamma":"0.1","rate":"0.1"},"trigger":{"poisson":{"rate":"0.1","seed":"07"},"open":"1.5"}}""")));
        Write(lines, Commands.DefineMarket(_record, default, Market(
            """{"id":"direct","directExchange":{"alpha":"0","payoffMean":"0","uniform":{"low":"-1","high":"1"}},"trigger":{"afterTrade":{"market":"size"}}}""")));
        Write(lines, Commands.DefineAccount(_record, default, new("A", Holdings.Nothing, [], default)));
        Write(lines, Commands.SubmitReport(_record, Trader, 1, BidKind.Inventory, new(-3), isStanding: true));
        Write(lines, Commands.ReplaceReport(_record, Trader, 1, BidKind.Inventory, new(4)));
        Write(lines, Commands.SubmitReport(_record, Trader with { Market = 1 }, 2, BidKind.Endowment, new(1), isStanding: false));
        Write(lines, Commands.ReplaceReport(_record, Trader with { Market = 1 }, 2, BidKind.Endowment, new(-1)));
        lines.Flush();

        var written = Encoding.UTF8.GetString(_output.ToArray()).Split('\n');

        Assert.Contains(""","sizeDiscovery":{"value":"0.5","gamma":"0.1","rate":"0.1","kappa0":"","curvature":"","traders":"","marketAverage":"","fraction":"1","maxQuantity":"","positions":true},""", written[0]);
        Assert.Contains($$$""","trigger":{"poisson":{"rate":"0.1","seed":"{{{Seed}}}"},"open":"1.5"},""", written[0]);
        Assert.Contains(""","trigger":{"afterTrade":{"market":"size"},"open":"0"},""", written[1]);
        string[] expected =
        [
            """{"sequence":4,"time":"0","kind":"submit","account":"A","session":"7","number":"0","payload":{"market":"size","id":"1","standing":true,"inventory":{"quantity":"-3"}}}""",
            """{"sequence":5,"time":"0","kind":"replace","account":"A","session":"7","number":"0","payload":{"market":"size","id":"1","quantity":"","price":"","losePriority":false,"inventory":{"quantity":"4"}}}""",
            """{"sequence":6,"time":"0","kind":"submit","account":"A","session":"7","number":"0","payload":{"market":"direct","id":"2","standing":false,"endowment":{"quantity":"1"}}}""",
            """{"sequence":7,"time":"0","kind":"replace","account":"A","session":"7","number":"0","payload":{"market":"direct","id":"2","quantity":"","price":"","losePriority":false,"endowment":{"quantity":"-1"}}}""",
        ];
        Assert.Equal([.. expected, ""], written[3..]);
    }

    [Fact]
    public void Write_ConditionalBids_NameWhatTheyAreConditionalOn()
    {
        using var lines = new JournalLines(_output);
        Write(lines, Commands.DefineMarket(_record, default, Market("""{"id":"dcda","conditionalAuction":{"sigma":"1"}}""")));
        Write(lines, Commands.DefineAccount(_record, default, new("A", Holdings.Nothing, ["north"], default)));
        Write(lines, Commands.DefineAccount(_record, default, new("B", Holdings.Nothing, ["west", "south", "north"], default)));
        Condition[] conditions =
        [
            new(ConditionTarget.Group(2), Decimal("-0.5")),
            new(ConditionTarget.Account(2), Decimal("1")),
            new(ConditionTarget.Group(0), Decimal("0.25")),
        ];
        Assert.Equal(Reason.None, ConditionalBid.TryCreate(Decimal("4.5"), Decimal("4.8"), conditions, new(-3), null, out var bid));
        Assert.Equal(Reason.None, ConditionalBid.TryCreate(Decimal("-1"), Decimal("2"), [], null, null, out var plain));
        Write(lines, Commands.SubmitConditional(_record, Trader, 1, bid, isStanding: true));
        Write(lines, Commands.ReplaceConditional(_record, Trader, 1, plain));
        lines.Flush();

        var written = Encoding.UTF8.GetString(_output.ToArray()).Split('\n');

        const string Groups = """[{"group":"south","slope":"-0.5"},{"account":"B","slope":"1"},{"group":"north","slope":"0.25"}]""";
        string[] expected =
        [
            """{"sequence":4,"time":"0","kind":"submit","account":"A","session":"7","number":"0","payload":{"market":"dcda","id":"1","standing":true,"conditional":{"intercept":"4.5","slope":"4.8","groups":""" + Groups + ""","minQuantity":"-3","maxQuantity":""}}}""",
            """{"sequence":5,"time":"0","kind":"replace","account":"A","session":"7","number":"0","payload":{"market":"dcda","id":"1","quantity":"","price":"","losePriority":false,"conditional":{"intercept":"-1","slope":"2","groups":[],"minQuantity":"","maxQuantity":""}}}""",
        ];
        Assert.Equal([.. expected, ""], written[3..]);
    }

    private static FixedDecimal Decimal(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }

    private static Engine.Markets.MarketDefinition Market(string json)
    {
        var message = JsonParser.Default.Parse<V1.MarketDefinition>(json);
        (message.Instrument, message.TickSize, message.LotSize) = ("XYZ", "0.01", "1");
        Assert.False(MarketMapping.TryRead(message, out var market).IsRefused);
        return market!;
    }

    private void Write(JournalLines lines, int length) => lines.Write(++_sequence, _record.AsSpan(0, length));
}
