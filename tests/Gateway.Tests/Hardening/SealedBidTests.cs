using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>
/// What is bid in a conditional auction stays between the bidder and the exchange: whatever happens to the bids, nobody
/// else's stream has a number of theirs in it.
/// </summary>
public sealed class SealedBidTests
{
    private const int Bidders = 6;

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Streams_OfOthersAndOfThePublic_NeverShowABid(string groupSums)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync(
            "dcda",
            $$$"""{"conditionalAuction":{"sigma":"9","maxDeficit":"100"},"limits":true,"disclosure":{"groupSums":{{{groupSums}}}}}""",
            lot: "0.0001");
        var onlooker = await gateway.DefineTraderAsync("onlooker");
        using var data = onlooker.Subscribe("dcda");
        await data.ReadUntilAsync(() => data.HasSnapshot("dcda"));
        using var looking = await onlooker.OpenAsync();
        var bidders = new Bidder[Bidders];
        for (var i = 0; i < Bidders; i++)
        {
            bidders[i] = await Bidder.StartAsync(gateway, i);
        }
        foreach (var caller in bidders.Select(bidder => bidder.Caller).Append(onlooker).Append(gateway.Operator))
        {
            Assert.Equal(" | ", Say.Text(await caller.DepthAsync("dcda")));
        }

        await gateway.ClearAsync("dcda");
        await bidders[1].Session.ActAsync(Say.Cancel(9, 1, "dcda"));
        await gateway.ClearAsync("dcda");

        var perClearing = groupSums == "true" ? 3 : 1;
        await data.ReadUntilAsync(() => data.Events.Count == 2 * perClearing);
        Assert.Equal([""], await looking.ActAsync(Say.Conditional(1, 1, "1", "1", "dcda")));
        foreach (var bidder in bidders)
        {
            await bidder.ReadToEndAsync();
        }
        Assert.Equal(2, data.Events.Count(told => told.Cleared is { Reason: "" }));
        Assert.All(bidders, bidder => bidder.AssertHeardOf());
        AssertSealed(bidders, Text(data.Events), "the public");
        AssertSealed(bidders, Text(looking.Events), "the onlooker");
        Assert.All(bidders, bidder => AssertSealed(bidders.Where(other => other != bidder), Text(bidder.Session.Events), bidder.Name));
    }

    private static void AssertSealed(IEnumerable<Bidder> bidders, string heard, string who)
    {
        foreach (var bidder in bidders)
        {
            Assert.DoesNotContain($"\"{bidder.Name}\"", heard);
            Assert.All(bidder.Secrets(), secret => Assert.False(heard.Contains(secret), $"{who} heard {secret} of {bidder.Name}: {heard}"));
        }
    }

    private static string Text(IEnumerable<Event> events) => string.Join('\n', events);

    /// <summary>One with numbers of its own in everything it says.</summary>
    private sealed class Bidder(TestCaller caller, TestSession session, int number)
    {
        private static readonly string[] Signals = ["-5", "4", "3", "-2", "6", "-7"];

        public TestCaller Caller => caller;

        public TestSession Session => session;

        public string Name => caller.Account;

        private string Intercept => $"{Signals[number]}.30{number}7";

        private string Slope => $"11.40{number}9";

        private string GroupSlope => $"0.20{number}3";

        private bool IsPoor => number == 4;

        public static async Task<Bidder> StartAsync(TestGateway gateway, int number)
        {
            var caller = await gateway.DefineTraderAsync(
                $"bidder-{number}", cash: number == 4 ? "0.01" : "1000", groups: number % 2 == 0 ? "even" : "odd");
            var bidder = new Bidder(caller, await caller.OpenAsync(), number);
            Assert.Equal(["", ""], await bidder.Session.ActAsync(
                Say.Conditional(1, 1, "1", "1", "dcda", standing: true),
                Say.ReplaceConditional(2, 1, bidder.Intercept, bidder.Slope, "dcda", number == 0 ? "" : $"even:{bidder.GroupSlope} @bidder-0:0.1")));
            return bidder;
        }

        /// <summary>What it bid and what it got, but for nothing.</summary>
        public IEnumerable<string> Secrets() =>
        [
            Intercept,
            Slope,
            GroupSlope,
            .. session.Events.Where(told => told.Allocated is { Quantity: not "0" })
                .SelectMany(told => new[] { told.Allocated.Quantity.TrimStart('-'), told.Allocated.Cash.TrimStart('-') }),
        ];

        public Task ReadToEndAsync() => session.EndAsync();

        /// <summary>The test tests nothing unless everyone but the poor one traded.</summary>
        public void AssertHeardOf()
        {
            Assert.All(session.Events, told => Assert.Equal(Name, told.To));
            Assert.Equal(IsPoor ? 3 : number == 1 ? 5 : 7, Secrets().Count());
            Assert.Equal(IsPoor ? 2 : 0, session.Events.Count(told => told.Rejected is { Reason: "LIMIT" }));
        }
    }
}
